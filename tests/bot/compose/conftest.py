"""The tiny city's documents are in ``tests/bot/tiny_city.py``."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
