"""Whether the passages hold the kind of fact that a question asks for, about its topic."""

from __future__ import annotations

from bot.composer import Case
from bot.evidence import credit
from bot.question import ANSWER_TYPES
from ingest.records import Passage
from kb import words

# Words that ask for a fact and are not its topic.
_ASKING = frozenset(
    "手数 料 料金 値段 金額 費用 価格 名前 氏名 電話 番号 連絡 先 メール アドレス 曜日 時間 持ち物 書類 必要 最高 最低".split()
)
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
        if fits and _topic_share(passage, case) >= _MIN_TOPIC:
            return True
    return False


def _topic_share(passage: Passage, case: Case) -> float:
    terms = case.terms
    topic = {w: v for w, v in terms.weights.items() if w in terms.nouns and w not in _ASKING}
    if not topic:
        return 1.0
    found = credit(terms, "\n".join([passage.label, *passage.path, passage.text]))
    return sum(weight * found[word] for word, weight in topic.items()) / sum(topic.values())


def _names_person(passage: Passage, case: Case) -> bool:
    """Return whether a line holds a word of the question and a surname with a given name."""
    for line in passage.text.split("\n"):
        tokens = [token for token in words.tokens(line) if not token.is_space]
        persons = [n for n, token in enumerate(tokens) if "人名" in token.part_of_speech]
        full = any(second - first == 1 for first, second in zip(persons, persons[1:], strict=False))
        if full and any(t.normalized_form in case.terms.nouns for t in tokens):
            return True
    return False
