"""Minutes of councils and committees: one passage a speech, under its item of the agenda."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.lines import Line, PassageBuilder, cut_lines, join_paragraphs, text_width
from ingest.normalize import NUMBER
from ingest.records import SourceText
from ingest.structure.heading_marks import find_noise
from ingest.structure.layout import finish, fold
from ingest.structure.parser import Draft

_OFFICE = (
    r"議長|副議長|委員長|副委員長|会長|座長|議員|委員|市長|町長|村長|区長|知事|副市長|副町長|副村長|副知事|教育長"
    r"|部長|局長|課長|室長|次長|所長|館長|署長|消防長|参事|理事|主幹|事務局|管理者|監査委員|事務局長|[0-9０-９]+番"
)
# ○議長（山田花子君）　…, ◯２番（田中次郎議員） …, 〇環境部長(佐藤三郎) …, 【委員長】 …
_SPEAKER = re.compile(
    rf"(?:[○◯〇◎●][\s　]*(?P<marked>[^\s。、「」（）()]{{0,24}}?(?:{_OFFICE})"
    r"[^\s。、「」（）()]{0,12}"
    r"(?:[（(][^（）()。]{1,24}[)）])?)(?:[\s　]+|$|(?<=[)）]))"
    rf"|【(?P<boxed>[^】]{{0,20}}(?:{_OFFICE})[^】]{{0,12}})】"
    rf"|(?P<plain>[^\s。、「」（）()：:]{{0,16}}(?:{_OFFICE})[（(][^（）()。]{{2,16}}(?:君|議員|委員|さん|氏)?[)）])"
    r"[\s　:：]+)(?P<words>.*)"
)
_AGENDA = re.compile(
    rf"(?:[△▲◇◆■]?[\s　]*(?:追加)?日程第[\s　]*{NUMBER}|△[\s　]*\S|議題[\s　]*{NUMBER}"
    rf"|議案第[\s　]*{NUMBER}[\s　]*号)"
    r"[^。]{0,60}"
)
_CLOSING = re.compile(
    r"[△▽]?[\s　]*(?:午前|午後)[\s　]*\S+時.{0,12}(?:開議|開会|散会|閉会|休憩|再開|延会).{0,4}"
)


@dataclass
class _Speech:
    speaker: str
    agenda: str
    lines: list[Line] = field(default_factory=list)


class MinutesParser:
    """Cuts minutes by who speaks."""

    kind = "minutes"

    def score(self, lines: Sequence[Line]) -> float:
        """Return 0.95 where at least three speeches of two speakers stand, else 0.0."""
        speakers = [name for line in lines if (name := _speaker(line)) is not None]
        return 0.95 if len(speakers) >= 3 and len(set(speakers)) >= 2 else 0.0

    def parse(self, source: SourceText, start: int, end: int) -> list[Draft]:
        """Return what stands before the first speech, and each speech."""
        lines = cut_lines(source.text, start, end)
        noise = find_noise(lines)
        width = text_width(lines)
        speeches = [_Speech("", "")]
        agenda = ""
        for number, line in enumerate(lines):
            if number in noise:
                continue
            found = _SPEAKER.fullmatch(line.text)
            if _CLOSING.fullmatch(line.text):
                speeches.append(_Speech("", agenda, [line]))
            elif found:
                speeches.append(_Speech(_name(found), agenda, [line]))
            elif _AGENDA.fullmatch(line.text) and _ends_speech(speeches[-1]):
                agenda = fold(line.text).strip("△▲◇◆■ ")
                speeches.append(_Speech("", agenda, [line]))
            else:
                speeches[-1].lines.append(line)
        drafts = [_draft(source.text, speech, width=width) for speech in speeches]
        return [draft for draft in drafts if draft is not None]


def _speaker(line: Line) -> str | None:
    found = None if line.blank else _SPEAKER.fullmatch(line.text)
    return _name(found) if found else None


def _name(found: re.Match[str]) -> str:
    return fold(found["marked"] or found["boxed"] or found["plain"]).replace(" ", "")


def _ends_speech(speech: _Speech) -> bool:
    """Return whether no sentence of the speech is open, so that 日程第1 is not its next word."""
    words = [line for line in speech.lines if not line.blank]
    return not speech.speaker or not words or words[-1].text.endswith(("。", "）", ")"))


def _draft(source: str, speech: _Speech, *, width: int) -> Draft | None:
    builder = PassageBuilder(source)
    builder.paragraphs(join_paragraphs(speech.lines, width=width))
    place = " ".join(part for part in (speech.agenda, speech.speaker) if part)
    return finish(
        builder,
        kind="section",
        locator=place,
        heading=speech.speaker or speech.agenda,
        path=[part for part in (speech.agenda, speech.speaker) if part],
        label_suffix=place,
    )
