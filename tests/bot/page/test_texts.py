from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import bot.page
from bot.page.texts import EASY, ENGLISH, JAPANESE, readable_date, texts_for

PAGE = Path(bot.page.__file__).parent


def test_every_language_fills_in_every_row_with_the_same_places() -> None:
    for name, japanese in JAPANESE.rows.items():
        if name == "answers_are_japanese":  # said in English alone
            continue
        for other in (ENGLISH.rows[name], EASY.rows[name]):
            assert set(re.findall(r"{\w*}", other)) == set(re.findall(r"{\w*}", japanese)), name
            assert other, name


def test_every_row_that_the_pages_name_is_in_the_table() -> None:
    own = {"language", "rows", "of", "html_language"}
    named = {
        node.attr
        for folder in (PAGE, PAGE.parent / "admin", PAGE.parent / "accounts")
        for path in folder.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and ast.unparse(node.value).endswith("texts")
    }

    assert named - own - set(JAPANESE.rows) == set()


def test_an_unknown_language_is_japanese() -> None:
    assert texts_for("fr").rows == texts_for(None).rows == JAPANESE.rows
    assert texts_for("en").rows == ENGLISH.rows


@pytest.mark.parametrize(
    ("iso", "japanese", "english"),
    [
        (None, "", ""),
        ("2023", "2023年", "2023"),
        ("2023-04", "2023年4月", "April 2023"),
        ("2005-04-01", "2005年4月1日", "1 April 2005"),
        ("令和5年", "令和5年", "令和5年"),
        ("2023-13", "2023-13", "2023-13"),
        ("2023-1-1-1", "2023-1-1-1", "2023-1-1-1"),
    ],
)
def test_dates_are_written_as_people_write_them(
    iso: str | None, japanese: str, english: str
) -> None:
    assert readable_date(iso, JAPANESE) == japanese
    assert readable_date(iso, ENGLISH) == english


def test_every_message_that_the_administration_raises_is_in_the_table() -> None:
    raised = {
        node.args[0].value
        for path in (PAGE.parent / "admin").glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in ("PageError", "BusyError")
        and isinstance(node.args[0], ast.Constant)
    }

    assert {f"told_{row}" for row in raised} == {
        name for name in JAPANESE.rows if name.startswith("told_")
    }
