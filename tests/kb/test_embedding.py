from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ingest.errors import SettingsError
from kb import words
from kb.embedding import (
    CONFIGURATION,
    SHIPPED_MODEL,
    UNKNOWN,
    SentenceTransformerEmbedder,
    StaticEmbedder,
    load_embedder,
    word_parts,
    word_pieces,
)
from kb.training.saving import save_model

TOKENS = (UNKNOWN, "ごみ", "収集", "収", "集", "図書", "館", "図", "書", "##ラン", "##ンテ")
TEXTS = ("ごみの収集", "図書館", "ボランティア", "未知", "収集車のごみ、ごみ")


@pytest.fixture(name="folder")
def tiny_folder(tmp_path: Path) -> Path:
    vectors = np.random.default_rng(1).standard_normal((len(TOKENS), 8)).astype(np.float32)
    save_model(tmp_path / "model", TOKENS, vectors, {})
    return tmp_path / "model"


def test_a_known_word_is_itself_and_its_ideographs() -> None:
    assert word_pieces("収集", set(TOKENS)) == ["収集", "収", "集"]
    assert word_pieces("館", set(TOKENS)) == ["館"]


def test_an_unknown_word_is_its_ideographs_and_known_bigrams() -> None:
    assert word_pieces("図ランプ", set(TOKENS)) == ["図", "##ラン"]


def test_digits_have_no_parts() -> None:
    assert word_parts("2024") == []
    assert word_parts("e-Tax申告") == ["##ta", "##ax"]


def test_vectors_are_means_of_tokens_of_unit_length(folder: Path) -> None:
    embedder = StaticEmbedder(folder)
    vectors = embedder.embed_passages(TEXTS)
    assert vectors.shape == (5, 8)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    parts = embedder.embed([["ごみ"], ["収集"]])
    assert embedder.split("ごみの収集") == "ごみ 収集 収 集"
    assert parts.shape == (2, 8)


def test_a_text_without_known_words_gets_the_unknown_direction(folder: Path) -> None:
    embedder = StaticEmbedder(folder)
    assert embedder.split("。") == UNKNOWN
    np.testing.assert_array_equal(embedder.embed_queries(["。"]), embedder.embed_queries(["未知"]))


def test_tokens_give_the_vector_of_their_text(folder: Path) -> None:
    embedder = StaticEmbedder(folder)
    given = [words.tokens(text) for text in TEXTS]
    np.testing.assert_array_equal(embedder.embed_passages(given), embedder.embed_passages(TEXTS))


def test_no_texts_give_no_rows(folder: Path) -> None:
    assert StaticEmbedder(folder).embed_queries([]).shape == (0, 8)


def test_another_model_has_another_fingerprint(folder: Path, tmp_path: Path) -> None:
    vectors = np.random.default_rng(2).standard_normal((len(TOKENS), 8)).astype(np.float32)
    save_model(tmp_path / "other", TOKENS, vectors, {})
    first, again = StaticEmbedder(folder), StaticEmbedder(folder)
    assert first.fingerprint == again.fingerprint != StaticEmbedder(tmp_path / "other").fingerprint


def test_a_folder_without_weights_is_refused_with_its_name(folder: Path) -> None:
    (folder / "model.safetensors").unlink()
    with pytest.raises(SettingsError, match=r"model\.safetensors がありません"):
        StaticEmbedder(folder)


def test_broken_weights_are_refused(folder: Path) -> None:
    (folder / "model.safetensors").write_bytes(b"broken")
    with pytest.raises(SettingsError, match="読めません"):
        StaticEmbedder(folder)


def test_sentence_transformers_gives_the_same_vectors(folder: Path) -> None:
    package = pytest.importorskip("sentence_transformers")
    _assert_same(package, folder, TEXTS)


@pytest.mark.integration
def test_sentence_transformers_gives_the_same_vectors_of_the_shipped_model() -> None:
    package = pytest.importorskip("sentence_transformers")
    _assert_same(package, SHIPPED_MODEL, ("お年寄りの見守りはどこ？", "ゴミが臭い", "第24条", "!"))


