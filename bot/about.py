"""Questions about the documents themselves, and which of several is meant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate

from bot.citations import Quote
from bot.compose.draft import Draft
from bot.question import Question
from ingest.records import Passage
from kb import words
from kb.locators import passage_keys
from kb.query import QUESTION_WORDS
from kb.records import Filters
from kb.sentences import split_sentences
from kb.snapshot import Snapshot

MOST_DOCUMENTS = 12
_DOCUMENTS = re.compile(
    r"(?:どんな|どういう|どのような|何の|なんの|どの)(?:資料|文書|書類)(?:が|を|は|に)?"
    r"(?:あり|ある|登録|入って|見られ|読め|扱|基づ|使っ|もと)|"
    r"(?:登録(?:されている|済みの|してある)?|使える|見られる)(?:資料|文書)(?:は|を|の一覧|一覧|って|$)|"
    r"(?:資料|文書)(?:の)?(?:一覧|リスト)(?:は|を|$)|^(?:資料|文書)は何"
    r"|(?:what|which) documents",
    re.IGNORECASE,
)
_AGE = re.compile(
    r"^(?:これ|それ|この資料|その資料|この情報|その情報|今の|さっきの)?(?:は|って)?、?"
    r"(?:いつ|何年|いつごろ)(?:の|に(?:作|出|でき|発行)\S{0,6})(?:資料|文書|情報|データ|もの|話)?"
    r"(?:ですか|なの|なんですか|か)?[?。]*$"
)
# Words beside an article's number that name no topic.
_CLAUSE_WORDS = frozenset(
    ["条", "項", "号", "条例", "規則", "規程", "要綱", "条文", "内容", "法令", "全文", "本文"]
)
_TOPIC = re.compile(
    r"^(?P<topic>.+?)(?:について|に関して)?"
    r"(?:は|って|を教え|が知り|を知り|も?教えて|はどう|どうやって|いくら|どこ|いつ|何|なに|だれ|誰|どの|どうすれ|[?。]|$)"
)
_MAX_TOPIC = 22


def asks_for_documents(text: str) -> bool:
    """Return whether a question asks which documents there are."""
    return bool(_DOCUMENTS.search(text))


def asks_for_age(text: str) -> bool:
    """Return whether a question asks of what date the document spoken of is."""
    return bool(_AGE.search(text))


def compose_documents(draft: Draft, snapshot: Snapshot, filters: Filters) -> bool:
    """Name the visible documents with municipality and date, each with its citation."""
    count = 0
    for document in snapshot.documents:
        seen = filters.include_staff or document.audience == "public"
        if not seen or filters.municipality not in (None, document.municipality):
            continue
        count += 1
        first = next(iter(snapshot.passages(document.name)), None)
        if first is not None and len(draft.citations) < MOST_DOCUMENTS:
            compose_document(draft, first)
    if count > len(draft.parts):
        draft.parts.append(draft.frames.list_more.format(count=count - len(draft.parts)))
    return bool(draft.citations)


def compose_document(draft: Draft, passage: Passage) -> bool:
    """Say of what title, municipality and date the passage's document is."""
    sentence = split_sentences(passage.text)[0]
    citation = draft.cite(Quote(passage, sentence.start, sentence.end))
    if citation is None:
        return False
    date = passage.date or draft.frames.date_unknown
    where = f"{passage.municipality} " if passage.municipality else ""
    draft.parts.append(f"・{where}{passage.title}（{date}）[{citation.number}]")
    return True


def works_with_clause(question: Question, passages: Sequence[Passage]) -> list[tuple[str, str]]:
    """Return (title, locator) of the works that hold the article a question names alone.

    Empty where the question names a topic or only one work has such an article.
    """
    keys = {locator.key for locator in question.locators if locator.key.startswith("条")}
    if len(keys) != 1 or question.wanted != "clause":
        return []
    nouns = {
        token.normalized_form
        for token in words.tokens(question.topic)
        if token.is_content
        and token.part_of_speech[0] == "名詞"
        and token.part_of_speech[1] != "数詞"
    }
    if nouns - _CLAUSE_WORDS - QUESTION_WORDS:
        return []
    found = {
        (passage.title, passage.locator): None
        for passage in passages
        if passage.kind in ("article", "duty") and keys & passage_keys(passage)
    }
    titles = {title for title, _ in found}
    return list(found) if len(titles) > 1 else []


# 夏に亡くなった祖母の分, 使うとき, うち: said again, they would tell nothing.
_VAGUE_NOUNS = """
時 次 分 物 事 奴 所 方 件 年 内 うち 家 役所 市役所 市 町 村 区 側 場合 今後 返答 話 歳 才 人 日 者
"""
_VAGUE = frozenset(_VAGUE_NOUNS.split())


def topic_of(text: str) -> str | None:
    """Return what a question is about in its own words, where they can be cut out of it.

    パスポートの手数料はいくらですか → パスポートの手数料; 印鑑登録 手数料 → 印鑑登録、手数料.
    """
    if " " in text and not re.search(r"[。?]|[ぁ-ん]{3}", text):
        topic = "、".join(text.split())
    else:
        match = _TOPIC.search(text)
        topic = match["topic"].strip(" 、") if match else ""
    tokens = words.tokens(topic)
    if not 1 < len(topic) <= _MAX_TOPIC or not tokens or not _whole_words(topic, text):
        return None
    last, first = tokens[-1], tokens[0]
    ends = last.part_of_speech[0] in ("名詞", "接尾辞") and last.part_of_speech[1] != "非自立可能"
    begins = first.part_of_speech[0] not in (
        "助詞",
        "助動詞",
        "代名詞",
        "連体詞",
        "接続詞",
        "感動詞",
    )
    return topic if ends and begins and not (_breaks_off(tokens) or _is_vague(tokens)) else None


def _is_vague(tokens: Sequence[words.Token]) -> bool:
    """Return whether a phrase names nothing but a time, a number or a part of something."""
    last = tokens[-1]
    alone = len(tokens) == 1 or tokens[-2].part_of_speech[0] not in ("名詞", "接頭辞", "接尾辞")
    if last.normalized_form in _VAGUE and last.part_of_speech[0] == "名詞" and alone:
        return True
    return all(t.part_of_speech[1] == "数詞" or "助数詞" in t.part_of_speech[2] for t in tokens)


def _whole_words(topic: str, text: str) -> bool:
    """Return whether a phrase ends where a word of its text ends: not 困 of 困ってる."""
    if topic not in text:
        return True
    end = text.index(topic) + len(topic)
    ends = accumulate(len(token.surface) for token in words.tokens(text))
    return end in ends


def _breaks_off(tokens: Sequence[words.Token]) -> bool:
    """Return whether a phrase lacks the verb that its case particle stands before: 図書館で本."""
    kinds = [token.part_of_speech for token in tokens]
    cases = [n for n, kind in enumerate(kinds) if kind[:2] == ("助詞", "格助詞")]
    cases = [n for n in cases if tokens[n].surface not in ("の", "と")]
    return bool(cases) and not any(
        kind[0] in ("動詞", "形容詞", "形状詞", "助動詞") for kind in kinds[cases[-1] + 1 :]
    )
