from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from eval.corpus import (
    Corpus,
    CorpusError,
    Entry,
    RetrievalQuery,
    read_corpus,
    read_faq_list,
    read_squad,
)
from eval.retrieval import FUSED, MEASURES, evaluate, measure, variants_json, variants_markdown
from kb.records import FloatMatrix


def write(path: Path, value: object) -> Path:
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return path


def write_lines(path: Path, *values: object) -> Path:
    path.write_text("\n".join(json.dumps(value) for value in values), encoding="utf-8")
    return path


def test_measures_are_those_worked_out_by_hand() -> None:
    relevant = {"1": frozenset({"b"}), "2": frozenset({"a", "c"}), "3": frozenset({"z"})}
    run = {"1": ["a", "b"], "2": ["a", "b", "c"], "3": ["a"]}

    found = {name: estimate.value for name, estimate in evaluate(relevant, run).items()}

    # 1: second place. 2: first and third of two. 3: not found.
    gain = 1 / math.log2(3)
    both = (1 + 1 / math.log2(4)) / (1 + gain)
    assert found == pytest.approx(
        {
            "nDCG@10": (gain + both) / 3,
            "RR@10": (0.5 + 1) / 3,
            "R@1": (0 + 0.5) / 3,
            "R@10": (1 + 1) / 3,
        }
    )


def test_the_order_found_counts_where_scores_would_tie() -> None:
    relevant = {"1": frozenset({"a"})}

    first = evaluate(relevant, {"1": ["a", "z"]})["R@1"].value
    second = evaluate(relevant, {"1": ["z", "a"]})["R@1"].value

    assert (first, second) == (1.0, 0.0)


def test_squad_is_read_with_titles_cut_off(tmp_path: Path) -> None:
    path = write(
        tmp_path / "s.json",
        {
            "data": [
                {
                    "title": "梅雨",
                    "paragraphs": [
                        {
                            "context": "梅雨 [SEP] 雨の多い時期。",
                            "qas": [{"id": "1", "question": "雨は?"}],
                        },
                        {"context": "北海道にはない。", "qas": []},
                    ],
                }
            ]
        },
    )

    assert read_squad(path) == Corpus(
        "s",
        (Entry("p0", "雨の多い時期。", "梅雨"), Entry("p1", "北海道にはない。", "梅雨")),
        (RetrievalQuery("1", "雨は?", frozenset({"p0"})),),
    )


def test_a_list_of_questions_and_answers_is_numbered_where_it_has_no_ids(tmp_path: Path) -> None:
    faq = write(
        tmp_path / "faq.json",
        [
            {"question": "ごみは?", "answer": "火曜。"},
            {"id": 7, "question": "水は?", "answer": "出る。"},
        ],
    )
    queries = write_lines(tmp_path / "q.jsonl", {"query": "ごみの日", "relevant": [1, 7]})

    corpus = read_faq_list(faq, queries)

    assert corpus.entries == (
        Entry("1", "ごみは?\n火曜。", "ごみは?", "faq"),
        Entry("7", "水は?\n出る。", "水は?", "faq"),
    )
    assert corpus.queries == (RetrievalQuery("1", "ごみの日", frozenset({"1", "7"})),)


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    entries = write_lines(tmp_path / "c.jsonl", {"id": "a", "text": "あ"})
    unknown = write_lines(tmp_path / "u.jsonl", {"query": "い", "relevant": ["b"]})
    broken = write_lines(tmp_path / "b.jsonl", {"query": "い"})

    with pytest.raises(CorpusError, match="項目にない id"):
        read_corpus(entries, unknown)
    with pytest.raises(CorpusError, match="1 行目に relevant がありません"):
        read_corpus(entries, broken)
    with pytest.raises(CorpusError, match="SQuAD の形式ではありません"):
        read_squad(write(tmp_path / "s.json", {"data": [{}]}))
    with pytest.raises(CorpusError, match="読めません"):
        read_squad(tmp_path / "none.json")


def test_a_sample_is_always_the_same() -> None:
    queries = tuple(RetrievalQuery(str(n), "あ", frozenset({"a"})) for n in range(20))
    corpus = Corpus("c", (Entry("a", "あ"),), queries)

    assert len(corpus.sample(5).queries) == 5
    assert corpus.sample(5) == corpus.sample(5)
    assert corpus.sample(None) is corpus


def test_entries_stand_verbatim_in_the_document_made_of_them() -> None:
    corpus = Corpus("c", (Entry("a", "あい", "題"), Entry("b", "うえ\nお")), ())

    document = corpus.to_document()

    for passage in document.passages:
        assert document.text[passage.start : passage.end] == passage.text
    assert [passage.passage_id for passage in document.passages] == ["a", "b"]


class WordEmbedder:
    """Gives texts with ごみ one direction and all others another."""

    fingerprint = "words"
    dimension = 2

    def embed_passages(self, texts: Sequence[str]) -> FloatMatrix:
        return np.array([[1, 0] if "ごみ" in t else [0, 1] for t in texts], dtype=np.float32)

    embed_queries = embed_passages


@pytest.mark.integration
def test_every_channel_is_measured_alone_and_left_out() -> None:
    corpus = Corpus(
        "c",
        (
            Entry("g", "ごみは火曜に集めます。", "ごみ"),
            Entry("w", "水道料金は二か月ごとに納めます。", "水道"),
            Entry("p", "公園は朝から開いています。", "公園"),
        ),
        (
            RetrievalQuery("1", "ごみを集めるのは火曜ですか", frozenset({"g"})),
            RetrievalQuery("2", "水道料金を納める", frozenset({"w"})),
        ),
    )

    variants = measure(corpus, WordEmbedder())

    by_name = {variant.name: variant for variant in variants}
    assert variants[0].name == FUSED
    assert by_name[FUSED].measures["R@1"].value == 1.0
    assert by_name["words だけ"].measures["R@1"].value == 1.0
    assert "dense なし" in by_name
    assert all(set(variant.measures) == set(MEASURES) for variant in variants)
    assert "| すべて | 1.000 |" in variants_markdown(corpus, variants)
    assert variants_json(corpus, variants)["queries"] == 2
