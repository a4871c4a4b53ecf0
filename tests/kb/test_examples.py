"""Tests of the questions whose answers are known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kb import words
from kb.embedding import shipped_model
from kb.examples import NEAREST, Examples, ExampleStore, shipped_examples
from kb.training.corpora import OwnText
from kb.training.examples import write_examples

TEXTS = [
    OwnText("waste", "citizen", "粗大ごみの収集は、電話で申し込む。", ("大きい家具を捨てたい",)),
    OwnText("water", "citizen", "水道の使用の届出は、3日前までとする。", ("蛇口を使い始める",)),
    *(
        OwnText("other", "staff", f"第{number}号様式による台帳を備える。", (f"様式{number}はどれ",))
        for number in range(NEAREST)
    ),
]  # fmt: skip


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> ExampleStore:
    path = tmp_path_factory.mktemp("examples") / "examples.npz"
    write_examples(path, TEXTS, shipped_model())
    return ExampleStore(path, shipped_model())


def test_the_words_of_the_text_that_answers_a_like_question_come_first(
    store: ExampleStore,
) -> None:
    found = store.near(words.content_words("大きい家具を捨てたいです"))
    assert next(iter(found.words)) in words.content_words(TEXTS[0].text)
    assert found.words.keys() >= {"粗大", "収集"}
    assert max(found.words.values()) == 1.0
    assert found.shares.sum() == pytest.approx(1.0, abs=1e-5)


def test_a_passage_like_that_text_is_nearer_than_one_of_another_matter(
    store: ExampleStore,
) -> None:
    found = store.near(words.content_words("大きい家具を捨てたい"))
    passages = ["大型のごみは、粗大ごみとして収集する。", "水道の使用を始めるときは届け出る。"]
    waste, water = found.like(shipped_model().embed_passages(passages), np.arange(2))
    assert waste > water >= 0.0


def test_a_question_of_unknown_words_is_like_none(store: ExampleStore) -> None:
    assert store.near(["ﾇﾇﾇ"]).likeness == pytest.approx(0.0, abs=0.35)
    assert store.near([]).likeness == pytest.approx(0.0, abs=0.35)


def test_likeness_scales_what_passages_get_and_far_ones_get_nothing() -> None:
    examples = Examples(
        likeness=0.5,
        words={},
        vectors=np.eye(2, dtype=np.float32),
        shares=np.array([0.75, 0.25], np.float32),
    )
    # The first passage has a sentence like each text, the second is like the second one only.
    vectors = np.array([[1.0, 0.0], [0.0, 1.0], [0.1, 1.0], [0.3, 0.3]], np.float32)
    found = examples.like(vectors, np.array([0, 2, 3]))
    assert found.tolist() == pytest.approx([0.5 * 0.6, 0.5 * 0.25 * 0.6, 0.0])


def test_the_shipped_examples_are_of_the_shipped_model() -> None:
    # Otherwise: python -m kb.training.examples
    assert shipped_examples().model == shipped_model().fingerprint


def test_the_shipped_examples_are_those_of_the_texts(tmp_path: Path) -> None:
    folder = Path(__file__).parents[2] / "kb/training/texts"
    lines = sum(len(path.read_text("utf-8").splitlines()) for path in folder.glob("*.jsonl"))
    # Otherwise: python -m kb.training.examples
    assert len(shipped_examples()) == lines
