from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from stored_samples import LetterEmbedder, make_document, make_passage

from ingest.errors import SettingsError
from kb.generations import open_generation
from kb.records import Filters, Hit
from kb.reranking import RERANKED, CrossEncoderReranker, load_reranker, rerank
from kb.snapshot import Snapshot
from kb.update import apply
from kb.vocabulary import load_vocabulary


class LengthReranker:
    """Likes long passages."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def score(self, question: str, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        self.texts = list(texts)
        return np.array([len(text) for text in texts], dtype=np.float32)


def hit(number: int, score: float, *, length: int = 1, **channels: float) -> Hit:
    passage = make_passage("a.txt", number, "文" * length, label=f"第{number}条")
    return Hit(passage, score, channels)


def test_the_models_deviations_are_added_to_the_fused_ones() -> None:
    hits = [hit(1, 3.0, length=1), hit(2, 2.0, length=2), hit(3, 1.0, length=6)]
    found = rerank("質問", hits, LengthReranker())
    # Fused 3, 2, 1: deviation √(2/3). Lengths 5, 6, 10: mean 7, deviation √(14/3).
    worth = np.sqrt(2 / 3) / np.sqrt(14 / 3)
    wanted = [3 - 2 * worth, 2 - worth, 1 + 3 * worth]
    assert [h.passage.label for h in found] == ["第1条", "第3条", "第2条"]
    assert [h.score for h in found] == pytest.approx([wanted[0], wanted[2], wanted[1]], abs=1e-5)
    assert found[0].channels["reranker"] == pytest.approx(-2 * worth, abs=1e-3)


def test_a_clause_cited_by_its_number_stays_first() -> None:
    hits = [hit(1, 43.0, places=40.0), hit(2, 2.0, length=50), hit(3, 1.0)]
    assert rerank("第1条", hits, LengthReranker())[0].passage.label == "第1条"


def test_equal_judgements_and_single_hits_change_nothing() -> None:
    hits = (hit(1, 3.0), hit(2, 2.0))
    assert rerank("質問", hits, LengthReranker()) == hits
    assert rerank("質問", hits[:1], LengthReranker()) == hits[:1]
    assert rerank("質問", [], LengthReranker()) == ()


def test_what_was_not_looked_at_stays_behind() -> None:
    hits = [hit(n, 100.0 - n, length=n) for n in range(1, RERANKED + 3)]
    found = rerank("質問", hits, LengthReranker())
    assert {h.passage.label for h in found[-2:]} == {f"第{RERANKED + n}条" for n in (1, 2)}
    scores = [h.score for h in found]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.integration
def test_a_search_gives_the_reranker_more_than_it_returns(kb_path: Path) -> None:
    texts = [f"{'ごみ' * number}を集めます。" for number in range(1, 9)]
    apply(kb_path, [make_document("a.txt", *texts)], embedder=LetterEmbedder())
    reranker = LengthReranker()
    snapshot = Snapshot(
        open_generation(kb_path), LetterEmbedder(), load_vocabulary(), reranker=reranker
    )
    hits = snapshot.search("ごみ", filters=Filters(), limit=2).hits
    snapshot.close()
    assert (len(hits), len(reranker.texts)) == (2, 8)
    assert all("reranker" in hit.channels for hit in hits)


def tiny_cross_encoder(folder: Path) -> Path:
    """Write a cross-encoder with one layer and random weights."""
    torch = pytest.importorskip("torch")
    transformers = pytest.importorskip("transformers")
    torch.manual_seed(1)
    folder.mkdir()
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"ごみ公園住民票集"]
    (folder / "vocab.txt").write_text("\n".join(vocabulary), encoding="utf-8")
    tokenizer = transformers.BertTokenizer(str(folder / "vocab.txt"), do_lower_case=False)
    tokenizer.save_pretrained(folder)
    configuration = transformers.BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=64,
        num_labels=1,
    )
    transformers.BertForSequenceClassification(configuration).save_pretrained(folder)
    return folder


@pytest.mark.integration
def test_a_cross_encoder_is_read_from_a_folder(tmp_path: Path) -> None:
    reranker = load_reranker(str(tiny_cross_encoder(tmp_path / "reranker")))
    assert reranker is not None
    scores = reranker.score("ごみ", ["ごみを集める", "公園", "住民票" * 100])
    assert (scores.shape, scores.dtype) == ((3,), np.float32)
    assert np.isfinite(scores).all()
    assert reranker.score("ごみ", []).shape == (0,)
    again = reranker.score("ごみ", ["ごみを集める"])
    assert again[0] == pytest.approx(scores[0], abs=1e-5)


def test_without_a_setting_there_is_no_reranker() -> None:
    assert load_reranker(None) is None
    assert load_reranker("") is None


@pytest.mark.integration
def test_a_model_that_is_not_there_is_named_without_a_look_at_the_network() -> None:
    with pytest.raises(SettingsError, match=r"誰か/並べ替え.*MADOGUCHI_RERANKER"):
        CrossEncoderReranker("誰か/並べ替え")