def _assert_same(package: Any, folder: Path, texts: tuple[str, ...]) -> None:
    light = StaticEmbedder(folder)
    model = package.SentenceTransformer(str(folder), device="cpu").float()
    given = [light.split(text) for text in texts]
    np.testing.assert_allclose(light.embed_queries(texts), model.encode(given), atol=1e-5)


@pytest.mark.integration
def test_the_shipped_model_bridges_everyday_and_administrative_words() -> None:
    embedder = load_embedder()
    asked = embedder.embed_queries(["お年寄りの見守り"])[0]
    near, far = embedder.embed_passages(["高齢者の安否確認", "道路の占用許可"])
    assert asked @ near > asked @ far


@pytest.mark.integration
def test_the_shipped_model_is_small_and_readable_by_everyone() -> None:
    files = [path for path in SHIPPED_MODEL.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) <= 25 * 10**6
    assert all(path.stat().st_mode & 0o444 == 0o444 for path in files)


def test_prompts_stand_before_texts_and_change_the_fingerprint(folder: Path) -> None:
    pytest.importorskip("sentence_transformers")
    plain = SentenceTransformerEmbedder(str(folder))
    prompted = SentenceTransformerEmbedder(
        str(folder), query_prompt="図書 ", passage_prompt="ごみ "
    )
    assert plain.dimension == prompted.dimension == 8
    assert plain.fingerprint != prompted.fingerprint
    np.testing.assert_allclose(
        prompted.embed_queries(["館"]), plain.embed_queries(["図書 館"]), atol=1e-3
    )
    np.testing.assert_allclose(
        prompted.embed_passages(["館"]), plain.embed_passages(["ごみ 館"]), atol=1e-3
    )
    assert prompted.embed_passages([]).shape == (0, 8)


@pytest.mark.integration
def test_the_prompts_of_a_known_family_are_used_unless_others_are_given(
    folder: Path, tmp_path: Path
) -> None:
    known = folder.rename(tmp_path / "multilingual-e5-tiny")
    usual = SentenceTransformerEmbedder(str(known))
    given = SentenceTransformerEmbedder(
        str(known), query_prompt="query: ", passage_prompt="passage: "
    )
    none = SentenceTransformerEmbedder(str(known), query_prompt="", passage_prompt="")
    assert usual.fingerprint == given.fingerprint != none.fingerprint


@pytest.mark.integration
def test_the_prompts_of_a_models_own_configuration_are_used_once(folder: Path) -> None:
    path = folder / CONFIGURATION
    configuration = json.loads(path.read_text(encoding="utf-8"))
    configuration |= {"prompts": {"query": "ごみ ", "document": "図書 "}}
    configuration |= {"default_prompt_name": "query"}
    path.write_text(json.dumps(configuration), encoding="utf-8")
    own = SentenceTransformerEmbedder(str(folder))
    none = SentenceTransformerEmbedder(str(folder), query_prompt="", passage_prompt="")
    np.testing.assert_allclose(
        own.embed_queries(["収集"]), none.embed_queries(["ごみ 収集"]), atol=1e-6
    )
    np.testing.assert_allclose(
        own.embed_passages(["収集"]), none.embed_passages(["図書 収集"]), atol=1e-6
    )


@pytest.mark.integration
def test_a_folder_of_another_model_is_read_by_sentence_transformers(folder: Path) -> None:
    pytest.importorskip("sentence_transformers")
    (folder / CONFIGURATION).write_text('{"model_type": "SentenceTransformer"}')
    assert isinstance(load_embedder(str(folder)), SentenceTransformerEmbedder)


def test_a_folder_of_the_own_training_is_read_without_torch(folder: Path) -> None:
    assert isinstance(load_embedder(str(folder)), StaticEmbedder)


def test_a_missing_folder_is_refused_before_anything_is_loaded(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"フォルダー .*missing がありません"):
        load_embedder(str(tmp_path / "missing"))


def test_an_unknown_name_is_refused_without_a_look_at_the_network() -> None:
    pytest.importorskip("sentence_transformers")
    with pytest.raises(SettingsError, match="手元に保存済み"):
        load_embedder("nobody/no-such-model")


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(SettingsError, match=r"madoguchi\[models\]"):
        load_embedder("cl-nagoya/ruri-v3-30m")
