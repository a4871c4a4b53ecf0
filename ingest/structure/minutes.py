"""Minutes of councils and committees: one passage a speech, under its item of the agenda."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.builder import PassageBuilder
from ingest.lines import Line, cut_lines, join_paragraphs, text_width
from ingest.normalize import NUMBER, parse_number
from ingest.records import SourceText
from ingest.structure.layout import finish, fold
from ingest.structure.page_noise import find_noise
from ingest.structure.parser import Draft

_OFFICE = (
    r"議長|副議長|委員長|副委員長|会長|座長|議員|委員|市長|町長|村長|区長|知事|副市長|副町長|副村長|副知事|教育長"
    r"|部長|局長|課長|室長|次長|所長|館長|署長|消防長|参事|理事|主幹|事務局|管理者|監査委員|事務局長|[0-9０-９]+番"
)
_SIDE = r"参加者|出席者|市民|町民|村民|事務局|担当課|市|町|村"
# ○議長（山田花子君）　…, ◯２番（田中次郎議員） …, 〇環境部長(佐藤三郎) …, 【委員長】 …
_SPEAKER = re.compile(
    rf"(?:[○◯〇◎●][\s　]*(?P<marked>[^\s。、「」（）()]{{0,24}}?(?:{_OFFICE})"
    r"[^\s。、「」（）()]{0,12}"
    r"(?:[(（][^（）()。]{1,24}[)）])?)(?:[\s　]+|$|(?<=[)）]))"
    rf"|【(?P<boxed>[^】]{{0,20}}(?:{_OFFICE})[^】]{{0,12}})】"
    rf"|(?P<plain>[^\s。、「」（）()：:]{{0,16}}(?:{_OFFICE})[（(][^（）()。]{{2,16}}(?:君|議員|委員|さん|氏)?[)）])"
    r"[\s　:：]+)(?P<words>.*)"
)
# （会長） alone on its line, 委員Ａ：…, 事務局：… in summaries of committees.
_SHORT_SPEAKER = re.compile(
    rf"(?:[(（](?P<round>(?:[^\s。、「」（）()]{{0,8}}(?:{_OFFICE})|{_SIDE})[^\s。、「」（）()]{{0,5}})[)）]"
    r"[\s　:：]*|(?:[・●○][\s　]*)?"
    rf"(?P<colon>(?:[^\s。、「」（）()：:]{{0,8}}(?:{_OFFICE})|{_SIDE})"
    r"[^\s。、「」（）()：:]{0,5})[\s　]*[:：][\s　]*)(?P<words>.*)"
)
_ASKS = re.compile(r"委員|議員|番$|参加者|出席者|[市町村]民")
_ANSWERS = re.compile(r"事務局|部長|課長|室長|係長|次長|担当|参事|主幹|^[市町村]$")
_EXCHANGE = 900
"""Characters up to which a question and the answer to it are read together."""
_HANDING_OVER = 100
"""Characters up to which the chair's request for an explanation is read with it."""
_AGENDA = re.compile(
    rf"(?:[△▲◇◆■]?[\s　]*(?:追加)?日程第[\s　]*{NUMBER}|△[\s　]*\S|議題[\s　]*{NUMBER}"
    rf"|議案第[\s　]*{NUMBER}[\s　]*号)"
    r"[^。]{0,60}"
)
_ITEM = re.compile(
    rf"(?:[(（]{NUMBER}[)）][\s　]*[^。]{{2,60}}?(?:について|の件)(?:[(（][^（）()]*[)）])?"
    rf"|{NUMBER}[\s　.．、]+[^。]{{2,60}})"
)
_LISTED = re.compile(rf"[(（](?P<number>{NUMBER})[)）][\s　]*(?P<title>[^。]{{2,60}})")
_CALLED = re.compile(
    r"(?:議題|議案|議事|報告|協議|審議|案件)(?:事項)?[\s　]*(?:第[\s　]*)?[(（]?[\s　]*"
    rf"({NUMBER})[\s　]*[)）]?(?:号)?"
)
_CLOSING = re.compile(
    r"[△▽]?[\s　]*(?:午前|午後)[\s　]*\S+時.{0,12}(?:開議|開会|散会|閉会|休憩|再開|延会).{0,4}"
)


@dataclass
class Speech:
    """What one speaker says, or a question with the answers to it."""

    speaker: str
    agenda: str
    lines: list[Line] = field(default_factory=list)


