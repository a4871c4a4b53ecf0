from __future__ import annotations

from pathlib import Path

import pytest

from eval.verifier import check_file
from kb.catalog import Catalog
from kb.generations import open_generation

pytestmark = pytest.mark.integration

SENTENCES = Path(__file__).parents[2] / "eval" / "sentences" / "sample.jsonl"


def test_no_unsupported_sentence_passes_and_few_supported_ones_are_dropped(sample_kb: Path) -> None:
    passages = list(Catalog(open_generation(sample_kb).catalog_path).passages(None))
    checked = check_file(SENTENCES, passages)
    false = [item for item in checked if not item.supported]
    true = [item for item in checked if item.supported]
    assert len(false) >= 100
    assert len(true) >= 100
    assert [item.sentence for item in false if item.passed] == []
    assert sum(not item.passed for item in true) < 0.05 * len(true)
