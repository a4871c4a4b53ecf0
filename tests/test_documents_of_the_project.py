from __future__ import annotations

import csv
import re
import unicodedata
from pathlib import Path

import pytest

from bot.cli import build_parser

ROOT = Path(__file__).parents[1]
READMES = ["README.md", "README.ja.md"]


def rows_of(name: str) -> list[dict[str, str]]:
    text = (ROOT / "kb" / "data" / name).read_text(encoding="utf-8-sig")
    return list(csv.DictReader(text.splitlines()))


def text_of(name: str) -> str:
    path = ROOT / name
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    if not text.strip():
        pytest.skip(f"{name} is not written yet")
    return text


def test_the_vocabulary_has_two_thousand_everyday_words_once_each() -> None:
    rows = rows_of("vocabulary.csv")
    assert len(rows) >= 2000
    keys = [unicodedata.normalize("NFKC", row["日常語"]).strip() for row in rows]
    assert [key for key in keys if keys.count(key) > 1] == []
    assert all(keys)


def test_the_vocabulary_leads_to_other_words_with_a_weight_and_a_field() -> None:
    rows = rows_of("vocabulary.csv")
    fields = {row["分野"] for row in rows}
    # A field with a single word is a field misspelled.
    assert [field for field in fields if sum(row["分野"] == field for row in rows) < 3] == []
    for row in rows:
        assert 0 < float(row["重み"]) <= 1, row
        terms = row["行政用語"].split("、")
        assert all(term.strip() for term in terms), row
        assert row["日常語"] not in terms, row
        assert len(set(terms)) == len(terms), row


def test_the_glossary_has_five_hundred_english_terms_once_each_in_lower_case() -> None:
    rows = rows_of("glossary.csv")
    assert len(rows) >= 500
    terms = [row["english"] for row in rows]
    assert [term for term in terms if terms.count(term) > 1] == []
    for row in rows:
        assert row["english"] == row["english"].strip().lower(), row
        assert all(term.strip() for term in row["japanese"].split("、")), row


@pytest.mark.parametrize("readme", READMES)
def test_the_readme_names_every_make_target(readme: str) -> None:
    text = text_of(readme)
    targets = ("install", "run", "demo", "test", "eval", "bench")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in targets:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)
        assert f"make {target}" in text, target


@pytest.mark.parametrize("readme", READMES)
def test_the_readme_names_every_command(readme: str) -> None:
    text = text_of(readme)
    [commands] = [action for action in build_parser()._actions if action.dest == "command"]
    assert commands.choices is not None
    for command in commands.choices:
        assert f"madoguchi {command}" in text, command
    assert "madoguchi-eval" in text


def test_the_changelog_knows_the_version() -> None:
    text = text_of("CHANGELOG.md")
    version = re.search(r'^version = "(.+)"', (ROOT / "pyproject.toml").read_text("utf-8"), re.M)
    assert version is not None
    assert version[1] in text or "Unreleased" in text
