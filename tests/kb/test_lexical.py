"""BM25 worked out by hand: k1 = 1.2, b = 0.75, idf = ln(1 + (N - n + 0.5) / (n + 0.5))."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from ingest.errors import KnowledgeBaseError
from kb.analysis import CHANNELS, Analysed
from kb.lexical import FIELD_REPETITIONS, LexicalIndex, build


def stored(**fields: list[str]) -> bytes:
    terms: dict[str, dict[str, list[str]]] = {channel: {} for channel in CHANNELS}
    terms["words"] = fields
    return Analysed(terms).to_bytes()


def index_of(folder: Path, *passages: dict[str, list[str]]) -> LexicalIndex:
    build(folder, [stored(**fields) for fields in passages])
    return LexicalIndex(folder)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> LexicalIndex:
    return index_of(
        tmp_path_factory.mktemp("lexical"),
        {"text": ["ごみ", "収集"]},
        {"text": ["ごみ", "ごみ", "目標", "環境"]},
        {"text": ["道路", "工事", "計画"]},
    )


def weight(count: int, *, length: int, average: float, frequency: int, size: int) -> float:
    idf = math.log(1 + (size - frequency + 0.5) / (frequency + 0.5))
    return idf * count / (count + 1.2 * (1 - 0.75 + 0.75 * length / average))


def test_scores_are_those_of_bm25(index: LexicalIndex) -> None:
    # Three passages of 2, 4 and 3 words; two of them hold ごみ.
    scores = index.channel("words").score({"ごみ": 1.0})
    assert scores == pytest.approx(
        [
            weight(1, length=2, average=3, frequency=2, size=3),
            weight(2, length=4, average=3, frequency=2, size=3),
            0.0,
        ],
        abs=1e-6,
    )
    # ln 1.6 × 1 / 1.9 and ln 1.6 × 2 / 3.5
    assert scores == pytest.approx([0.247370, 0.268574, 0.0], abs=1e-5)


def test_weighted_terms_add_up(index: LexicalIndex) -> None:
    channel = index.channel("words")
    together = channel.score({"ごみ": 0.5, "目標": 2.0})
    apart = 0.5 * channel.score({"ごみ": 1.0}) + 2.0 * channel.score({"目標": 1.0})
    assert together == pytest.approx(apart)


def test_unknown_terms_score_nothing(index: LexicalIndex) -> None:
    assert index.channel("words").score({"宇宙": 1.0}).tolist() == [0.0, 0.0, 0.0]


def test_a_term_knows_its_passages_and_its_rarity(index: LexicalIndex) -> None:
    channel = index.channel("words")
    assert [channel.document_frequency(term) for term in ("ごみ", "道路", "宇宙")] == [2, 1, 0]
    assert sorted(channel.rows("ごみ").tolist()) == [0, 1]
    assert channel.rows("宇宙").tolist() == []
    assert channel.idf("ごみ") == pytest.approx(math.log(1.6))
    assert channel.idf("宇宙") == pytest.approx(math.log(8))


def test_a_word_of_a_heading_counts_as_often_as_its_field(tmp_path: Path) -> None:
    index = index_of(tmp_path, {"heading": ["目標"], "text": ["道路"]}, {"text": ["計画"]})
    times = FIELD_REPETITIONS["heading"]
    length = times + FIELD_REPETITIONS["text"]
    average = (length + 1) / 2
    scores = index.channel("words").score({"目標": 1.0})
    expected = weight(times, length=length, average=average, frequency=1, size=2)
    assert scores == pytest.approx([expected, 0.0], abs=1e-6)


def test_a_channel_without_terms_scores_nothing(index: LexicalIndex) -> None:
    channel = index.channel("names")
    assert (channel.size, channel.score({"北区": 1.0}).tolist()) == (3, [0.0, 0.0, 0.0])


def test_an_empty_knowledge_base_has_empty_channels(tmp_path: Path) -> None:
    build(tmp_path, [])
    for name in CHANNELS:
        channel = LexicalIndex(tmp_path).channel(name)
        assert (channel.size, channel.score({"ごみ": 1.0}).shape) == (0, (0,))


def test_a_generation_without_the_channel_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeBaseError, match="madoguchi ingest"):
        LexicalIndex(tmp_path).channel("words")


def test_arrays_are_mapped_and_not_copied(index: LexicalIndex) -> None:
    assert isinstance(index.channel("words").weights.base, np.memmap)
