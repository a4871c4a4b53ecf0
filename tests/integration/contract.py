"""The commands as scripts see them, and the shapes of what they print."""

from __future__ import annotations

import hashlib
import json
import re
import types
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.cli import main

TEXT_OR_NULL = str | None
NUMBER = int | float

CITATION = {
    "number": int,
    "label": str,
    "document": str,
    "title": str,
    "municipality": TEXT_OR_NULL,
    "locator": str,
    "page": int | None,
    "date": TEXT_OR_NULL,
    "quote": str,
    "text": str,
    "start": int,
    "end": int,
    "passage_id": str,
}
DEPARTMENT = {
    "name": str,
    "municipality": TEXT_OR_NULL,
    "contact": TEXT_OR_NULL,
    "citation": int,
}
RETRIEVED = {"passage_id": str, "document": str, "label": str, "text": str, "score": NUMBER}
ANSWER = {
    "question": str,
    "status": str,
    "reason": TEXT_OR_NULL,
    "text": str,
    "citations": [CITATION],
    "departments": [DEPARTMENT],
    "passages": [RETRIEVED],
    "notices": [str],
    "suggestions": [str],
    "timings_ms": dict,
    "model": str,
}
PASSAGE = {
    "passage_id": str,
    "document": str,
    "title": str,
    "municipality": TEXT_OR_NULL,
    "date": TEXT_OR_NULL,
    "audience": str,
    "kind": str,
    "locator": str,
    "label": str,
    "path": [str],
    "departments": [str],
    "text": str,
    "page": int | None,
    "start": int,
    "end": int,
}
KINDS = {
    "goal", "article", "measure", "stage", "section", "duty", "procedure", "faq", "row",
    "preamble", "supplementary",
}  # fmt: skip
STATUSES = {"answered", "not_found", "refused", "clarify", "error"}
INGESTED_FILE = {
    "document": str,
    "municipality": TEXT_OR_NULL,
    "title": str,
    "kind": str,
    "date": TEXT_OR_NULL,
    "passages": int,
    "warnings": [str],
}


def check(value: Any, schema: Any, where: str = "$") -> None:
    """Fail unless the value has the fields of the contract; more fields may stand beside."""
    if isinstance(schema, dict):
        assert isinstance(value, dict), where
        assert not schema.keys() - value.keys(), where
        for name, inner in schema.items():
            check(value[name], inner, f"{where}.{name}")
    elif isinstance(schema, list):
        assert isinstance(value, list), where
        for at, item in enumerate(value):
            check(item, schema[0], f"{where}[{at}]")
    else:
        assert isinstance(schema, type | types.UnionType)
        assert isinstance(value, schema), f"{where}: {value!r}"
        assert schema is not int or not isinstance(value, bool), where


def check_answer(answer: Mapping[str, Any]) -> None:
    """Fail unless the answer has its fields and its parts agree with each other."""
    check(answer, ANSWER)
    assert answer["status"] in STATUSES
    assert (answer["reason"] is None) == (answer["status"] == "answered")
    assert answer["text"].strip()
    assert "total" in answer["timings_ms"] or answer["status"] == "error"
    numbers = [citation["number"] for citation in answer["citations"]]
    assert numbers == list(range(1, len(numbers) + 1))
    marks = {int(mark) for mark in re.findall(r"\[(\d+)\]", answer["text"])}
    assert marks == set(numbers)
    # A refusal for want of evidence may quote what is known of the matter.
    assert numbers or answer["status"] != "answered"
    assert not numbers or answer["status"] in ("answered", "not_found")
    assert all(department["citation"] in numbers for department in answer["departments"])
    scores = [passage["score"] for passage in answer["passages"]]
    assert scores == sorted(scores, reverse=True)
    assert len(scores) <= 10


@dataclass(frozen=True)
class Outcome:
    """How a command ended and what it wrote."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Return standard output, which holds JSON and nothing else."""
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        """Return the objects of JSON lines on standard output."""
        return [json.loads(line) for line in self.out.splitlines()]

    def check_refusal(self, *said: str) -> None:
        """Fail unless the command ended with 1 and a message for people."""
        assert self.status == 1, self.err
        assert "Traceback" not in self.err
        assert re.search(r"[ぁ-ん].*。", self.err), self.err
        for words in said:
            assert words in self.err, self.err


class Commands:
    """Runs commands on one knowledge base."""

    def __init__(self, kb: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.kb = kb
        self._capture = capture

    def run(self, command: str, *arguments: str | Path) -> Outcome:
        """Run a command in this process."""
        self._capture.readouterr()
        try:
            status = main([command, "--kb", str(self.kb), *map(str, arguments)])
        except SystemExit as ended:
            status = int(ended.code or 0)
        written = self._capture.readouterr()
        return Outcome(status, written.out, written.err)

    def ask(self, question: str, *arguments: str) -> Any:
        """Return the answer to a question as the contract describes it."""
        outcome = self.run("ask", question, "--json", *arguments)
        assert outcome.status == 0, outcome.err
        check_answer(outcome.json)
        return outcome.json

    def batch(self, folder: Path, *lines: str | bytes) -> tuple[Outcome, list[Any]]:
        """Answer lines of questions."""
        questions, answers = folder / "questions.jsonl", folder / "answers.jsonl"
        raw = [line.encode() if isinstance(line, str) else line for line in lines]
        questions.write_bytes(b"\n".join(raw) + b"\n")
        outcome = self.run("batch", questions, "--out", answers)
        text = answers.read_text(encoding="utf-8") if answers.exists() else ""
        return outcome, [json.loads(line) for line in text.splitlines()]

    def source_text(self, document: str) -> str:
        """Return the extracted text that is kept with the knowledge base."""
        from kb.catalog import Catalog
        from kb.generations import open_generation

        source = Catalog(open_generation(self.kb).catalog_path).source_text(document)
        assert source is not None
        return source.text

    def files(self) -> dict[str, str]:
        """Return the hash of every file and the name of every folder."""
        return {
            path.relative_to(self.kb).as_posix(): (
                hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "folder"
            )
            for path in self.kb.rglob("*")
        }
