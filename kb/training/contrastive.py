"""Trains token vectors so that the two texts of a pair point the same way."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch.nn import functional

from kb.training.alignment import coverages, inverse_frequencies
from kb.training.cooccurrence import Vectors
from kb.training.encoding import Corpus, Numbers, Vocabulary
from kb.training.settings import Settings

Integers = npt.NDArray[np.int64]
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class EncodedPairs:
    """The pairs of one source as numbers of texts."""

    queries: Integers
    documents: Integers
    keys: Integers
    """Pairs of one key are never each other's negatives."""

    def __len__(self) -> int:
        """Return the number of pairs."""
        return len(self.queries)


def train(
    start: Vectors,
    corpus: Corpus,
    vocabulary: Vocabulary,
    sources: Mapping[str, EncodedPairs],
    settings: Settings,
) -> Vectors:
    """Return the trained vectors, (tokens, dimensions).

    Every batch is of one source, so that its negatives are as hard as its pairs; batches of
    all sources alternate at random. The learning rate falls linearly to zero.
    """
    torch.manual_seed(settings.seed)
    random = np.random.default_rng(settings.seed + 2)
    weights = torch.nn.Parameter(torch.from_numpy(start.copy()))
    optimizer = torch.optim.Adam([weights], lr=settings.learning_rate)
    batches = list(_batches(sources, settings, random))
    inverse = inverse_frequencies(corpus)
    began = time.monotonic()
    recent: list[float] = []
    for step, (name, rows) in enumerate(batches):
        for group in optimizer.param_groups:
            group["lr"] = settings.learning_rate * (1 - step / len(batches))
        pairs = sources[name]
        queries = _sums(weights, corpus, vocabulary, pairs.queries[rows], settings, random, True)
        documents = _sums(
            weights, corpus, vocabulary, pairs.documents[rows], settings, random, False
        )
        loss = contrastive_loss(queries, documents, _same(pairs, rows), settings=settings)
        if settings.alignment_weight:
            some = rows[: settings.alignment_batch]
            loss = loss + settings.alignment_weight * _alignment_loss(
                weights, corpus, vocabulary, inverse, pairs, some, settings, random
            )
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        recent.append(float(loss.detach()))
        if (step + 1) % 50 == 0 or step + 1 == len(batches):
            seconds = time.monotonic() - began
            mean = sum(recent) / len(recent)
            _log.info("step %d/%d loss %.3f %.0f s", step + 1, len(batches), mean, seconds)
            recent.clear()
    return weights.detach().numpy()


def contrastive_loss(
    queries: torch.Tensor, documents: torch.Tensor, same: torch.Tensor, *, settings: Settings
) -> torch.Tensor:
    """Return the loss of a batch over the first dimensions and all of them (Matryoshka).

    Args:
        queries: (pairs, dimensions), any length.
        documents: (pairs, dimensions), any length.
        same: (pairs, pairs), true where a document is no negative of a query.
        settings: Scale, share of the reverse direction and sizes.
    """
    rows, columns = same.nonzero(as_tuple=True)
    nothing = queries.new_zeros(len(rows))
    sizes = [size for size in settings.matryoshka if size <= queries.shape[1]]
    total = queries.new_zeros(())
    for size in sizes:
        asked = functional.normalize(queries[:, :size])
        found = functional.normalize(documents[:, :size])
        # Cross-entropy both ways from one exponential, which cosines keep from overflowing:
        # the two softmaxes of a library cost twice as much.
        likeness = torch.exp(settings.scale * (asked @ found.T - 1))
        likeness = likeness.index_put((rows, columns), nothing)
        right = settings.scale * ((asked * found).sum(dim=1) - 1)
        total = total + (likeness.sum(dim=1).log() - right).mean()
        total = total + settings.reverse_weight * (likeness.sum(dim=0).log() - right).mean()
    return total / len(sizes)


