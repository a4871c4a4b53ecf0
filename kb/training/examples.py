"""Writes what ``kb.examples`` reads: ``python -m kb.training.examples`` (half a minute)."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kb import words
from kb.embedding import StaticEmbedder, shipped_model
from kb.examples import SHIPPED_EXAMPLES
from kb.training.corpora import OwnText, read_own_texts
from kb.training.settings import OWN_TEXTS

# Of the 50 nearest questions by whole vectors (256 dimensions) 88% are found by so many principal
# components, 76% by as many first dimensions.
COMPONENTS = 128
# The most telling words of a text; the others never come among those of fifty texts.
WORDS_OF_A_TEXT = 30


def write_examples(path: Path, texts: Sequence[OwnText], model: StaticEmbedder) -> None:
    """Write questions and texts as vectors of bytes, and the words of the texts."""
    content = [words.content_words(own.text) for own in texts]
    # Each once, in an order that every run has.
    said = [[word for word in dict.fromkeys(found) if not word.isdigit()] for found in content]
    frequency = Counter(word for found in said for word in found)
    number = {word: place for place, word in enumerate(frequency)}
    telling = np.log(len(texts) / np.array(list(frequency.values()), dtype=np.float32))
    kept = [
        sorted((number[word] for word in found), key=lambda place: -telling[place])[
            :WORDS_OF_A_TEXT
        ]
        for found in said
    ]
    questions = model.embed_passages([question for own in texts for question in own.questions])
    _, axes = np.linalg.eigh(questions.T @ questions)
    components = np.ascontiguousarray(axes[:, -COMPONENTS:], dtype=np.float32)
    asked, step = _bytes(questions @ components)
    vectors, _ = _bytes(model.embed(content))
    np.savez(
        path,
        model=np.array(model.fingerprint),
        components=components,
        questions=asked,
        step=np.float32(step),
        texts_of=np.repeat(
            np.arange(len(texts), dtype=np.int32), [len(t.questions) for t in texts]
        ),
        texts=vectors,
        starts=np.cumsum([0, *map(len, kept)], dtype=np.int32),
        numbers=np.array([word for found in kept for word in found], dtype=np.uint16),
        words=np.frombuffer("\n".join(number).encode(), dtype=np.uint8),
        telling=telling.astype(np.float16),
    )


def _bytes(vectors: npt.NDArray[np.float32]) -> tuple[npt.NDArray[np.int8], float]:
    """Return vectors as bytes, and what a byte's step is worth."""
    step = float(np.abs(vectors).max()) / 127.0
    return np.rint(vectors / step).astype(np.int8), step


def main() -> None:
    """Write the shipped examples by the shipped model."""
    texts = read_own_texts(sorted(OWN_TEXTS.glob("*.jsonl")))
    write_examples(SHIPPED_EXAMPLES, texts, shipped_model())
    size = SHIPPED_EXAMPLES.stat().st_size / 2**20
    print(
        f"{sum(len(t.questions) for t in texts)} questions, {len(texts)} texts, {size:.1f} MiB",
        file=sys.stderr,
    )


if __name__ == "__main__":
    main()
