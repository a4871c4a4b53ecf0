"""What question sets consist of, counted by program and not by what their names say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from eval.cases import Case
from eval.check import Library
from eval.matching import holds
from kb.words import content_words


@dataclass(frozen=True)
class Inventory:
    """Counts over the questions of some sets."""

    questions: int
    unanswerable: int
    follow_ups: int
    """Questions with an earlier turn."""
    paraphrases: int
    """Answerable questions that share no content word with any passage of their evidence."""
    kinds: Counter[str]
    audiences: Counter[str]
    languages: Counter[str]
    splits: Counter[str]

    def __str__(self) -> str:
        counts = {
            "種類": self.kinds,
            "利用者": self.audiences,
            "言葉": self.languages,
            "区分": self.splits,
        }
        return "\n".join(
            [
                f"質問 {self.questions}、答えられない質問 {self.unanswerable}、"
                f"前の会話に続く質問 {self.follow_ups}、"
                f"根拠の箇所と同じ語を含まない質問 {self.paraphrases}",
                *(
                    f"{title}: " + "、".join(f"{name} {count}" for name, count in sorted(c.items()))
                    for title, c in counts.items()
                ),
            ]
        )


def take_inventory(cases: Iterable[Case], library: Library) -> Inventory:
    """Return the counts of questions."""
    listed = list(cases)
    return Inventory(
        questions=len(listed),
        unanswerable=sum(not case.answerable for case in listed),
        follow_ups=sum(bool(case.history) for case in listed),
        paraphrases=sum(case.answerable and not shared_words(case, library) for case in listed),
        kinds=Counter(case.kind for case in listed),
        audiences=Counter(case.audience for case in listed),
        languages=Counter(case.language for case in listed),
        splits=Counter(case.split for case in listed),
    )


def shared_words(case: Case, library: Library) -> set[str]:
    """Return the content words of a question that passages of its evidence have too.

    Sudachi's normalized forms: 引っ越し and 引越 are one word, ゴミ and ごみ are two.
    """
    asked = set(content_words(case.question))
    found: set[str] = set()
    for passage in library.seen_by(case):
        if any(holds(passage.text, group) for group in case.evidence):
            found |= asked & set(content_words(passage.text))
    return found