def _alignment_loss(
    weights: torch.Tensor,
    corpus: Corpus,
    vocabulary: Vocabulary,
    inverse: npt.NDArray[np.float32],
    pairs: EncodedPairs,
    rows: Integers,
    settings: Settings,
    random: np.random.Generator,
) -> torch.Tensor:
    queries = [corpus.words_of(int(text)) for text in pairs.queries[rows]]
    documents = [
        _crop(corpus.words_of(int(text)), settings.max_document_words, random)
        for text in pairs.documents[rows]
    ]
    queries = [_drop(run, settings.query_dropout, random) for run in queries]
    as_parts = random.random(len(corpus.words)) < settings.piece_dropout
    share = coverages(weights, vocabulary, inverse, queries, documents, as_parts)
    logits = settings.alignment_scale * share
    logits = logits.masked_fill(_same(pairs, rows), -torch.inf)
    right = torch.arange(len(rows))
    return functional.cross_entropy(
        logits, right
    ) + settings.reverse_weight * functional.cross_entropy(logits.T, right)


def _batches(
    sources: Mapping[str, EncodedPairs], settings: Settings, random: np.random.Generator
) -> Iterator[tuple[str, Integers]]:
    for _ in range(settings.epochs):
        epoch: list[tuple[str, Integers]] = []
        for name, pairs in sources.items():
            wanted = round(len(pairs) * settings.passes.get(name, 1.0))
            if not wanted or len(pairs) < 2:
                continue
            rounds = [random.permutation(len(pairs)) for _ in range(-(-wanted // len(pairs)))]
            order = np.concatenate(rounds)[:wanted]
            count = max(1, round(wanted / settings.batch_size))
            epoch.extend((name, rows) for rows in np.array_split(order, count) if len(rows) > 1)
        yield from (epoch[number] for number in random.permutation(len(epoch)))


def _same(pairs: EncodedPairs, rows: Integers) -> torch.Tensor:
    same = np.zeros((len(rows), len(rows)), dtype=np.bool_)
    for values in (pairs.keys[rows], pairs.queries[rows], pairs.documents[rows]):
        same |= values[:, None] == values[None, :]
    np.fill_diagonal(same, False)
    return torch.from_numpy(same)


def _sums(
    weights: torch.Tensor,
    corpus: Corpus,
    vocabulary: Vocabulary,
    texts: Integers,
    settings: Settings,
    random: np.random.Generator,
    are_queries: bool,
) -> torch.Tensor:
    """Return the sums of token vectors, (texts, dimensions), with words left out at random."""
    runs = [corpus.words_of(int(text)) for text in texts]
    if are_queries:
        runs = [_drop(run, settings.query_dropout, random) for run in runs]
    else:
        longest = settings.max_document_words
        runs = [
            _drop(_crop(run, longest, random), settings.document_dropout, random) for run in runs
        ]
    as_parts = random.random(sum(map(len, runs))) < settings.piece_dropout
    tokens, offsets = vocabulary.expand(runs, as_parts)
    return functional.embedding_bag(
        torch.from_numpy(tokens), weights, torch.from_numpy(offsets), mode="sum"
    )


def _drop(run: Numbers, share: float, random: np.random.Generator) -> Numbers:
    if share <= 0 or len(run) < 2:
        return run
    kept = run[random.random(len(run)) >= share]
    return kept if len(kept) else run


def _crop(run: Numbers, longest: int, random: np.random.Generator) -> Numbers:
    if len(run) <= longest:
        return run
    start = int(random.integers(0, len(run) - longest + 1))
    return run[start : start + longest]


def encode_pairs(corpus: Corpus, pairs: Sequence[tuple[str, str, str]]) -> EncodedPairs:
    """Return (query, document, key) triples as numbers; pairs without words are left out."""
    lengths = np.diff(corpus.offsets)
    keys: dict[str, int] = {}
    rows = [
        (corpus.texts[query], corpus.texts[document], keys.setdefault(key, len(keys)))
        for query, document, key in pairs
    ]
    rows = [row for row in rows if lengths[row[0]] and lengths[row[1]]]
    table = np.array(rows, dtype=np.int64).reshape(-1, 3)
    return EncodedPairs(table[:, 0], table[:, 1], table[:, 2])
