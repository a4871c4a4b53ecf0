"""Municipality, title and date of a work, told by its content."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.cleaning import clean_text
from ingest.lines import cut_lines
from ingest.municipality import find_municipality
from ingest.normalize import NUMBER, find_dates, map_radicals, match_form

_DOCUMENT_WORD = re.compile(
    r"(?:条例|規則|規程|要綱|要領|指針|方針|計画|計画書|ビジョン|プラン|憲章|構想|戦略|宣言|目標|工程表|ロードマップ"
    r"|マニュアル|手引き?|手引書|ガイド(?:ライン|ブック)?|ハンドブック|便覧|一覧表?|名簿|報告書|概要|要旨|基準|白書"
    r"|施策|施策内容|体系|資料|施政方針|演説|会議録|議事録|FAQ|よくある質問|Q&A|Ｑ＆Ａ|予算書?|のしおり|案内|体制|分掌|辞典|早見表|カレンダー|だより|実績|要項|規約|台帳|目録|仕様書|シート|調書|申請書|届出書|概況|結果|対照表|組織図|統計書?|年報|年鑑|要覧|答申書?|調査票|協定書|約款|台本|講評|要旨)"
    r"(?:一覧表?|集|編|書|表)?(?P<draft>[(（](?:素|原)?案[)）]|[(（][^()（）]{1,12}版[)）])?$"
)
_QUOTED = re.compile(r"(?:この|本)[「『](?P<title>[^「」『』。\n]{3,40})[」』]は")
_NUMBERING = re.compile(
    r"^(?:(?:[0-9０-９]+[.．])+[0-9０-９]*[\s　]+|[■●◆○◎【〔]+[\s　]*"
    rf"|(?:資料|別紙|別添|参考)\s*(?:{NUMBER})?[\s　:：]+)"
)
# A letter: its number and whom it is for are no title, what it is about is.
_LETTER_NUMBER = re.compile(r"[^\s、。]{1,8}第[0-9０-９\s　]+号(?:[の-][0-9０-９]+)?$")
_ADDRESSED = re.compile(r"(?:各位|[^同]様|殿|御中)$|^[(（]?宛先")
_ABOUT = re.compile(r"(?:について|に関する件|の(?:お知らせ|お願い|ご?案内|通知|依頼|募集|開催))$")
# 出(だ)し方(かた): readings are part of the title.
_TRAILING = re.compile(r"[\s　]*(?:[(（](?![ぁ-ん]+[)）]$)[^()（）]*[)）]|[【〔][^】〕]*[】〕])$")
_DATED = re.compile(
    r"改[定訂正]|策定|制定|公布|発行|現在|作成|更新|版|決定|施行|公表|告示|訓令|議決|発表|提出"
)
_ISSUED_BY = re.compile(r"[^\s、。]{2,8}[都道府県市区町村](?:[\s　]*[^\s、。]{2,10}[課部局室係])*")
# 柏葉市長　西村　誠: who signs is no title.
_SIGNED = re.compile(
    r"[^\s、。]{1,12}(?:[市区町村]長|知事|管理者|委員長?|教育長)(?:職務代理者)?(?:[\s　].{0,12})?$"
)
_NOTICE_NUMBER = re.compile(r"[^\s、。]{0,10}(?:公告|告示|公示)第[0-9０-９\s　]+号$")
# 平成28年３月 策定, 令和２年３月 改定 below each other: the last of them counts.
_MADE = re.compile(r"策定|作成|初版")
_REVISED = re.compile(r"改[定訂]")
# What is enclosed with a letter names no document that it is enclosed with.
_ENCLOSED = re.compile(r"(?:別紙|別添|別表|様式|参考資料?|付録)\s*[0-9０-９一二三四五]")
_HELD = re.compile(r"\|\s*(?:開催)?(?:日\s*時|年月日|期\s*日|開催日)\s*\|")
_WEEKDAY = re.compile(r"[(（][月火水木金土日](?:曜日?)?(?:・祝)?[)）]")
_FRONT_LINES = 60
_LEAST_NAME = 5
"""Characters of a title beside its date."""
_LONGEST_REVISION = 80
"""Characters up to which a row of a table is one of a list of revisions."""


@dataclass(frozen=True)
class Identity:
    """What a work says about itself."""

    title: str
    municipality: str | None
    date: str | None


def identify(text: str, *, title: str | None = None, fallback: str = "") -> Identity:
    """Return title, municipality and date of the work whose text this is.

    Args:
        text: The work's text.
        title: Its title where a parser knows it.
        fallback: Title where the text has none.
    """
    own = title or find_title(text) or fallback
    return Identity(own, find_municipality(text, title=own), find_date(text))


def find_title(text: str) -> str | None:
    """Return the title that the text gives itself, else its first short line, else None.

    A Markdown heading of the first level, a line that ends in a word for a document
    (計画, 指針, …), or the name in 「この「…」は」 in this order; what comes earlier and
    what is repeated as page header wins.
    """
    lines = [line for line in cut_lines(text) if not line.blank]
    front = [clean_text(line.text) for line in lines[:_FRONT_LINES]]
    counts = Counter(match_form(_clean_title(line.text)) for line in lines if len(line.text) < 60)
    # Several headings of the first level are names of sheets or chapters.
    sheets = sum(raw.text.startswith("# ") for raw in lines) > 1 and any(
        _DOCUMENT_WORD.search(title) and counts[match_form(title)] > 1
        for title in map(_clean_title, front)
    )
    for raw, line in zip(lines, front, strict=False):
        heading = re.match(r"#\s+\S", raw.text)
        if heading and _ENCLOSED.match(line):
            continue
        if heading and sheets and not _DOCUMENT_WORD.search(_clean_title(line)):
            continue
        if heading and _is_title(line) and not re.search(r"^目\s*次$|^はじめに$", line):
            return _clean_title(line)
    if quoted := _QUOTED.search(map_radicals(text)):
        return quoted["title"].strip()
    letter = any(_ADDRESSED.search(re.sub(r"[\s　]", "", line)) for line in front[:12])
    best, best_score = None, 0.0
    for number, line in enumerate(front[:40]):
        title = _clean_title(line)
        notice = _NOTICE_NUMBER.fullmatch(title) is not None
        if not _is_title(title) or (_LETTER_NUMBER.search(title) and not notice):
            continue
        if _SIGNED.fullmatch(title) or _ISSUED_BY.fullmatch(title):
            continue
        score = 3.0 if _DOCUMENT_WORD.search(title) else 0.0
        score += 4.0 if letter and _ABOUT.search(title) else 0.0
        score += 2.0 if number == 0 else 1.0 if number < 4 else 0.0
        score += min(counts[match_form(title)] - 1, 3) * 0.5
        score -= number * 0.05
        if re.search(r"[、]|^第.+[章節条]|^[0-9０-９(（①]", title):
            score -= 2.0
        if score > best_score:
            best, best_score = title, score
    return best


def find_date(text: str) -> str | None:
    """Return the ISO date that the document gives for itself, or None.

    Only the title page and the last lines are read, and there only a date that stands
    alone or beside a word such as 改定 or 現在; dates in sentences are of other things.
    A table of revisions tells the last of them where nothing else tells a date.
    """
    lines = [line for line in cut_lines(text) if not line.blank]
    spots = [*lines[:_FRONT_LINES], *lines[-12:]] if len(lines) > _FRONT_LINES else lines
    weak: str | None = None
    made: str | None = None
    revisions: list[str] = []
    for line in spots:
        if line.text.count("|") >= 2:
            if _HELD.match(line.text):
                weak = weak or next((date for _, _, date in find_dates(line.text)), None)
            elif _DATED.search(line.text) and len(line.text) <= _LONGEST_REVISION:
                revisions += [date for _, _, date in find_dates(line.text)]
            continue
        words = clean_text(line.text)
        if len(words) > 60 or words.endswith("。") or re.match(r"附\s*則", words):
            continue
        for start, end, date in find_dates(words):
            if words[end : end + 1] == "号":  # 令和7年12月号
                weak = weak or date
            rest = _WEEKDAY.sub("", words[:start] + words[end:]).strip(
                " 　()（）[]【】〔〕-―－#*・:："
            )
            if len(date) == 4 and not _DATED.search(rest):
                continue
            if _DATED.search(rest) and (len(rest) <= 24 or _DATED.match(words[end:])):
                if made and not _REVISED.search(rest):
                    return made
                made = max(made or date, date)
                if not _MADE.search(rest) and not _REVISED.search(rest):
                    return date
            if not rest or _ISSUED_BY.fullmatch(rest):
                weak = weak or date
    return made or weak or max(revisions, default=None)


def _clean_title(line: str) -> str:
    title = _NUMBERING.sub("", line.strip())
    draft = _DOCUMENT_WORD.search(title)
    if not (draft and draft["draft"] and "版" not in draft["draft"]):
        shorter = _TRAILING.sub("", title)
        title = shorter if len(shorter) >= 3 else title
    title = title.strip()
    # 「…」一覧, 「…」について: the name alone.
    quoted = re.fullmatch(r"[「『]([^「」『』]{3,})[」』](?:一覧表?|について|の概要)?", title)
    if quoted:
        return quoted[1]
    return title.strip("【】 　") if title.count("「") == title.count("」") else title


def _is_title(line: str) -> bool:
    if not 3 <= len(line) <= 50 or "。" in line or "|" in line or line.startswith(("・", "●", "-")):
        return False
    dates = find_dates(line)
    beside = len(line) - sum(end - start for start, end, _ in dates)
    named = beside >= _LEAST_NAME and _DOCUMENT_WORD.search(line) is not None
    return not dates or len(line) > 14 or named


def common_title(titles: Sequence[str]) -> str | None:
    """Return the title that most of the passages carry, or None without any."""
    counted = Counter(title for title in titles if title)
    return counted.most_common(1)[0][0] if counted else None
