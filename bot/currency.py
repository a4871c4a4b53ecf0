"""Whether what is cited still holds: old documents, plans whose period is over, old versions."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Sequence

from bot.answer import Citation
from bot.frames.table import Frames
from ingest.normalize import parse_number
from kb.snapshot import Snapshot

OLD_AFTER_YEARS = 10
# The law holds until it is repealed, however old it is.
_IN_FORCE = frozenset(("article", "supplementary", "preamble"))
# Where a document tells its period: near its beginning.
_LOOKED_AT = 30_000
_ERAS = {"昭和": 1925, "平成": 1988, "令和": 2018, "S": 1925, "H": 1988, "R": 2018}
_YEAR = (
    r"(?:(?P<era{0}>昭和|平成|令和|[SHR])? ?(?P<year{0}>元|[\d一二三四五六七八九十]{{1,4}}))"
    r" ?(?:\(\d{{4}}\))?(?P<fiscal{0}>年度|年)?(?:\(\d{{4}}(?:年度?)?\))?"
    r"(?:\d{{1,2}}月(?:\d{{1,2}}日)?)?"
)
_PERIOD = re.compile(
    rf"{_YEAR.format(1)} ?(?:から|より|[~〜～\-－‐–—―]) ?{_YEAR.format(2)}(?:まで)?",
)
_NAMED_PERIOD = re.compile(r"(?:計画|対象|推進|実施|取組|プラン|指針|方針|目標)(?:の)?期間")
_NEAR = 60


def age_notice(
    citations: Sequence[Citation],
    snapshot: Snapshot,
    frames: Frames,
    *,
    today: datetime.date,
    old_after_years: int,
) -> str | None:
    """Return the sentence that warns of the first cited document that may no longer hold.

    Args:
        citations: of the answer.
        snapshot: knows the documents.
        frames: the bot's own sentences.
        today: the day of the answer.
        old_after_years: a document dated longer ago is old, ordinances aside.
    """
    documents = {document.name: document for document in snapshot.documents}
    for citation in citations:
        passage, mark = citation.passage, f"[{citation.number}]"
        document = documents.get(passage.document)
        date = spoken_date(passage.date) if passage.date else frames.date_unknown
        if document is not None and document.superseded_by is not None:
            return frames.notice_superseded.format(title=passage.title, date=date, mark=mark)
        if passage.kind in _IN_FORCE:
            continue
        end = period_end(passage.title) or period_end_in(snapshot.source_text(passage.document))
        if end is not None and today > datetime.date(end + 1, 3, 31):
            return frames.notice_ended.format(title=passage.title, year=end, mark=mark)
        if end is None and passage.date and _age(passage.date, today) >= old_after_years:
            return frames.notice_old.format(title=passage.title, date=date, mark=mark)
    return None


def spoken_date(iso: str) -> str:
    """Return an ISO date as it is said: 2012-03 is 2012年3月."""
    units = zip(iso.split("-"), "年月日", strict=False)
    return "".join(f"{int(part)}{unit}" for part, unit in units)


def period_end(title: str) -> int | None:
    """Return the last year of a period that stands in a title: 令和3年度～7年度 is 2025."""
    return _end(_PERIOD.search(unicodedata.normalize("NFKC", title)))


def period_end_in(text: str) -> int | None:
    """Return the last year of the period that a document says it is for, or None."""
    head = unicodedata.normalize("NFKC", text[:_LOOKED_AT])
    for named in _NAMED_PERIOD.finditer(head):
        found = _PERIOD.search(head, named.end(), named.end() + _NEAR)
        if (end := _end(found)) is not None:
            return end
    return None


def _end(period: re.Match[str] | None) -> int | None:
    if period is None or not (period["fiscal1"] or period["fiscal2"]):
        return None
    first, last = _year(period, 1, None), _year(period, 2, period["era1"])
    return last if first is not None and last is not None and first < last < first + 40 else None


def _year(period: re.Match[str], number: int, era: str | None) -> int | None:
    """Return the year in our calendar; 令和3年度～7年度 writes the era once."""
    value = parse_number(period[f"year{number}"])
    own = period[f"era{number}"] or era
    if value is None:
        return None
    if value > 1900:
        return value
    return _ERAS[own] + value if own else None


def _age(iso: str, today: datetime.date) -> int:
    """Return the full years since a date, as far as it is known."""
    parts = [int(part) for part in iso.split("-")]
    year, month, day = (*parts, 12, 28)[:3] if len(parts) == 1 else (*parts, 28)[:3]
    return today.year - year - ((today.month, today.day) < (month, day))
