"""Whether the passages hold the kind of fact that a question asks for, about its topic."""

from __future__ import annotations

import re

from bot.composer import Case
from bot.evidence import credit
from bot.question import ANSWER_TYPES
from ingest.records import Passage
from kb import words

# Words that ask for a fact and are not its topic.
_ASKING = frozenset(
    "手数 料 料金 値段 金額 費用 価格 名前 氏名 電話 番号 連絡 先 メール アドレス 曜日 時間 持ち物 書類 必要 最高 最低".split()
)
_COUNT = re.compile(r"\d|^[一-龥]$")
# Share of the topic's weight that the passage must carry beside the fact.
_MIN_TOPIC = 0.5


def holds_expected_fact(case: Case) -> bool:
    """Return whether one of the best passages has such a fact and carries the topic."""
    kind = case.question.answer_type
    if kind is None:
        return True
    holds = next(holds for name, _, holds in ANSWER_TYPES if name == kind)
    for hit in case.found.hits[:5]:
        passage = hit.passage
        fits = _names_person(passage, case) if kind == "person" else holds.search(passage.text)
        if fits and _carries_topic(passage, case):
            return True
    return False


def _carries_topic(passage: Passage, case: Case) -> bool:
    """Return whether the passage speaks of what the fact is asked about.

    A noun that the whole knowledge base lacks, and that the passage has in no other form,
    means that the price or number found belongs to something else.
    """
    terms = case.terms
    channel = case.snapshot.index.channel("words")
    topic = {w: v for w, v in terms.weights.items() if w in terms.nouns and w not in _ASKING}
    if not topic:
        return True
    found = credit(terms, "\n".join([passage.label, *passage.path, passage.text]))
    if any(
        not found[word] and not channel.document_frequency(word) and not _COUNT.search(word)
        for word in topic
    ):
        return False
    share = sum(weight * found[word] for word, weight in topic.items()) / sum(topic.values())
    return share >= _MIN_TOPIC


def _names_person(passage: Passage, case: Case) -> bool:
    """Return whether a line holds a word of the question and a surname with a given name."""
    for line in passage.text.split("\n"):
        tokens = [token for token in words.tokens(line) if not token.is_space]
        persons = [n for n, token in enumerate(tokens) if "人名" in token.part_of_speech]
        full = any(second - first == 1 for first, second in zip(persons, persons[1:], strict=False))
        if full and any(t.normalized_form in case.terms.nouns for t in tokens):
            return True
    return False
