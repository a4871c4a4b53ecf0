"""The file between *run* and *score*: a header line, then one line per question.

``{"run": {…}}`` says what was run: settings, versions, hashes. Every other line holds a
case, the answer as the commands print it, what the source has at each quote, and the
time; a question that failed has a line too.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from eval.cases import Case, parse_case
from ingest.errors import MadoguchiError

FILE_NAME = "run.jsonl"
FORMAT = 1


class RunFileError(MadoguchiError):
    """A run cannot be read."""


@dataclass(frozen=True)
class Header:
    """What was run, so that it can be run again."""

    started_at: str
    """ISO 8601, UTC."""
    settings: Mapping[str, Any]
    """Of the bot."""
    versions: Mapping[str, str]
    """Of Python, this program and the packages that decide answers."""
    sets: tuple[Mapping[str, Any], ...]
    """name, sha256 and number of questions of each set."""
    knowledge_base: Mapping[str, Any]
    """Generation, hash over its documents, fingerprints of model and analysis, counts."""
    machine: Mapping[str, Any]
    format: int = FORMAT


@dataclass(frozen=True)
class Record:
    """What happened to one question."""

    set_name: str
    case: Case
    answer: Mapping[str, Any]
    """The answer's JSON; status ``error`` where the question failed."""
    sources: tuple[str | None, ...]
    """For each citation, the source text between its start and end; None where there is
    none."""
    wall_ms: float
    """From the call to its return."""
    error: str | None = None
    """Kind and message of what was raised."""

    @property
    def key(self) -> str:
        """Identify the question among all sets: dev/a004."""
        return f"{self.set_name}/{self.case.case_id}"

    def to_json(self) -> dict[str, Any]:
        """Return the record as a line of a run file."""
        return {
            "set": self.set_name,
            "case": self.case.to_json(),
            "answer": dict(self.answer),
            "sources": list(self.sources),
            "wall_ms": round(self.wall_ms, 2),
            "error": self.error,
        }


@dataclass(frozen=True)
class Run:
    """A run as it was written."""

    header: Header
    records: tuple[Record, ...]


def write_run(path: Path, header: Header, records: Sequence[Record]) -> None:
    """Write a run file; its folder is made where there is none.

    Raises:
        RunFileError: it cannot be written.
    """
    lines = [json.dumps({"run": asdict(header)}, ensure_ascii=False)]
    lines += [json.dumps(record.to_json(), ensure_ascii=False) for record in records]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    except OSError as error:
        raise RunFileError(
            f"「{path}」に書き込めません（{error.strerror}）。"
            "--out で別のフォルダを指定してください。"
        ) from error


def read_run(path: Path) -> Run:
    """Return the run of a file, or of a folder that holds one.

    Raises:
        RunFileError: there is none, or a line of it is broken.
    """
    file = path / FILE_NAME if path.is_dir() else path
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RunFileError(
            f"実行の記録「{file}」が読めません。madoguchi-eval run が書いたフォルダか"
            f"{FILE_NAME} を指定してください。"
        ) from error
    lines = list(_json_lines(file, text))
    if not lines or not isinstance(lines[0][1].get("run"), dict):
        raise RunFileError(f"「{file}」の 1 行目は実行の記録の見出しではありません。")
    try:
        described = lines[0][1]["run"]
        header = Header(**{**described, "sets": tuple(described["sets"])})
    except (TypeError, KeyError) as error:
        raise RunFileError(
            f"「{file}」は別の版の記録です（{error}）。実行し直してください。"
        ) from error
    return Run(header, tuple(_record(file, number, data) for number, data in lines[1:]))


def _json_lines(file: Path, text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            data = json.loads(line)
        except json.JSONDecodeError as error:
            raise RunFileError(f"「{file}」の {number} 行目が JSON として読めません。") from error
        if not isinstance(data, dict):
            raise RunFileError(f"「{file}」の {number} 行目が {{…}} ではありません。")
        yield number, data


def _record(file: Path, number: int, data: Mapping[str, Any]) -> Record:
    try:
        case, problems = parse_case(data["case"])
        if case is None:
            raise RunFileError(f"「{file}」の {number} 行目: {' '.join(problems)}")
        return Record(
            set_name=str(data["set"]),
            case=case,
            answer=data["answer"],
            sources=tuple(data["sources"]),
            wall_ms=float(data["wall_ms"]),
            error=data["error"],
        )
    except (KeyError, TypeError, ValueError) as error:
        raise RunFileError(f"「{file}」の {number} 行目が欠けています（{error}）。") from error
