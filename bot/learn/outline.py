"""A document as its headings order it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ingest.records import Passage


@dataclass(frozen=True)
class Section:
    """A heading with what stands under it."""

    heading: str
    """As the document writes it; the title of a work at the top."""
    passages: tuple[Passage, ...] = ()
    """Of this heading alone, in reading order."""
    sections: tuple[Section, ...] = ()

    @property
    def count(self) -> int:
        """Passages under this heading, those of its sections included."""
        return len(self.passages) + sum(section.count for section in self.sections)


class _Growing:
    def __init__(self, heading: str) -> None:
        self.heading = heading
        self.passages: list[Passage] = []
        self.sections: list[_Growing] = []

    def under(self, heading: str) -> _Growing:
        # Headings repeat (現状と課題): only the one just before is the same section.
        if not self.sections or self.sections[-1].heading != heading:
            self.sections.append(_Growing(heading))
        return self.sections[-1]

    def finished(self) -> Section:
        return Section(
            self.heading,
            tuple(self.passages),
            tuple(section.finished() for section in self.sections),
        )


def make_outline(passages: Iterable[Passage]) -> tuple[Section, ...]:
    """Return the works of a document, each a tree of its headings.

    Args:
        passages: of one document, in reading order. A passage's own heading, the last of its
            path, is the passage itself and makes a section only where others stand under it.
    """
    listed = list(passages)
    parents = {passage.path[:depth] for passage in listed for depth in range(1, len(passage.path))}
    top = _Growing("")
    for passage in listed:
        path = passage.path or (passage.title,)
        own = path if len(path) == 1 or path in parents else path[:-1]
        section = top
        for heading in own:
            section = section.under(heading)
        section.passages.append(passage)
    return top.finished().sections


def short_name(passage: Passage) -> str:
    """Return what names a passage among its neighbours: 第2条 定義, 環境局 資源循環推進部."""
    name = passage.path[-1] if len(passage.path) > 1 else ""
    if not name:
        name = f"{passage.locator} {passage.heading}".strip()
    return name or passage.text.strip().split("\n", 1)[0][:40]
