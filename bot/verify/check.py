"""Sentence and passage → whether the one says what the other says.

The checks are strict where a mistake would mislead (figures, dates, names, denials, duties)
and lenient where people may choose their words. Each returns a reason, or nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.verify import polarity
from bot.verify.actors import check_actors
from bot.verify.acts import check_denials, check_duties, check_exceptions
from bot.verify.align import supporting
from bot.verify.facts import folded
from bot.verify.figures import check_figures
from bot.verify.units import Source, Unit, make_unit, read_source, telling_words
from ingest.normalize import match_form
from ingest.records import Passage
from kb import words
from kb.vocabulary import Vocabulary, load_vocabulary

# Share of the content words that the passage must carry, chosen on the tuning half of
# eval/sentences/sample.jsonl.
MIN_COVERAGE = 0.55
KANJI_SHARE = 0.5
MAX_QUOTE = 200
"""Characters."""

_MARKUP = re.compile(
    r"<[a-z!/]|\]\(|!\[|https?:|www\.|javascript:|\bdata:|[\u200b-\u200f\u202a-\u202e\u2066-\u2069]"
    r"|[\U000e0000-\U000e007f]|```",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"「([^「」]+)」|『([^『』]+)』|“([^”]+)”|\"([^\"]+)\"")
_ORGAN = re.compile(
    r"(?:[一-龥ァ-ヶーA-Zａ-ｚ]{1,14}?)(?:局|部|課|室|係|センター|区役所|事務所|事務局|委員会|審議会|会議|協議会|公社|"
    r"図書館|保健所|消防署|病院|法|条例|規則|要綱|計画|プラン)(?![一-龥])"
)
_CLAUSE_CUT = re.compile(r"(?<=[、。])")
# Nouns that people use to speak about anything.
_FREE_NOUN_WORDS = """
事 物 人 方 時 場合 際 所 為 内容 内 中 上 下 前 後 次 以外 以内 以上 以下
未満 間 期間 期限 日 年 月 時間 時刻 分 数 対象 担当 担当者 必要 不要 手続き
手数 料 料金 費用 有料 無料 申し込み 届け出 申請 届け 提出 受け付け 受付 窓口 連絡
電話 番号 問い合わせ 決まり 定め 規定 規則 目標 目的 予定 計画 仕事 業務 事務 部署
割合 人数 回数 件数 金額 額 値 値段 現在 以降 以前 全て 全部 全員 全体 一部 一つ
最初 最後 普段 住民 市民 市 町 村 区 役所 市役所 資料 文書 条例 説明 記載 理由
方法 場所 種類 条件 要件 決定 実施 対応 利用 使用 支払い 発行 交付 開始 終了 予約
更新 確認 本人 自分 皆さん 皆様 書類 それぞれ 毎日 毎年 毎月 不可 可能 上限 下限 最大 最低 令和 平成
昭和 大正 明治 年度 人間 職員
"""
_FREE_NOUNS = frozenset(_FREE_NOUN_WORDS.split())


@dataclass(frozen=True)
class Verdict:
    """Whether a sentence may be shown under a passage."""

    supported: bool
    reason: str = ""
    """The check that failed, for tests and reports."""
    coverage: float = 0.0
    """Share of the sentence's words that the passage carries."""
    span: tuple[int, int] = (0, 0)
    """Of the words in the passage's text that support it best."""


Check = Callable[[str, tuple[Unit, ...], Source], str]


def check_sentence(sentence: str, passage: Passage) -> Verdict:
    """Return whether a passage supports a sentence.

    Args:
        sentence: without citation marks.
        passage: what it cites.
    """
    if _MARKUP.search(sentence) and not _is_quoted_from(sentence, passage):
        return Verdict(False, "markup")
    source = read_source(passage)
    text = folded(sentence)
    clauses = _clauses(text)
    for check in (
        _quotes,
        _names,
        check_figures,
        _words,
        _strong_words,
        check_exceptions,
        check_denials,
        check_duties,
        check_actors,
    ):
        if reason := check(text, clauses, source):
            return Verdict(False, reason)
    return Verdict(True, "", _coverage(text, source)[0], _supporting_span(clauses, source))


def _supporting_span(clauses: Sequence[Unit], source: Source) -> tuple[int, int]:
    """Return where the words stand that carry a sentence, or its first clause where far apart."""
    spans = [
        (unit.start, unit.end) for clause in clauses for unit in supporting(clause, source)[:1]
    ]
    if not spans:
        return 0, len(source.passage.text)
    first, last = min(spans)[0], max(span[1] for span in spans)
    return (first, last) if last - first <= MAX_QUOTE else spans[0]


