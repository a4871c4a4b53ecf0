"""Word vectors from outside as the start of a training: a large web corpus in small."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kb.training.cooccurrence import Vectors, unit


def read_word_vectors(package: str, words: Sequence[str], dimensions: int) -> Vectors:
    """Return vectors of words, (words, dimensions), unit length; zeros for unknown ones.

    Args:
        package: name of an installed spaCy pipeline with word vectors, as ``ja_ginza``,
            which carries those of chiVe (Works Applications, Apache-2.0), trained on words in
            Sudachi's normalized forms.
        words: words in normalized form.
        dimensions: the vectors are reduced to their first principal components.

    Raises:
        SystemExit: the package is not installed.
    """
    try:
        from spacy.util import get_package_path
        from spacy.vocab import Vocab

        folder = next(get_package_path(package).glob("*/vocab"))
    except (ImportError, StopIteration) as error:
        raise SystemExit(f"{package} is not installed: pip install {package}") from error
    vocabulary = Vocab().from_disk(folder)
    table = np.asarray(vocabulary.vectors.data, dtype=np.float32)
    mean = table.mean(axis=0)
    directions = np.linalg.svd(table - mean, full_matrices=False)[2][:dimensions]
    rows = vocabulary.vectors.find(keys=[vocabulary.strings[word] for word in words])
    found = np.asarray(rows) >= 0
    vectors = np.zeros((len(words), dimensions), dtype=np.float32)
    vectors[found] = unit((table[rows[found]] - mean) @ directions.T)
    return vectors
