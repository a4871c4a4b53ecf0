"""Arrays on disk that are read where they are needed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt


def mapped(path: Path) -> npt.NDArray[Any]:
    """Return an array of a file, mapped into memory.

    It is a plain array: every slice of ``numpy.memmap`` costs ten times as much, and a search
    takes hundreds.
    """
    return np.asarray(np.load(path, mmap_mode="r"))
