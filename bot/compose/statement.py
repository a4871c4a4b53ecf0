"""The sentence or sentences that answer, quoted."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.answer import Citation
from bot.citations import Quote
from bot.compose.draft import Draft, quoted, short_label
from bot.compose.items import marks_item
from bot.compose.procedure import compose_cells
from bot.evidence import Judge, ScoredSentence
from ingest.records import Passage
from ingest.structure.article import split_article
from kb.sentences import split_sentences

MAX_SENTENCES = 3
# A further sentence must add this share of the question.
GAIN = 0.15
# One that is this near to the best is quoted with it: right parts of the right passage 96 → 98%
# on 418 questions of policies, 116 → 123 characters a quote.
NEAR = 0.15
# Items under one bullet are quoted together up to this length.
MAX_BLOCK = 160
# A bullet that is itself the answer comes with all that is below it up to this length.
MAX_BRANCH = 400
# A passage up to this length is quoted whole: its conditions belong to the answer.
MAX_WHOLE = 300
# A list that a sentence announces is quoted with it up to this length.
MAX_ANNOUNCED = 900
# A line of several sentences is quoted whole up to this length.
MAX_LINE = 240
# A goal is one statement, an entry of questions and answers one answer.
# Of a list this short everything is seen at once.
_SHORT_LIST = 4
# So many items that are about equally near mean the list, not one of them.
_FEW_ITEMS = 3
_MOST_OF_LIST = 500
# Of a list of duties or measures the one that is asked about.
_MOST_OF_ITEMS = 150
_MOST_IN_BRIEF = 160
_MOST_WHOLE = {"goal": 260, "faq": 420, "duty": _MOST_OF_ITEMS}
_ANNOUNCES = re.compile(
    r"次の(?:とおり|各号|いずれ|表|よう)|次に(?:掲げ|定め|示)|以下の(?:とおり|よう)|下記の|次により|次の[^。]{0,20}$|次の[^。、]{1,12}を(?:置く|設ける|設置する|置きます)"
)
_NAME_LINE = re.compile(r"[^。、]{1,30}")
_GOES_ON = re.compile(r"\n(?=[ぁ-ん])")
_ENDS = "。！？!?」）)"
_CONDITION = re.compile(
    r"(?:ただし|但し|この場合|なお|また、この|前項の規定は|[^、。]{1,16}(?:場合|とき)(?:に)?は)"
)


def compose_statement(
    draft: Draft,
    passage: Passage,
    judge: Judge,
    *,
    with_city: bool = False,
    brief: bool = False,
) -> bool:
    """Add the passage's answering sentences, in brief one; False where it has none to show."""
    if passage.kind == "row" and compose_cells(draft, passage):
        return True
    said = answering_quotes(passage, judge, most=1 if brief else MAX_SENTENCES)
    quotes = [c for quote in said if (c := draft.cite(quote))]
    if not quotes:
        return False
    place = short_label(passage)
    if with_city and passage.municipality:
        place = f"{passage.municipality} {place}"
    best = max(judge.sentences(passage), key=lambda s: s.score, default=None)
    draft.parts.append(_told(draft, place, quotes, best.text if best else ""))
    draft.name_department(passage, quotes[0], None)
    return True


def _told(draft: Draft, place: str, citations: Sequence[Citation], best: str) -> str:
    """Return the quotes behind their place; a quote with list items keeps its lines.

    Of a long list of a stage, the line that answers stands first, behind the place.
    """
    lines = draft.lines(citations[0])
    mark = f"[{citations[0].number}]"
    # Where the source has marks between the lines, a quote is but one of them.
    is_cut = any(map(draft.is_cut, citations))
    if len(citations) == 1 and (is_cut or sum(marks_item(line) for line in lines) > 1):
        is_stage = citations[0].passage.kind == "stage"
        own = next((line for line in lines[1:] if line.strip() == best.strip()), None)
        if is_stage and own is not None and len(lines) > _SHORT_LIST:
            return "\n".join([f"{place}：「{own.lstrip('・ ')}」{mark}", *lines])
        return "\n".join([f"{place}{mark}", *lines])
    if is_cut:
        return f"{place}：\n{draft.shown(citations)}"
    return f"{place}：{''.join(map(quoted, citations))}"


def answering_quotes(
    passage: Passage, judge: Judge, *, most: int = MAX_SENTENCES
) -> Sequence[Quote]:
    """Return the words of a passage that carry most of the question, in reading order.

    A short passage, a goal and a short answer to a question are quoted whole; an item under
    a bullet with the bullet and its other items; a sentence with the condition or exception
    that follows it.
    """
    most_whole = _MOST_WHOLE.get(passage.kind, MAX_WHOLE)
    if passage.kind != "article" and sum(map(marks_item, passage.text.split("\n"))) > 1:
        # Measures side by side: each is a matter of its own.
        most_whole = min(most_whole, _MOST_OF_ITEMS)
    if most == 1:
        most_whole = min(most_whole, _MOST_IN_BRIEF)
    scored = judge.sentences(passage)
    if scored and len(passage.text) <= most_whole:
        return [Quote(passage, scored[0].quote.at, len(passage.text.rstrip()))]
    chosen = judge.best(scored, most=most, gain=GAIN, near=NEAR)
    if whole := _list_of(chosen):
        return [whole]
    quotes: list[Quote] = []
    for sentence in chosen:
        # ただし、次の各号のいずれかに該当する場合は: the exception has a list of its own.
        quote = with_items(_whole_line(_block(passage, sentence.quote)))
        quote = with_items(with_condition(quote))
        if quotes and quote.at < quotes[-1].end:
            continue
        if quotes and not passage.text[quotes[-1].end : quote.at].strip():
            quote = Quote(passage, quotes.pop().at, quote.end)
        quotes.append(quote)
    return quotes


