"""The project's own question sets: what they must consist of, and that they fit the sample city."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from eval.cases import ANSWERABLE_KINDS, AUDIENCES, UNANSWERABLE_KINDS, Case, read_set
from eval.check import Library, check_set
from eval.inventory import take_inventory
from eval.matching import form
from ingest.pipeline import read_document

ROOT = Path(__file__).resolve().parents[2]
SETS = sorted((ROOT / "eval" / "sets").glob("*.jsonl"))


def all_cases() -> list[Case]:
    return [case for path in SETS for case in read_set(path).cases]


@pytest.fixture(scope="module")
def library() -> Library:
    """The passages of the sample city, without a knowledge base."""
    passages = [
        passage
        for folder, audience in (("public", "public"), ("staff", "staff"))
        for path in sorted((ROOT / "sample" / folder).iterdir())
        for passage in read_document(path, name=path.name, audience=audience).passages
    ]
    return Library(tuple(passages), frozenset({"汐野市"}))


def test_the_hold_out_is_as_it_was_locked() -> None:
    locked = dict(
        reversed(line.split())
        for line in (ROOT / "eval" / "sets" / "holdout.sha256").read_text().splitlines()
    )

    assert locked == {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in SETS
        if any(case.split == "holdout" for case in read_set(path).cases)
    }


def test_no_set_mixes_hold_out_and_development() -> None:
    for path in SETS:
        splits = {case.split for case in read_set(path).cases}
        assert splits == {"holdout" if "holdout" in path.stem else "dev"}


def test_no_question_stands_in_two_sets() -> None:
    keys = [(form(case.question), case.audience, case.city, case.history) for case in all_cases()]

    assert len(keys) == len(set(keys))


@pytest.mark.integration
def test_the_sets_cover_every_kind_of_question_and_asker(library: Library) -> None:
    inventory = take_inventory(all_cases(), library)

    assert inventory.questions >= 300
    assert inventory.unanswerable >= inventory.questions / 4
    assert inventory.follow_ups >= 30
    assert inventory.languages["en"] >= 20
    assert inventory.languages["easy"] >= 20
    assert inventory.paraphrases >= 60
    assert set(inventory.kinds) == {*ANSWERABLE_KINDS, *UNANSWERABLE_KINDS}
    assert set(inventory.audiences) == set(AUDIENCES)


def test_two_fifths_of_what_is_asked_of_the_sample_city_are_held_back() -> None:
    # What is learned for safety is shown in the public set, and grows it.
    splits = [
        case.split for path in SETS if "safety" not in path.stem for case in read_set(path).cases
    ]

    assert splits.count("holdout") >= len(splits) * 0.4


@pytest.mark.integration
@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_evidence_facts_and_labels_stand_in_the_sample_city(path: Path, library: Library) -> None:
    assert check_set(path, library) == []
