"""``madoguchi search`` and ``ask``: narrowing, and why passages rank so."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.cli import main

pytestmark = pytest.mark.integration

OLD = """沖浜町掲示板条例

平成10年3月20日公布

（目的）
第1条　この条例は、町の掲示板の使用について必要な事項を定めることを目的とする。

（使用料）
第2条　掲示板の使用料は、1枚につき300円とする。
"""
NEW = OLD.replace("平成10年", "令和6年").replace("300円", "450円").replace("沖浜町", "磯辺町")


@pytest.fixture(scope="module")
def kb(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("narrow")
    (folder / "documents").mkdir()
    for name, text in (("旧条例.txt", OLD), ("新条例.txt", NEW)):
        (folder / "documents" / name).write_text(text, encoding="utf-8")
    assert main(["ingest", "--kb", str(folder / "kb"), str(folder / "documents")]) == 0
    return folder / "kb"


def search(kb: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    capsys.readouterr()
    assert main(["search", "--kb", str(kb), "--json", *arguments]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("options", "documents"),
    [
        ((), {"旧条例.txt", "新条例.txt"}),
        (("--document", "旧条例.txt"), {"旧条例.txt"}),
        (("--document", "旧条例.txt", "--document", "新条例.txt"), {"旧条例.txt", "新条例.txt"}),
        (("--since", "令和元年"), {"新条例.txt"}),
        (("--until", "1998"), {"旧条例.txt"}),
        (("--since", "1999", "--until", "2020-01"), set()),
        (("--kind", "article"), {"旧条例.txt", "新条例.txt"}),
        (("--kind", "goal"), set()),
    ],
)
def test_a_search_is_narrowed(
    kb: Path, capsys: pytest.CaptureFixture[str], options: tuple[str, ...], documents: set[str]
) -> None:
    found = search(kb, capsys, "掲示板の使用料", *options)["passages"]
    assert {passage["document"] for passage in found} == documents


def test_an_answer_comes_from_what_the_question_is_narrowed_to(
    kb: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    question = ["ask", "--kb", str(kb), "--json", "--until", "平成12年", "掲示板の使用料はいくら？"]
    assert main(question) == 0
    answer = json.loads(capsys.readouterr().out)
    assert {citation["document"] for citation in answer["citations"]} == {"旧条例.txt"}
    assert "300円" in answer["text"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--document", "無い.txt"), "無い.txt"),
        (("--kind", "詩"), "詩"),
        (("--since", "きのう"), "きのう"),
    ],
)
def test_what_cannot_be_narrowed_to_is_said(
    kb: Path, capsys: pytest.CaptureFixture[str], options: tuple[str, ...], words: str
) -> None:
    assert main(["search", "--kb", str(kb), "掲示板", *options]) == 1
    assert words in capsys.readouterr().err


def test_the_explanation_adds_up_to_the_score(kb: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = search(kb, capsys, "--explain", "「掲示板の使用料」 300円 第2条")
    assert (found["quoted"], found["figures"]) == (["掲示板の使用料"], ["300円"])
    assert found["places"] == ["第2条"]
    for passage in found["passages"]:
        gained = sum(part["gives"] for part in passage["contributions"].values())
        assert gained == pytest.approx(passage["score"], abs=0.05)
    assert found["passages"][0]["document"] == "旧条例.txt"


def test_the_explanation_says_what_was_understood(
    kb: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert main(["search", "--kb", str(kb), "--explain", "keijiban no shiyoryo"]) == 0
    shown = capsys.readouterr().out
    assert "読み: keijiban → 掲示板" in shown
    assert "読み: shiyoryo → 使用料" in shown
    assert "places" not in shown
