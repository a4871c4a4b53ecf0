"""Follow-up questions, made complete from the turns before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kb import words
from kb.locators import find_locators
from kb.query import QUESTION_WORDS, clean_question

Turn = tuple[str, str]
"""(what the person asked, what was answered)."""

_POINTING = re.compile(
    r"^(?:じゃあ|では|それ(?:で|なら|から|は|の|を|って)?|その|そこ|そちら|この|これ|あの|あれ|同じ|ほかに|他に|"
    r"あと|ちなみに|なら|で、|もっと|詳しく|続き|what about|and\b|how about)"
    r"|(?:その|それ|そこ|この|これ|上記|前記)(?:担当|条|計画|目標|部|課|場合|件|こと|ため|施策|制度|組合|会議|委員会|は|の|を|に|が|で|って)",
    re.IGNORECASE,
)
_MAX_STANDALONE_WORDS = 3


def is_follow_up(question: str) -> bool:
    """Return whether a question can be understood only from the turns before it.

    It points back (その担当は?), names a part without its article (2項は?), or holds too few
    words of its own to stand alone (断られることもあるんですか?).
    """
    text = clean_question(question)
    if _POINTING.search(text):
        return True
    locators = find_locators(text)
    if locators and not any(locator.key for locator in locators):
        return True
    own = [word for word in words.content_words(text) if word not in QUESTION_WORDS]
    return len(set(own)) <= _MAX_STANDALONE_WORDS


@dataclass(frozen=True)
class Resolved:
    """A question with what it takes over from the conversation."""

    text: str
    """The question, with the article it means where it named only a paragraph."""
    context: str = ""
    """Words of the last turn that it leans on; empty for a question that stands alone."""


def resolve(question: str, history: Sequence[Turn]) -> Resolved:
    """Return the question made complete; a new topic takes nothing over."""
    if not history or not is_follow_up(question):
        return Resolved(question)
    asked, answered = history[-1]
    text = clean_question(question)
    context = f"{_topic(asked)} {_topic(answered)}"
    locators = find_locators(text)
    if locators and not any(locator.key for locator in locators):
        # 「2項は?」: the paragraph of the article that was spoken of.
        before = [loc for turn in (answered, asked) for loc in find_locators(turn) if loc.key]
        if before:
            article = re.sub(r"(?<=条)(の\d+)?.*$", r"\1", before[0].text)
            return Resolved(f"{article}{text}", context)
    return Resolved(question, context)


def _topic(turn: str) -> str:
    """Return a turn without marks, cut to a length that still names its topic."""
    return re.sub(r"\[\d+\]|[?？。]", " ", turn)[:160].strip()
