"""The words of an answer as HTML: paragraphs, citation marks, readings above kanji."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from bot.furigana import Ruby, ruby_html_of
from bot.page.sources import source_id
from bot.page.texts import Texts

_MARK = re.compile(r"\[(\d{1,3})\]")
_LINE = re.compile(r"[^\s\n][^\n]*")
READ = " data-read"
"""What ``with_furigana`` leaves as it is: readings stand over it already."""
_MARKS = re.compile(r"(?P<before>[^\s\[\]]?)(?P<marks>(?:\[\d{1,3}\])+)(?P<after>[。、．，）」]*)")


def render_text(
    runs: Sequence[Ruby],
    labels: dict[int, str],
    turn: int,
    texts: Texts,
    *,
    most_lines: int | None = None,
) -> str:
    """Return an answer's text, one paragraph a line, with buttons for its citation marks.

    Brackets with a number that is no citation's stay as they are.
    """
    text = "".join(run.text for run in runs)
    lines = [line for line in _LINE.finditer(text) if line.group().strip()]
    paragraphs = (
        _with_marks(_Drawn(runs, text), line.span(), labels, turn, texts)
        for line in lines[:most_lines]
    )
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)


@dataclass(frozen=True)
class _Drawn:
    """A text of which parts are drawn, with the readings that stand over it."""

    runs: Sequence[Ruby]
    text: str

    def part(self, start: int, end: int) -> str:
        """Return a part as HTML; a word that it cuts has no reading."""
        drawn = []
        at = 0
        for run in self.runs:
            first, last = max(at, start), min(at + len(run.text), end)
            if first < last:
                whole = run.reading and last - first == len(run.text)
                shown = run if whole else Ruby(self.text[first:last])
                drawn.append(ruby_html_of(shown))
            at += len(run.text)
        return "".join(drawn)

    def start_of_run(self, position: int) -> int:
        """Return where the word begins whose reading stands over a position."""
        at = 0
        for run in self.runs:
            if at <= position < at + len(run.text):
                return at if run.reading else position
            at += len(run.text)
        return position


def _with_marks(
    drawn: _Drawn, span: tuple[int, int], labels: dict[int, str], turn: int, texts: Texts
) -> str:
    parts = []
    at, end = span
    for run in _MARKS.finditer(drawn.text, at, end):
        numbers = [int(number) for number in _MARK.findall(run["marks"])]
        if all(number in labels for number in numbers):
            marks = "".join(render_mark(number, labels[number], turn, texts) for number in numbers)
            # A mark never starts a line, nor does the full stop after it.
            kept = max(at, drawn.start_of_run(run.start("before")))
            before, after = drawn.part(kept, run.end("before")), escape(run["after"])
            parts.append(f'{drawn.part(at, kept)}<span class="keep">{before}{marks}{after}</span>')
            at = run.end()
    parts.append(drawn.part(at, end))
    return "".join(parts)


def render_mark(number: int, label: str, turn: int, texts: Texts) -> str:
    """Return the button that opens a source, which it names to who cannot see where it stands."""
    name = escape(texts.open_source.format(number=number, label=label))
    return (
        f'<button type="button" class="mark" data-open="{source_id(turn, number)}" '
        f'aria-label="{name}" title="{escape(label)}">{number}</button>'
    )
