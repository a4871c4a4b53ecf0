"""What filters look at, as a column of codes for each property of passages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kb.records import Filters

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True)
class FilterColumns:
    """What filters look at, per row, as codes into lists of labels."""

    municipality: npt.NDArray[np.int32]
    municipalities: tuple[str, ...]
    """Label of each code; "" for none."""
    document: npt.NDArray[np.int32]
    documents: tuple[str, ...]
    kind: npt.NDArray[np.int32]
    kinds: tuple[str, ...]
    is_staff: npt.NDArray[np.bool_]
    is_superseded: npt.NDArray[np.bool_]
    """Whether a newer version of the row's document is there."""
    date: npt.NDArray[np.int32]
    """YYYYMMDD, 00 for what the date does not say; 0 for none."""

    def mask(self, filters: Filters) -> npt.NDArray[np.bool_]:
        """Return which rows the filters let through, shape (passages,)."""
        visible: npt.NDArray[np.bool_] = ~self.is_superseded
        if not filters.include_staff:
            visible &= ~self.is_staff
        if filters.municipality is not None:
            # What does not say whose it is may be anybody's: laws, sheets, saved tables.
            wanted = {filters.municipality, ""}
            visible &= np.isin(self.municipality, _codes(self.municipalities, wanted))
        if filters.documents:
            named = np.isin(self.document, _codes(self.documents, filters.documents))
            visible &= named
        if filters.kinds:
            visible &= np.isin(self.kind, _codes(self.kinds, filters.kinds))
        if filters.since is not None:
            # 2023 may be any day of that year.
            visible &= _last_days(self.date) >= date_code(filters.since)
        if filters.until is not None:
            last = _last_days(np.array([date_code(filters.until)], dtype=np.int32))[0]
            visible &= (self.date > 0) & (self.date <= last)
        return visible


def date_code(date: str | None) -> int:
    """Return YYYYMMDD of a date in ISO 8601, 00 for what it does not say, 0 for None.

    Raises:
        ValueError: it is no such date.
    """
    if date is None:
        return 0
    found = _DATE.fullmatch(date)
    if found is None:
        raise ValueError(f"not a date: {date!r}")
    year, month, day = (int(part or 0) for part in found.groups())
    return year * 10_000 + month * 100 + day


def _last_days(codes: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    """Return the last day that each date may mean; 0 stays 0."""
    last = codes + np.where((codes > 0) & (codes % 10_000 < 100), 1200, 0)
    last = last + np.where((last > 0) & (last % 100 == 0), 31, 0)
    return last.astype(np.int32)


def _codes(labels: Sequence[str], wanted: set[str] | frozenset[str]) -> list[int]:
    return [code for code, label in enumerate(labels) if label in wanted]
