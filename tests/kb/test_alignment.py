"""Words beside their nearest counterparts, with vectors that can be worked out by hand."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest

from kb import alignment, lexical
from kb.alignment import EXPANSION, SYNONYM, Alignment
from kb.analysis import CHANNELS, Analysed
from kb.lexical import LexicalIndex
from kb.query import Query, analyse_query
from kb.vocabulary import Entry, Vocabulary

# Old people and the aged are 60 degrees apart, everything else stands upright on all others.
VECTORS = {"年寄り": (1.0, 0.0, 0.0), "老人": (0.5, 0.75**0.5, 0.0), "道路": (0.0, 0.0, 1.0)}
NO_VOCABULARY = Vocabulary([])


class HandMadeModel:
    def embed_words(self, content: Iterable[str]) -> np.ndarray:
        rows = [VECTORS.get(word, (0.0, 0.0, 0.0)) for word in content]
        return np.array(rows, dtype=np.float32).reshape(-1, 3)


class Scorer:
    def __init__(self, folder: Path, *passages: list[str]) -> None:
        lexical.build(folder, [_stored(passage) for passage in passages])
        self.index = LexicalIndex(folder)
        self.typed = self.index.channel("words")
        alignment.build(folder / alignment.FOLDER, self.typed, HandMadeModel())
        self.alignment = Alignment(folder / alignment.FOLDER, HandMadeModel())

    def coverage(self, query: Query, rows: list[int]) -> list[float]:
        found = self.alignment.coverage(
            query,
            np.array(rows, dtype=np.int64),
            typed=self.typed,
            synonyms=self.index.channel("synonyms"),
        )
        return [float(value) for value in found]


def _stored(words: list[str]) -> bytes:
    terms: dict[str, dict[str, list[str]]] = {channel: {} for channel in CHANNELS}
    terms["words"] = {"text": words}
    return Analysed(terms).to_bytes()


def ask(text: str, vocabulary: Vocabulary = NO_VOCABULARY) -> Query:
    return analyse_query(text, vocabulary)


@pytest.fixture
def scorer(tmp_path: Path) -> Scorer:
    return Scorer(tmp_path / "index", ["老人", "福祉"], ["道路", "福祉"], [], ["年寄り"])


def test_a_word_that_is_there_counts_whole_and_a_near_one_by_its_cosine(scorer: Scorer) -> None:
    assert scorer.coverage(ask("年寄り"), [0, 1, 3]) == pytest.approx([0.5, 0.0, 1.0], abs=1e-3)


def test_a_passage_without_words_carries_nothing(scorer: Scorer) -> None:
    assert scorer.coverage(ask("年寄り"), [2]) == [0.0]


def test_words_count_by_how_rare_they_are(scorer: Scorer) -> None:
    rare, common = scorer.typed.idf("道路"), scorer.typed.idf("福祉")

    assert scorer.coverage(ask("道路 福祉"), [0, 1]) == pytest.approx(
        [common / (rare + common), 1.0], abs=1e-3
    )


def test_what_an_everyday_word_stands_for_counts_less_than_the_word(scorer: Scorer) -> None:
    table = Vocabulary([Entry("足が悪い", ("福祉",), "", 0.5)])
    query = ask("足 悪い", table)

    assert [expansion.term for expansion in query.expansions] == ["福祉"]
    assert scorer.coverage(query, [0, 3]) == pytest.approx([EXPANSION * 0.5, 0.0], abs=1e-3)


def test_a_small_part_of_a_long_term_counts_little(tmp_path: Path) -> None:
    scorer = Scorer(tmp_path / "index", ["火災"], ["火災", "警報"])
    table = Vocabulary([Entry("ピーピー", ("火災警報",), "", 1.0)])

    part, whole = scorer.coverage(ask("ピーピー", table), [0, 1])

    assert whole == pytest.approx(EXPANSION)
    assert 0 < part < 0.25 * EXPANSION


def test_a_synonym_of_sudachi_counts_nearly_as_the_word(tmp_path: Path) -> None:
    query = ask("保育園")
    group = next(iter(query.synonyms))
    terms: dict[str, dict[str, list[str]]] = {channel: {} for channel in CHANNELS}
    terms["words"], terms["synonyms"] = {"text": ["他"]}, {"text": [group]}
    lexical.build(tmp_path, [Analysed(terms).to_bytes(), _stored(["他"])])
    index = LexicalIndex(tmp_path)
    alignment.build(tmp_path / "alignment", index.channel("words"), HandMadeModel())

    found = Alignment(tmp_path / "alignment", HandMadeModel()).coverage(
        query,
        np.array([0, 1]),
        typed=index.channel("words"),
        synonyms=index.channel("synonyms"),
    )

    assert 0 < found[0] <= SYNONYM
    assert found[1] == 0.0


def test_two_words_that_the_model_does_not_know_are_not_alike(scorer: Scorer) -> None:
    assert scorer.coverage(ask("公園"), [0, 1]) == [0.0, 0.0]


def test_a_question_without_content_words_is_carried_by_nothing(scorer: Scorer) -> None:
    assert scorer.coverage(ask("どこですか"), [0, 1]) == [0.0, 0.0]
