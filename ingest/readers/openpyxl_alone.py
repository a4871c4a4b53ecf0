"""openpyxl without numpy, which it asks for only to know numpy's numbers when it writes.

Importing numpy takes as long as reading a thousand rows, and the process that reads a
workbook does it anew for every ingest.
"""

from __future__ import annotations

import sys

if "numpy" not in sys.modules and "openpyxl" not in sys.modules:
    sys.modules["numpy"] = None  # type: ignore[assignment]  # Python's way to say: not there
    try:
        import openpyxl  # noqa: F401
    finally:
        del sys.modules["numpy"]
