"""Fixtures of the evaluation's tests; their questions and answers are in ``planted``."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
