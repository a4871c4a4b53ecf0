from __future__ import annotations

import logging
import time

import pytest

from bot.records.retention import Pruning


def test_a_clock_that_jumped_deletes_nothing_until_it_is_put_right(
    caplog: pytest.LogCaptureFixture,
) -> None:
    pruned: list[float] = []
    ahead = 0.0

    def now() -> float:
        return time.time() + ahead

    def prune() -> int:
        pruned.append(ahead)
        return 0

    pruning = Pruning(prune, now=now)
    pruning.prune()
    ahead = 400 * 86_400.0
    with caplog.at_level(logging.ERROR):
        pruning.prune()
    ahead = -400 * 86_400.0
    pruning.prune()
    ahead = 30.0
    pruning.prune()

    assert pruned == [0.0, 30.0]
    assert "the clock jumped by 9600 hours" in caplog.text
