"""What turns a passage into terms and texts to embed, as an update needs it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from ingest.records import Passage

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from kb.analysis import PassageAnalysis

# A version number would have to be raised by hand, and a forgotten one leaves old terms
# beside new ones.
_DECIDING = (
    "ingest/normalize.py",
    "kb/alignment.py",
    "kb/analysis.py",
    "kb/figures.py",
    "kb/locators.py",
    "kb/names.py",
    "kb/readings.py",
    "kb/sentences.py",
    "kb/words.py",
)


class Analyser(Protocol):
    """What the indexes know of a passage."""

    @property
    def fingerprint(self) -> str:
        """Identity of whatever decides the terms; cached terms of another one are not used."""

    def read_passage(self, passage: Passage) -> PassageAnalysis:
        """Return the passage's terms and the texts to embed."""

    def build_lexical(
        self,
        folder: Path,
        analysed: Iterable[bytes],
        *,
        seen: npt.NDArray[np.bool_] | None = None,
    ) -> None:
        """Write the lexical index of passages whose terms are given in row order.

        Args:
            folder: where it will lie; made here.
            analysed: the terms of every passage.
            seen: (passages,), which of them it is made of; all where None.
        """


class JapaneseAnalyser:
    """The analysis of ``kb.analysis`` and ``kb.lexical``."""

    @property
    def fingerprint(self) -> str:
        """Return what decides terms and views: a hash of the code, the dictionary, the model."""
        from kb.embedding import shipped_model

        code = hashlib.sha256()
        for name in _DECIDING:
            code.update((Path(__file__).parent.parent / name).read_bytes())
        dictionary = metadata.version("sudachidict-core")
        model = shipped_model().fingerprint[:16]
        return f"{code.hexdigest()[:16]}/sudachidict-core {dictionary}/{model}"

    def read_passage(self, passage: Passage) -> PassageAnalysis:
        """Return the passage's terms and the texts to embed."""
        from kb import analysis

        return analysis.read_passage(passage)

    def build_lexical(
        self,
        folder: Path,
        analysed: Iterable[bytes],
        *,
        seen: npt.NDArray[np.bool_] | None = None,
    ) -> None:
        """Write the BM25 channels and the alignment of words."""
        from kb import alignment, lexical
        from kb.embedding import shipped_model

        lexical.build(folder, analysed, seen=seen)
        typed = lexical.LexicalIndex(folder).channel("words")
        alignment.build(folder / alignment.FOLDER, typed, shipped_model())