def _list_of(chosen: Sequence[ScoredSentence]) -> Quote | None:
    """Return the short list whose items are nearest, where no one of them stands out."""
    if len(chosen) < _FEW_ITEMS:
        return None
    passage = chosen[0].quote.passage
    runs: list[tuple[int, int]] = []
    at, is_open = 0, False
    for line in passage.text.split("\n"):
        is_item = marks_item(line)
        if is_item and is_open:
            runs[-1] = (runs[-1][0], at + len(line))
        elif is_item:
            runs.append((at, at + len(line)))
        at, is_open = at + len(line) + 1, is_item
    for first, last in runs:
        inside = sum(first <= sentence.quote.at < last for sentence in chosen)
        if inside >= _FEW_ITEMS and last - first <= _MOST_OF_LIST:
            above = passage.text.rfind("\n", 0, max(0, first - 1)) + 1
            announced = first and _ANNOUNCES.search(passage.text[above:first])
            return Quote(passage, above if announced else first, last)
    return None


def _whole_line(quote: Quote) -> Quote:
    """Return the quote with the lines on which its sentence goes on.

    A bullet of several sentences is one statement: what is so, and what is done about it.
    """
    text, end = quote.passage.text, quote.end
    first = text.rfind("\n", 0, quote.at) + 1
    last = text.find("\n", end)
    last = len(text.rstrip()) if last < 0 else last
    if last - first <= MAX_LINE:
        quote, end = Quote(quote.passage, first, last), last
    while _GOES_ON.match(text, end) and text[end - 1] not in _ENDS:
        end = text.find("\n", end + 1)
        if end < 0:
            end = len(text)
    return Quote(quote.passage, quote.at, end)


def with_condition(quote: Quote) -> Quote:
    """Return the quote with the condition or exception behind it: ただし、次に掲げる者を除く。"""
    sentences = split_sentences(quote.passage.text)
    following = next((s for s in sentences if s.start >= quote.end), None)
    if following is None or not _CONDITION.match(following.text):
        return quote
    return Quote(quote.passage, quote.at, following.end)


def with_items(quote: Quote) -> Quote:
    """Return the quote with the list that it announces: 次に掲げる, 次のとおり, 次の九課を置く.

    A short list may go without numbers: names alone on their lines.
    """
    text, end = quote.passage.text, quote.end
    if not _ANNOUNCES.search(text[quote.at : end]):
        return quote
    tabular = "次の表" in text[quote.at : end]
    most = _end_of_paragraph(quote)
    marked: bool | None = None
    while end < most and text[end] == "\n":
        after = text.find("\n", end + 1)
        after = len(text) if after < 0 else after
        line = text[end + 1 : after]
        is_item = marks_item(line)
        marked = is_item if marked is None else marked
        fits = is_item or tabular or (not marked and bool(_NAME_LINE.fullmatch(line)))
        if not fits or after - quote.at > MAX_ANNOUNCED:
            break
        end = after
    return Quote(quote.passage, quote.at, end)


def _end_of_paragraph(quote: Quote) -> int:
    """Return where the list of a sentence ends at the latest: an article's next paragraph."""
    text = quote.passage.text
    if quote.passage.kind != "article":
        return len(text)
    return max((p.end for p in split_article(text) if p.start < quote.end), default=len(text))


def _block(passage: Passage, quote: Quote) -> Quote:
    """Return the bullet with its items around a line, where the passage is made of such."""
    if passage.kind != "stage":
        return quote
    lines: list[tuple[int, int, int]] = []
    at = 0
    for line in passage.text.split("\n"):
        lines.append((at, at + len(line), _level(line)))
        at += len(line) + 1
    own = next((n for n, (start, end, _) in enumerate(lines) if start <= quote.at < end), None)
    if own is None:
        return quote
    first = own
    while first > 0 and lines[first][2] > 0:
        first -= 1
    last = own
    while last + 1 < len(lines) and lines[last + 1][2] > 0:
        last += 1
    whole = Quote(passage, lines[first][0], lines[last][1])
    most = MAX_BRANCH if own == first else MAX_BLOCK
    return whole if whole.end - whole.at <= most else quote


def _level(line: str) -> int:
    return len(line) - len(re.sub(r"^[ 　]+", "", line))
