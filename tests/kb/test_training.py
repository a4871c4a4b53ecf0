from __future__ import annotations

import gzip
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from kb.training.corpora import (
    OwnText,
    Pair,
    own_pairs,
    read_own_texts,
    read_pairs,
    read_squad,
    read_vocabulary,
    split_own_texts,
)
from kb.training.encoding import analyse_texts, build_vocabulary
from kb.training.evaluation import Measure, ndcg, own_retrieval
from kb.training.prepare import best_sentence_pairs
from kb.training.settings import Settings

OWN = OwnText(
    field="ごみ",
    audience="citizen",
    text="粗大ごみは戸別に収集します。手数料は品目ごとに定めます。",
    questions=("大きいごみを捨てたい", "ソファの捨て方", "ベッドを処分するには"),
)


def test_pairs_are_read_by_source(tmp_path: Path) -> None:
    path = tmp_path / "pairs.jsonl.gz"
    row = {"source": "law_cap", "query": "目的", "document": "この法律は…"}
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.write(json.dumps(row, ensure_ascii=False) + "\n\n")
    assert read_pairs(path) == {"law_cap": [Pair("目的", "この法律は…", "この法律は…")]}


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "own.jsonl"
    path.write_text('{"text": "あ", "questions": []}\n{"text"', encoding="utf-8")
    with pytest.raises(ValueError, match=r"own\.jsonl:2"):
        read_own_texts([path])


def test_own_texts_give_pairs_with_text_sentences_and_other_questions() -> None:
    sources = own_pairs([OWN])
    assert [pair.document for pair in sources["own_text"]] == [OWN.text] * 3
    assert len(sources["own_sentence"]) == 6
    assert sources["own_question"][2] == Pair(
        "ベッドを処分するには", "大きいごみを捨てたい", OWN.text
    )
    assert {pair.key for pairs in sources.values() for pair in pairs} == {OWN.text}


def test_a_text_is_held_out_by_its_content_alone() -> None:
    texts = [OwnText("", "", f"本文{number}", ("問い",)) for number in range(200)]
    learned, held = split_own_texts(texts, holdout=0.2)
    assert len(learned) + len(held) == 200
    assert 20 < len(held) < 60
    assert split_own_texts(held, holdout=0.2) == ([], held)


def test_the_vocabulary_gives_surer_terms_more_often(tmp_path: Path) -> None:
    path = tmp_path / "vocabulary.csv"
    path.write_text(
        "\ufeff日常語,行政用語,分野,重み,備考\n引っ越し,転入、転出,戸籍,1.0,\nゴミ,廃棄物,環境,0.3,\n",
        encoding="utf-8",
    )
    counts = [(pair.query, pair.document) for pair in read_vocabulary(path)]
    assert counts.count(("引っ越し", "転入")) == counts.count(("引っ越し", "転出")) == 3
    assert counts.count(("ゴミ", "廃棄物")) == 1


def test_squad_questions_point_to_their_paragraph(tmp_path: Path) -> None:
    path = tmp_path / "squad.json"
    paragraphs = [
        {"context": f"題 [SEP] 本文{number}", "qas": [{"question": f"問{number}"}]}
        for number in (1, 2, 1)
    ]
    path.write_text(json.dumps({"data": [{"paragraphs": paragraphs}]}), encoding="utf-8")
    data = read_squad(path)
    assert data.answers == (0, 1, 0)
    assert data.paragraphs == ("題 \n 本文1", "題 \n 本文2")


def test_words_and_their_parts_become_tokens_in_the_order_of_a_text() -> None:
    corpus = analyse_texts(["ごみの収集", "ランプ", "ごみ"], workers=1)
    counts = np.bincount(corpus.flat, minlength=len(corpus.words)).astype(np.float64)
    counts[corpus.words.index("ランプ")] = 0.5
    vocabulary = build_vocabulary(corpus, counts, max_tokens=50, max_parts=5, min_count=0.9)
    ids = vocabulary.ids
    assert "ランプ" not in ids
    tokens, offsets = vocabulary.expand([corpus.words_of(0), corpus.words_of(2)])
    assert [vocabulary.tokens[token] for token in tokens] == ["ごみ", "収集", "収", "集", "ごみ"]
    assert offsets.tolist() == [0, 4]


def test_words_given_as_if_unknown_keep_their_place() -> None:
    corpus = analyse_texts(["ごみの収集の日"], workers=1)
    counts = np.ones(len(corpus.words))
    vocabulary = build_vocabulary(corpus, counts, max_tokens=50, max_parts=5, min_count=1)
    words = corpus.words_of(0)
    tokens, _ = vocabulary.expand([words], np.array([True, True, False]))
    assert [vocabulary.tokens[token] for token in tokens] == ["##ごみ", "収", "集", "日"]


def test_the_best_sentence_covers_the_rare_words_of_the_question() -> None:
    pairs = [
        Pair("手数料はいくら", OWN.text, "a"),
        Pair("収集の場所", "収集は週に二回です。収集の場所は集積所です。", "b"),
    ]
    texts = [text for pair in pairs for text in (pair.query, pair.document)]
    texts += [part for pair in pairs for part in pair.document.split("。")]
    sentences = [f"{part}。" for pair in pairs for part in pair.document.split("。") if part]
    corpus = analyse_texts([*texts, *sentences], workers=1)
    assert [pair.document for pair in best_sentence_pairs(pairs, corpus)] == [
        "手数料は品目ごとに定めます。",
        "収集の場所は集積所です。",
    ]


