"""Which language an answer is framed in."""

from __future__ import annotations

import re

from bot.frames.easy import EASY
from bot.frames.english import ENGLISH
from bot.frames.japanese import JAPANESE
from bot.frames.table import Frames, Language
from kb.romaji import to_katakana

_FRAMES: dict[Language, Frames] = {"ja": JAPANESE, "en": ENGLISH, "easy": EASY}
_JAPANESE = re.compile(r"[\u3041-\u30fa\u3400-\u9fff\uf900-\ufaff\uff66-\uff9d]")
_WORD = re.compile(r"[a-z]{2,}", re.IGNORECASE)


def frames_for(language: Language) -> Frames:
    """Return the bot's sentences in a language."""
    return _FRAMES[language]


def language_of(question: str) -> Language:
    """Return the language a question is asked in: English where no Japanese stands in it."""
    if _JAPANESE.search(question):
        return "ja"
    words = _WORD.findall(question)
    # gomi no hi wo oshiete is Japanese.
    spelled = sum(to_katakana(word) is not None for word in words)
    return "en" if len(words) > 1 and spelled < 0.75 * len(words) else "ja"