def _is_quoted_from(sentence: str, passage: Passage) -> bool:
    return match_form(sentence) in match_form(passage.text)


def _clauses(text: str) -> tuple[Unit, ...]:
    """Return a sentence cut after commas; a stretch that says little belongs to the next."""
    found: list[str] = []
    held = ""
    for stretch in _CLAUSE_CUT.split(text):
        held += stretch
        if len(telling_words(held)) + len(make_unit(stretch).facts) > 1 and _ends(stretch):
            found.append(held)
            held = ""
    if held.strip():
        if found and not telling_words(held):
            found[-1] += held
        else:
            found.append(held)
    return tuple(make_unit(clause) for clause in found)


def _ends(stretch: str) -> bool:
    """Return whether a stretch ends in a predicate or a figure, not in a topic (は、) or time."""
    return not re.search(
        r"(?:は|に|では|には|から|まで|とき|時|場合|際|れば|たら|なら|えば|日|年度?|も|て)、$",
        stretch,
    )


def _quotes(text: str, clauses: Sequence[Unit], source: Source) -> str:
    whole = match_form(source.text)
    for match in _QUOTED.finditer(text):
        quoted = next(group for group in match.groups() if group)
        if match_form(quoted).rstrip("。") not in whole:
            return "quote"
    return ""


def _names(text: str, clauses: Sequence[Unit], source: Source) -> str:
    """Departments, bodies, wards, laws and Latin words that the passage does not name."""
    whole = match_form(source.text)
    for match in _ORGAN.finditer(text):
        name = match_form(match.group())
        if name not in whole and not _ends_known(name, whole):
            return "name"
    for word in re.findall(r"[A-Za-z]{3,}", text):
        if word.lower() not in whole.lower():
            return "name"
    return ""


def _ends_known(name: str, whole: str) -> bool:
    """Return whether a name is a known one with words of the sentence before it: 市の→広報課."""
    tokens = words.tokens(name)
    for first in range(1, len(tokens)):
        rest = name[tokens[first].begin :]
        if len(rest) > 2 and rest in whole:
            before = tokens[first - 1].surface
            return before in whole
    return len(tokens) == 1 and name in (
        "計画",
        "条例",
        "規則",
        "会議",
        "部",
        "課",
        "局",
        "室",
        "法",
    )


@lru_cache(maxsize=1)
def _everyday() -> Vocabulary:
    return load_vocabulary()


def _coverage(text: str, source: Source) -> tuple[float, list[str]]:
    """Return the share of content words that the passage carries, and the nouns it lacks."""
    carried = counted = 0.0
    missing: list[str] = []
    for token in words.tokens(text):
        if not token.is_content or token.part_of_speech[1] == "数詞":
            continue
        word = token.normalized_form
        is_noun = token.part_of_speech[0] in ("名詞", "形状詞")
        if word in source.all_words or token.surface in source.text:
            value = 1.0
        elif {*token.synonym_group_ids, *token.compound_group_ids} & source.groups:
            value = 0.8
        elif _shares_kanji(word, source.text):
            value = 0.6
        elif set(words.kanji(word)) & source.verb_kanji:
            value = 0.6  # 希望, where the passage has 望む
        elif _everyday_word(word, source):
            value = 0.7
        else:
            value = 0.0
        weight = 1.0 if is_noun else 0.5
        if value == 0.0 and word in _FREE_NOUNS:
            continue
        counted += weight
        carried += weight * value
        if value == 0.0 and is_noun and "助数詞" not in "".join(token.part_of_speech):
            missing.append(word)
    return (carried / counted if counted else 1.0), missing


def _shares_kanji(word: str, text: str) -> bool:
    own = words.kanji(word)
    return len(own) > 1 and sum(character in text for character in own) / len(own) > KANJI_SHARE


def _everyday_word(word: str, source: Source) -> bool:
    return any(
        set(words.content_words(expansion.term)) <= source.all_words
        for expansion in _everyday().expand(words.tokens(word))
    )


def _words(text: str, clauses: Sequence[Unit], source: Source) -> str:
    if not any(clause.words or clause.facts for clause in clauses):
        return "empty"
    share, missing = _coverage(text, source)
    if missing:
        return f"word {missing[0]}"
    if share < MIN_COVERAGE:
        return "coverage"
    return ""


def _strong_words(text: str, clauses: Sequence[Unit], source: Source) -> str:
    for stated, needed in polarity.STRONG:
        for clause in clauses:
            if stated.search(clause.text):
                near = supporting(clause, source)
                if not any(needed.search(unit.text) for unit in near):
                    return "overclaim"
    return ""
