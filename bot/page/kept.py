"""Conversations that outlive a reload of their tab, in memory alone.

The tab makes a random key and shows it with every question; who does not know the key
cannot reach the conversation. Nothing is written to disk.
"""

from __future__ import annotations

import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from bot.page.conversation import Turns

MOST_TURNS = 1_500
"""Turns kept over all conversations, about 40 MB; the conversation idle longest goes first."""
IDLE_SECONDS = 3_600
# The page may put the audience before the tab's own key: who logs out leaves it behind.
_KEY = re.compile(r"(?:[a-z]+ )?[0-9a-f]{32}")


class KeptConversations:
    """Turns by the key of their tab."""

    def __init__(
        self, *, most_turns: int = MOST_TURNS, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._most = most_turns
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, tuple[float, Turns]] = OrderedDict()
        self._turns = 0

    def keep(self, key: str, turns: Turns) -> None:
        """Keep a conversation in place of what the key had; a malformed key keeps nothing."""
        if not _KEY.fullmatch(key or ""):
            return
        with self._lock:
            self._drop(key)
            if turns:
                self._kept[key] = (self._clock(), turns)
                self._turns += len(turns)
            self._forget_old()

    def find(self, key: str) -> Turns:
        """Return the conversation of a key, () where there is none (any more)."""
        with self._lock:
            self._forget_old()
            return self._kept.get(key or "", (0.0, ()))[1]

    def _drop(self, key: str) -> None:
        _, turns = self._kept.pop(key, (0.0, ()))
        self._turns -= len(turns)

    def _forget_old(self) -> None:
        now = self._clock()
        while self._kept:
            key, (kept_at, _) = next(iter(self._kept.items()))
            if self._turns <= self._most and now - kept_at <= IDLE_SECONDS:
                return
            self._drop(key)
