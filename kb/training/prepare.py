"""Brings all training material into one corpus of words and one vocabulary of tokens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kb.training import corpora
from kb.training.contrastive import EncodedPairs, encode_pairs
from kb.training.corpora import OwnText, Pair
from kb.training.encoding import Corpus, Vocabulary, analyse_texts, build_vocabulary
from kb.training.evaluation import sentences_of
from kb.training.settings import Settings

# Source of paragraphs → source of question and best sentence made from it.
SENTENCE_SOURCES = {"jaquad_qa": "jaquad_sentence", "law_cap": "law_sentence"}


@dataclass(frozen=True)
class Material:
    """What a training needs, ready for use."""

    corpus: Corpus
    vocabulary: Vocabulary
    pairs: Mapping[str, EncodedPairs]
    text_weights: npt.NDArray[np.float64]
    """How much each text counts for the vocabulary and the start vectors."""
    learned: tuple[OwnText, ...]
    held: tuple[OwnText, ...]


def prepare(
    pair_files: Sequence[Path],
    own_files: Sequence[Path],
    vocabulary_file: Path | None,
    evaluation_texts: Sequence[str],
    settings: Settings,
    *,
    workers: int = 2,
) -> Material:
    """Read all sources and analyse their texts once.

    Texts for evaluation are analysed too, but neither count for the vocabulary nor for
    the start vectors.
    """
    sources: dict[str, list[Pair]] = {}
    for path in pair_files:
        for name, pairs in corpora.read_pairs(path).items():
            sources.setdefault(name, []).extend(pairs)
    learned, held = corpora.split_own_texts(
        corpora.read_own_texts(own_files), holdout=settings.holdout
    )
    sources.update(corpora.own_pairs(learned))
    if vocabulary_file is not None and vocabulary_file.exists():
        sources["vocabulary"] = corpora.read_vocabulary(vocabulary_file)
    corpus = analyse_texts(_texts(sources, learned, held, evaluation_texts), workers=workers)
    text_weights = _text_weights(sources, corpus, settings)
    for whole, part in SENTENCE_SOURCES.items():
        if settings.passes.get(part) and whole in sources:
            sources[part] = best_sentence_pairs(sources[whole], corpus)
    vocabulary = build_vocabulary(
        corpus,
        _word_counts(corpus, text_weights),
        max_tokens=settings.max_tokens,
        max_parts=settings.max_parts,
        min_count=settings.min_count,
    )
    encoded = {
        name: encode_pairs(corpus, [(pair.query, pair.document, pair.key) for pair in pairs])
        for name, pairs in sources.items()
    }
    return Material(corpus, vocabulary, encoded, text_weights, tuple(learned), tuple(held))


def best_sentence_pairs(pairs: Sequence[Pair], corpus: Corpus) -> list[Pair]:
    """Return each query with the sentence of its document that covers it best.

    Coverage is the sum of the inverse document frequencies of shared words; it finds the
    sentence with the answer in four cases of five.
    """
    documents = {pair.document for pair in pairs}
    frequency = np.zeros(len(corpus.words))
    for document in documents:
        frequency[np.unique(corpus.words_of(corpus.texts[document]))] += 1
    idf = np.log((len(documents) + 1) / (frequency + 0.5))
    found: list[Pair] = []
    for pair in pairs:
        asked = set(corpus.words_of(corpus.texts[pair.query]).tolist())
        sentences = sentences_of(pair.document)
        coverage = [
            sum(idf[word] for word in asked & set(corpus.words_of(corpus.texts[text]).tolist()))
            for text in sentences
        ]
        best = int(np.argmax(coverage))
        found.append(Pair(pair.query, sentences[best], pair.key))
    return found


def _texts(
    sources: Mapping[str, Sequence[Pair]],
    learned: Sequence[OwnText],
    held: Sequence[OwnText],
    evaluation_texts: Sequence[str],
) -> list[str]:
    texts = [text for pairs in sources.values() for pair in pairs for text in pair_texts(pair)]
    for own in [*learned, *held]:
        texts.extend([own.text, *own.questions])
    for whole in SENTENCE_SOURCES:
        for document in dict.fromkeys(pair.document for pair in sources.get(whole, ())):
            texts.extend(sentences_of(document))
    texts.extend(evaluation_texts)
    for text in [own.text for own in [*learned, *held]] + list(evaluation_texts):
        texts.extend(sentences_of(text))
    return texts


def pair_texts(pair: Pair) -> tuple[str, str]:
    """Return both texts of a pair."""
    return pair.query, pair.document


def _text_weights(
    sources: Mapping[str, Sequence[Pair]], corpus: Corpus, settings: Settings
) -> npt.NDArray[np.float64]:
    weights = np.zeros(len(corpus.texts))
    for name, pairs in sources.items():
        if name == "own_sentence":
            continue
        weight = settings.count_weights.get(name, 1.0)
        for text in {text for pair in pairs for text in pair_texts(pair)}:
            number = corpus.texts[text]
            weights[number] = max(weights[number], weight)
    return weights


def _word_counts(corpus: Corpus, text_weights: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return in how many texts each word stands, weighted.

    Names that fill one article would crowd out everyday words if occurrences counted.
    """
    text_of = np.repeat(np.arange(len(corpus.texts)), np.diff(corpus.offsets))
    together = np.unique(text_of * len(corpus.words) + corpus.flat)
    counts: npt.NDArray[np.float64] = np.bincount(
        together % len(corpus.words),
        weights=text_weights[together // len(corpus.words)],
        minlength=len(corpus.words),
    ).astype(np.float64)
    return counts
