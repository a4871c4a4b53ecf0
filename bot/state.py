"""What one question is turned into, step by step."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from bot.answer import Answer
from bot.conversation import Turn
from bot.frames.choose import frames_for
from bot.frames.table import Frames, Language
from bot.question import Question
from kb.records import Filters
from kb.snapshot import Found, Snapshot

AudienceOfAsker = Literal["citizen", "onboarding", "counter"]
MAX_QUESTION_LENGTH = 1_000
SHOWN = 10
"""Retrieved passages that come with an answer."""


@dataclass(frozen=True)
class Request:
    """What came in."""

    question: str
    """Without personal data: what is searched for."""
    typed: str
    """As the person wrote it; it goes no further than the rules of refusal."""
    city: str | None
    audience: AudienceOfAsker
    history: tuple[Turn, ...]
    lean: bool = False
    """Whether the question takes the last turn's topic over in any case."""
    language: Language = "ja"
    """Of the bot's own words."""
    within: Filters = field(default_factory=Filters)
    """Documents, kinds and dates to look within."""

    @property
    def frames(self) -> Frames:
        """The bot's own sentences."""
        return frames_for(self.language)


@dataclass(frozen=True)
class State:
    """What the steps of the chain hand on."""

    request: Request
    snapshot: Snapshot
    filters: Filters
    """Of the asker, the city aside."""
    question: Question | None = None
    context: str = ""
    said: str = ""
    """What was answered already and is not to be said again."""
    whole: bool = False
    """Whether the passage that the last answer quoted is wanted as a whole."""
    found: Found | None = None
    confidence: float | None = None
    """How sure it is that the passages carry the question; None where nobody asked."""
    answer: Answer | None = None
    """Set as soon as a step decides; later steps leave it alone."""
    timings_ms: dict[str, float] = field(default_factory=dict)
