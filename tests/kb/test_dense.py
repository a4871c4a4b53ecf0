from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.dense import DenseMatrix, DenseMatrixWriter
from kb.records import FloatMatrix

X, Y, Z = np.eye(3, dtype=np.float32)


def stack(*vectors: np.ndarray) -> FloatMatrix:
    return np.stack(vectors).astype(np.float32)


def write(folder: Path, *passages: tuple[str, FloatMatrix]) -> DenseMatrix:
    writer = DenseMatrixWriter(folder, dimension=3)
    for passage_id, vectors in passages:
        writer.append([(passage_id, len(vectors))], vectors)
    writer.finish([(passage_id, len(vectors)) for passage_id, vectors in passages])
    return DenseMatrix(folder)


def test_heading_whole_and_best_sentence_count_apart(
    tmp_path: Path,
) -> None:
    matrix = write(
        tmp_path / "m", ("a", stack(X, Y, Z)), ("b", stack(Y, Y, Z, X)), ("c", stack(Z, X))
    )
    sentence, heading, whole = matrix.similarities(X, np.array([2, 0, 1]))
    # The last one has no sentence: it is taken as a whole.
    assert sentence.tolist() == [1.0, 0.0, 1.0]
    assert heading.tolist() == [0.0, 1.0, 0.0]
    assert whole.tolist() == [1.0, 0.0, 0.0]
    assert len(matrix) == 9
    assert matrix.views_of(np.array([0, 2])) == 5


def test_no_passages_have_no_similarities(tmp_path: Path) -> None:
    matrix = write(tmp_path / "m")
    found = matrix.similarities(X, np.empty(0, dtype=np.int64))
    assert (len(matrix), [len(cosines) for cosines in found]) == (0, [0, 0, 0])


def test_vectors_of_the_generation_before_are_taken_over_in_the_new_order(tmp_path: Path) -> None:
    write(tmp_path / "old", ("a", stack(X, Y)), ("b", stack(Z)), ("c", stack(Y, Z)))
    before = (tmp_path / "old", {"a": 0, "b": 2, "c": 3})
    writer = DenseMatrixWriter(tmp_path / "new", dimension=3, before=before)
    writer.append([("n", 2)], stack(X, Z))
    writer.finish([("c", 2), ("n", 2), ("a", 2)])
    matrix = DenseMatrix(tmp_path / "new")
    _, heading, whole = matrix.similarities(Y, np.arange(3))
    assert (heading.tolist(), whole.tolist()) == ([1.0, 0.0, 0.0], [0.0, 0.0, 1.0])
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == [
        "scales.npy",
        "starts.npy",
        "vectors.npy",
    ]


def test_a_passage_that_is_stored_twice_has_its_last_vectors(tmp_path: Path) -> None:
    writer = DenseMatrixWriter(tmp_path / "m", dimension=3)
    writer.append([("a", 2), ("b", 2)], stack(X, X, Y, Y))
    writer.append([("a", 2)], stack(Z, Z))
    writer.finish([("a", 2), ("b", 2)])
    _, heading, _ = DenseMatrix(tmp_path / "m").similarities(Z, np.arange(2))
    assert heading.tolist() == [1.0, 0.0]


def test_the_nearest_vectors_come_first_of_the_passages_that_may_be_seen(tmp_path: Path) -> None:
    near = np.array([0.8, 0.6, 0.0], dtype=np.float32)
    matrix = write(tmp_path / "m", ("a", stack(Y, near)), ("b", stack(X)), ("c", stack(Z, X)))
    views, cosines = matrix.nearest(X, 3)
    assert (views.tolist(), matrix.rows_of(views).tolist()) == ([2, 4, 1], [1, 2, 0])
    assert cosines == pytest.approx([1.0, 1.0, 0.8], abs=0.01)
    seen = np.array([True, False, True])
    assert matrix.nearest(X, 2, among=seen)[0].tolist() == [4, 1]


@pytest.mark.parametrize("dimension", [40, 64, 100, 256])
def test_signs_lead_to_the_nearest_vectors_of_many(tmp_path: Path, dimension: int) -> None:
    random = np.random.default_rng(dimension)
    centres = random.normal(size=(30, dimension))
    vectors = np.repeat(centres, 100, axis=0) + 0.7 * random.normal(size=(3000, dimension))
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    writer = DenseMatrixWriter(tmp_path / "m", dimension=dimension)
    passages = [(f"p{number}", 3) for number in range(1000)]
    writer.append(passages, vectors)
    writer.finish(passages)
    matrix = DenseMatrix(tmp_path / "m")
    seen = random.random(1000) < 0.5
    for question in vectors[::300]:
        for among in (None, seen):
            exact, _ = matrix.nearest(question, 10, among=among)
            by_signs, _ = matrix.nearest(question, 10, among=among, all_compared=0)
            assert len(set(exact) & set(by_signs)) >= 9


def test_a_vector_without_signs_in_common_is_still_found(tmp_path: Path) -> None:
    matrix = write(tmp_path / "m", ("a", stack(-X)), ("b", stack(-Y, -Z)))
    views, _ = matrix.nearest(X, 3, among=np.array([True, False]), all_compared=0)
    assert views.tolist() == [0]


@given(st.integers(0, 2**32 - 1))
def test_a_byte_a_number_keeps_cosines_to_a_hundredth(seed: int) -> None:
    random = np.random.default_rng(seed)
    vectors = random.normal(size=(40, 64)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    scales = np.abs(vectors).max(axis=1) / 127.0
    kept = np.rint(vectors / scales[:, None]) * scales[:, None]
    assert np.abs(kept @ vectors[0] - vectors @ vectors[0]).max() == pytest.approx(0.0, abs=0.01)