class MinutesParser:
    """Cuts minutes by who speaks."""

    kind = "minutes"

    def score(self, lines: Sequence[Line]) -> float:
        """Return 0.95 where at least three speeches of two speakers stand, else 0.0."""
        speakers = [found[0] for n in range(len(lines)) if (found := _speaker(lines, n))]
        return 0.95 if len(speakers) >= 3 and len(set(speakers)) >= 2 else 0.0

    def parse(self, source: SourceText, start: int, end: int) -> list[Draft]:
        """Return what stands before the first speech, and each speech.

        In a summary, what a member asks and the answer to it are one passage.
        """
        lines = cut_lines(source.text, start, end)
        noise = find_noise(lines)
        width = text_width(lines)
        summary = any(found[1] for n in range(len(lines)) if (found := _speaker(lines, n)))
        speeches = [Speech("", "")]
        agenda = ""
        for number, line in enumerate(lines):
            if number in noise:
                continue
            found = _speaker(lines, number)
            item = _AGENDA.fullmatch(line.text) or (summary and _ITEM.fullmatch(line.text))
            if _CLOSING.fullmatch(line.text):
                speeches.append(Speech("", agenda, [line]))
            elif found:
                speeches.append(Speech(found[0], agenda, [line]))
            elif item and _ends_speech(speeches[-1]):
                listed = summary and not speeches[-1].speaker
                agenda = fold(line.text).strip("△▲◇◆■ ")
                if listed:  # an entry of the list of what is on the agenda
                    speeches[-1].lines.append(line)
                else:
                    speeches.append(Speech("", agenda, [line]))
            else:
                speeches[-1].lines.append(line)
        if summary:
            _name_agenda(speeches)
            speeches = join_exchanges(speeches)
        drafts = [draft_speech(source.text, speech, width=width) for speech in speeches]
        return [draft for draft in drafts if draft is not None]


def _speaker(lines: Sequence[Line], number: int) -> tuple[str, bool] | None:
    """Return who begins to speak on the line, and whether it is written as in a summary."""
    text = lines[number].text
    if not text:
        return None
    if found := _SPEAKER.fullmatch(text):
        return speaker_name(found["marked"] or found["boxed"] or found["plain"]), False
    found = _SHORT_SPEAKER.fullmatch(text)
    if found is None:
        return None
    # 会長：山田花子 is an entry of a list of members, 担当課：環境課 one of a form.
    said = found["words"]
    if not said and number + 1 < len(lines):
        said = lines[number + 1].text
    spoken = "。" in said or "？" in said or len(said) > 25
    return (speaker_name(found["round"] or found["colon"]), True) if spoken else None


def speaker_name(written: str) -> str:
    """Return a speaker as a citation names it: without spaces, half-width."""
    return fold(written).replace(" ", "")


def _name_agenda(speeches: Sequence[Speech]) -> None:
    """Give speeches the item of the agenda that the chair called up: 議題（２）について."""
    titles: dict[int, str] = {}
    for line in (line for speech in speeches if not speech.speaker for line in speech.lines):
        if listed := _LISTED.fullmatch(line.text):
            number = parse_number(listed["number"]) or 0
            titles[number] = "" if number in titles else fold(listed["title"])
    agenda = ""
    for speech in speeches:
        if not speech.speaker:
            agenda = ""
            continue
        called = _CALLED.findall("".join(line.text for line in speech.lines))
        chair = re.search(r"長|座長", speech.speaker) and not _ANSWERS.search(speech.speaker)
        if called and chair:
            agenda = titles.get(parse_number(called[-1]) or 0, "") or agenda
        speech.agenda = agenda or speech.agenda


def join_exchanges(speeches: Sequence[Speech]) -> list[Speech]:
    """Return the speeches, answers joined to the question before them."""
    joined: list[Speech] = []
    for speech in speeches:
        last = joined[-1] if joined else None
        asked = last and (_ASKS.search(last.speaker) or _hands_over(last))
        if last and asked and _ANSWERS.search(speech.speaker):
            size = sum(len(line.text) for each in (last, speech) for line in each.lines)
            if last.agenda == speech.agenda and size <= _EXCHANGE:
                speaker = f"{last.speaker}・{speech.speaker}"
                joined[-1] = Speech(speaker, last.agenda, [*last.lines, *speech.lines])
                continue
        joined.append(speech)
    return joined


def _hands_over(speech: Speech) -> bool:
    """Return whether the chair does no more than ask for an explanation."""
    words = "".join(line.text for line in speech.lines)
    chair = re.search(r"長(?:[(（]|$)", speech.speaker) and not _ANSWERS.search(speech.speaker)
    return bool(chair) and len(words) <= _HANDING_OVER and "お願い" in words


def _ends_speech(speech: Speech) -> bool:
    """Return whether no sentence of the speech is open, so that 日程第1 is not its next word."""
    words = [line for line in speech.lines if not line.blank]
    return not speech.speaker or not words or words[-1].text.endswith(("。", "）", ")"))


def draft_speech(
    source: str, speech: Speech, *, width: int, path: Sequence[str] = ()
) -> Draft | None:
    """Return the passage of a speech under its item of the agenda.

    Args:
        source: The document's text.
        speech: Who speaks, under which item, in which lines.
        width: Columns at which lines were broken.
        path: Headings above the minutes.
    """
    builder = PassageBuilder(source)
    builder.paragraphs(join_paragraphs(speech.lines, width=width))
    place = " ".join(part for part in (speech.agenda, speech.speaker) if part)
    return finish(
        builder,
        kind="section",
        locator=place,
        heading=place,
        path=[*path, *(part for part in (speech.agenda, speech.speaker) if part)],
        label_suffix=place,
    )
