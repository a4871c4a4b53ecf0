from __future__ import annotations

from bot.page.conversation import Turn
from bot.page.kept import IDLE_SECONDS, KeptConversations

A, B, C = ("0123456789abcdef" * 2, "a" * 32, "b" * 32)


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def turns(count: int, word: str = "問") -> tuple[Turn, ...]:
    return tuple(Turn(word, number) for number in range(1, count + 1))


def test_a_conversation_is_found_by_its_key_alone() -> None:
    kept = KeptConversations()
    kept.keep(A, turns(2))

    kept.keep(f"counter {A}", turns(1))

    assert kept.find(A) == turns(2)
    assert kept.find(f"counter {A}") == turns(1)
    assert kept.find(B) == ()
    assert kept.find("") == ()


def test_a_key_that_could_be_guessed_keeps_nothing() -> None:
    kept = KeptConversations()
    for key in ("", "1", "A" * 32, f"{B}0"):
        kept.keep(key, turns(1))
        assert kept.find(key) == ()


def test_the_conversation_idle_longest_goes_first() -> None:
    kept = KeptConversations(most_turns=4)
    kept.keep(A, turns(2))
    kept.keep(B, turns(2))
    kept.keep(A, turns(2, "また"))
    kept.keep(C, turns(1))

    assert kept.find(B) == ()
    assert kept.find(A) == turns(2, "また")
    assert kept.find(C) == turns(1)


def test_an_hour_without_a_question_forgets_a_conversation() -> None:
    clock = Clock()
    kept = KeptConversations(clock=clock)
    kept.keep(A, turns(1))

    clock.now = IDLE_SECONDS
    assert kept.find(A) == turns(1)
    clock.now = IDLE_SECONDS + 1
    assert kept.find(A) == ()


def test_starting_anew_forgets() -> None:
    kept = KeptConversations()
    kept.keep(A, turns(1))
    kept.keep(A, ())

    assert kept.find(A) == ()
