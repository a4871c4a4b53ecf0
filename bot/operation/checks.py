"""What a check tells: how something stands, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from ingest.errors import MadoguchiError

State = Literal["ok", "note", "broken"]


@dataclass(frozen=True)
class Check:
    """One thing that was looked at."""

    name: str
    """For programs; stays the same."""
    title: str
    """What was looked at, for people."""
    state: State
    """``note`` is nothing that keeps the desk from working."""
    found: str
    advice: str = ""
    """What to do next; empty where there is nothing to do."""


Outcome = tuple[State, str, str]
"""State, what was found, what to do."""


def look(name: str, title: str, examine: Callable[[], Outcome]) -> Check:
    """Return what an examination found; one that fails is something broken, not the end."""
    try:
        return Check(name, title, *examine())
    except MadoguchiError as error:
        return Check(name, title, "broken", str(error))
    except Exception as error:
        # A doctor who falls ill of what he sees is of no use.
        return Check(
            name,
            title,
            "broken",
            f"確かめている途中で失敗しました（{type(error).__name__}: {error}）",
            "入れ直すか、この行を添えて開発元に知らせてください。",
        )


def fine(found: str) -> Outcome:
    """Return that something is as it should be."""
    return "ok", found, ""
