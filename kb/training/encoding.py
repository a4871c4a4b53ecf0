"""Texts as words, words as token numbers: the same cuts that ``kb.embedding`` makes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kb import words
from kb.embedding import UNKNOWN, word_parts, word_pieces

Numbers = npt.NDArray[np.int32]

_TEXTS_PER_TASK = 2_000


@dataclass(frozen=True)
class Corpus:
    """Texts as the numbers of their content words."""

    texts: Mapping[str, int]
    """Text → its number, in order."""
    words: tuple[str, ...]
    """Word by number."""
    flat: Numbers
    """The words of all texts, one text after the other."""
    offsets: npt.NDArray[np.int64]
    """Text *i* is ``flat[offsets[i] : offsets[i + 1]]``."""

    def words_of(self, text: int) -> Numbers:
        """Return the word numbers of a text."""
        return self.flat[self.offsets[text] : self.offsets[text + 1]]

    def numbers(self, texts: Iterable[str]) -> npt.NDArray[np.int64]:
        """Return the numbers of texts that the corpus holds."""
        return np.fromiter((self.texts[text] for text in texts), dtype=np.int64)


def analyse_texts(texts: Iterable[str], *, workers: int = 2) -> Corpus:
    """Return the distinct texts as content words; Sudachi runs in so many processes."""
    distinct = list(dict.fromkeys(texts))
    table: dict[str, int] = {}
    lengths: list[int] = []
    flat: list[int] = []
    for content in _content_words(distinct, workers):
        lengths.append(len(content))
        flat.extend(table.setdefault(word, len(table)) for word in content)
    return Corpus(
        texts={text: number for number, text in enumerate(distinct)},
        words=tuple(table),
        flat=np.array(flat, dtype=np.int32),
        offsets=np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)]).astype(np.int64),
    )


def _content_words(texts: Sequence[str], workers: int) -> Iterable[list[str]]:
    if workers < 2 or len(texts) < _TEXTS_PER_TASK:
        return map(words.content_words, texts)
    with ProcessPoolExecutor(workers) as processes:
        return list(processes.map(words.content_words, texts, chunksize=_TEXTS_PER_TASK))


@dataclass(frozen=True)
class Vocabulary:
    """The tokens of a model, and the words of a corpus as runs of them."""

    tokens: tuple[str, ...]
    """Token by number; the unknown token is the first."""
    counts: npt.NDArray[np.float64]
    """Weighted occurrences of each token."""
    whole: tuple[Numbers, npt.NDArray[np.int64]]
    """Word → its tokens: flat numbers and offsets."""
    parts: tuple[Numbers, npt.NDArray[np.int64]]
    """The same as if no word were known."""

    @property
    def ids(self) -> dict[str, int]:
        """Token → number."""
        return {token: number for number, token in enumerate(self.tokens)}

    def expand(
        self, words_of_texts: Sequence[Numbers], as_parts: npt.NDArray[np.bool_] | None = None
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Return flat token numbers of texts and the offset of each text's first one.

        Args:
            words_of_texts: The word numbers of each text.
            as_parts: For all words in a row, which are given as if unknown.
        """
        flat = np.concatenate([np.empty(0, np.int32), *words_of_texts])
        lengths = [len(text) for text in words_of_texts]
        tokens, sizes = _gather(self.whole, flat)
        if as_parts is not None and as_parts.any():
            sizes = sizes.copy()
            split, split_sizes = _gather(self.parts, flat[as_parts])
            keep = np.repeat(~as_parts, sizes)
            merged_sizes = sizes.copy()
            merged_sizes[as_parts] = split_sizes
            from_parts = np.repeat(as_parts, merged_sizes)
            merged = np.empty(int(merged_sizes.sum()), dtype=np.int64)
            merged[from_parts], merged[~from_parts] = split, tokens[keep]
            tokens, sizes = merged, merged_sizes
        ends = np.concatenate([[0], np.cumsum(sizes)])[np.concatenate([[0], np.cumsum(lengths)])]
        return tokens, ends[:-1].astype(np.int64)


def _gather(
    table: tuple[Numbers, npt.NDArray[np.int64]], rows: Numbers
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the entries of rows of a ragged table one after the other, and their counts."""
    flat, offsets = table
    starts, sizes = offsets[rows], offsets[rows + 1] - offsets[rows]
    before = np.repeat(starts - np.concatenate([[0], np.cumsum(sizes)[:-1]]), sizes)
    return flat[np.arange(int(sizes.sum())) + before].astype(np.int64), sizes


def build_vocabulary(
    corpus: Corpus,
    word_counts: npt.NDArray[np.float64],
    *,
    max_tokens: int,
    max_parts: int,
    min_count: float,
) -> Vocabulary:
    """Return the most frequent words, ideographs and bigrams as the tokens of a model.

    Args:
        corpus: The texts to learn from.
        word_counts: Weighted occurrences of each word of the corpus.
        max_tokens: Most tokens, the unknown token included.
        max_parts: Most bigrams among them.
        min_count: Fewest weighted occurrences of a token.
    """
    units: Counter[str] = Counter()
    part_counts: Counter[str] = Counter()
    for word, count in zip(corpus.words, word_counts.tolist(), strict=True):
        if " " in word or count <= 0:
            continue
        units[word] += count
        for ideograph in words.kanji(word):
            if ideograph != word:
                units[ideograph] += count
        # A bigram matters by the words it stands in, not by how often they occur.
        part_counts.update({part: min(count, 5.0) for part in word_parts(word)})
    parts = [part for part, count in part_counts.most_common(max_parts) if count >= min_count]
    room = max_tokens - 1 - len(parts)
    frequent = [unit for unit, count in units.most_common(room) if count >= min_count]
    tokens = (UNKNOWN, *frequent, *parts)
    ids = {token: number for number, token in enumerate(tokens)}
    no_words = {token for token in tokens if len(token) == 1 or token.startswith("##")}
    counts = np.array([units[token] or part_counts[token] for token in tokens], dtype=np.float64)
    return Vocabulary(
        tokens,
        counts,
        whole=_ragged([[ids[piece] for piece in word_pieces(word, ids)] for word in corpus.words]),
        parts=_ragged(
            [[ids[piece] for piece in word_pieces(word, no_words)] for word in corpus.words]
        ),
    )


def _ragged(rows: Sequence[Sequence[int]]) -> tuple[Numbers, npt.NDArray[np.int64]]:
    flat = np.array([number for row in rows for number in row], dtype=np.int32)
    return flat, np.cumsum([0, *map(len, rows)], dtype=np.int64)