def test_ndcg_of_known_ranks() -> None:
    scores = np.array([[3, 2, 1], [3, 2, 1], [3, 2, 1]], dtype=np.float32)
    expected = (1 + 1 / np.log2(3) + 1 / np.log2(4)) / 3
    assert ndcg(scores, [0, 1, 2]) == pytest.approx(expected)


def test_a_passage_is_as_near_as_its_nearest_sentence() -> None:
    texts = ["ごみ", "道路", "道路。ごみ。", "ごみ。", "道路。", "公園", "公園。"]
    corpus = analyse_texts(texts, workers=1)
    vocabulary = build_vocabulary(
        corpus, np.ones(len(corpus.words)), max_tokens=20, max_parts=0, min_count=1
    )
    measure = Measure(np.eye(len(vocabulary.tokens), dtype=np.float32), corpus, vocabulary)
    data = own_retrieval(
        [OwnText("", "", "道路。ごみ。", ("ごみ", "道路"))], [OwnText("", "", "公園。", ("公園",))]
    )
    assert data.questions == ("ごみ", "道路")
    assert measure.retrieval(data, by_sentence=True) == 1.0
    assert measure.similarity([("ごみ", "ごみ。", 5), ("ごみ", "道路", 0)]) == pytest.approx(1.0)


def test_the_loss_is_cross_entropy_in_both_directions() -> None:
    torch = pytest.importorskip("torch")
    from kb.training.contrastive import contrastive_loss

    random = np.random.default_rng(3)
    queries, documents = torch.from_numpy(random.standard_normal((2, 4, 8)).astype(np.float32))
    same = torch.zeros(4, 4, dtype=torch.bool)
    same[0, 1] = same[1, 0] = True
    settings = replace(Settings(), matryoshka=(8,), scale=5.0, reverse_weight=0.5)
    scores = 5 * torch.nn.functional.cosine_similarity(queries[:, None], documents[None], dim=2)
    scores[same] = float("-inf")
    targets = torch.arange(4)
    expected = torch.nn.functional.cross_entropy(scores, targets)
    expected += 0.5 * torch.nn.functional.cross_entropy(scores.T, targets)
    found = contrastive_loss(queries, documents, same, settings=settings)
    assert float(found) == pytest.approx(float(expected), abs=1e-5)


def test_a_document_carries_a_question_by_its_nearest_words() -> None:
    torch = pytest.importorskip("torch")
    from kb.training.alignment import coverages, inverse_frequencies

    corpus = analyse_texts(["粗大ごみの収集", "転入の届出", "ごみを捨てる", "ごみの収集の届出"])
    counts = np.ones(len(corpus.words))
    vocabulary = build_vocabulary(corpus, counts, max_tokens=100, max_parts=0, min_count=1)
    weights = np.random.default_rng(5).standard_normal((len(vocabulary.tokens), 8))
    inverse = inverse_frequencies(corpus)
    texts = [corpus.words_of(number) for number in range(4)]

    def unit(word: int) -> np.ndarray:
        flat, starts = vocabulary.whole
        total = weights[flat[starts[word] : starts[word + 1]]].sum(axis=0)
        return np.asarray(total / np.linalg.norm(total))

    def carried(query: np.ndarray, document: np.ndarray) -> float:
        best = [max(max(unit(a) @ unit(b), 0.0) for b in document) for a in query]
        return float(np.dot(best, inverse[query]) / inverse[query].sum())

    found = coverages(
        torch.from_numpy(weights.astype(np.float32)),
        vocabulary,
        inverse,
        texts[2:],
        texts[:2],
        np.zeros(len(corpus.words), dtype=np.bool_),
    )
    expected = [[carried(query, document) for document in texts[:2]] for query in texts[2:]]
    assert found.numpy() == pytest.approx(np.array(expected), abs=1e-5)


def test_a_small_training_brings_everyday_words_to_their_terms(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    from kb.embedding import StaticEmbedder
    from kb.training.contrastive import train
    from kb.training.cooccurrence import start_vectors
    from kb.training.prepare import prepare
    from kb.training.saving import save_model

    meanings = [
        ("引っ越し", "転入転出の届出を受け付ける"),
        ("赤ちゃん", "出生届と乳幼児健診"),
        ("ごみ", "廃棄物の収集運搬"),
        ("お年寄り", "高齢者の介護保険"),
        ("道の穴", "道路の維持補修"),
        ("税金", "市民税の課税証明書"),
    ]
    texts = tmp_path / "own.jsonl"
    rows = [{"text": term, "questions": [word, f"{word}の相談"]} for word, term in meanings]
    texts.write_text(
        "\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8"
    )
    settings = replace(
        Settings(), dimensions=16, matryoshka=(16, 8), epochs=20, min_count=0.1, holdout=0.0
    )
    material = prepare([], [texts], None, [], settings, workers=1)
    start = start_vectors(material.corpus, material.vocabulary, material.text_weights, settings)
    runs = [
        train(start, material.corpus, material.vocabulary, material.pairs, settings)
        for _ in range(2)
    ]
    np.testing.assert_array_equal(runs[0], runs[1])
    save_model(tmp_path / "model", material.vocabulary.tokens, runs[0], {"tokens": 1})
    embedder = StaticEmbedder(tmp_path / "model")
    asked = embedder.embed_queries([word for word, _ in meanings])
    found = asked @ embedder.embed_passages([term for _, term in meanings]).T
    assert found.argmax(axis=1).tolist() == list(range(len(meanings)))
