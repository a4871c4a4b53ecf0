"""A file of questions → a file of answers, one JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.answer import Answer
from bot.desk import AUDIENCES, AskedAs, Asks
from bot.frames.table import LANGUAGES, Language
from bot.output import as_json, without_surrogates
from ingest.errors import MadoguchiError


@dataclass(frozen=True)
class Counts:
    """What came of a batch."""

    lines: int
    failed: int


class LineError(ValueError):
    """A line is no question; the message is fit to show."""


def answer_file(desk: Asks, source: Path, target: Path) -> Counts:
    """Answer every line of a file and return how many there were.

    The target is replaced when the last line is answered; what is no plain file
    (/dev/stdout) is written to at once. A line that cannot be answered gives an object
    whose status is ``error``, and the rest goes on.

    Raises:
        MadoguchiError: the questions cannot be read or the answers cannot be written.
    """
    try:
        content = source.read_bytes()
    except OSError as error:
        raise MadoguchiError(
            f"質問のファイル「{source}」を読めません（{error.strerror}）。場所を確かめてください。"
        ) from error
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise MadoguchiError(
            f"質問のファイル「{source}」は UTF-16 です。UTF-8 で保存し直してください。"
        )
    # Not str.splitlines: U+2028 and others may stand inside a JSON string.
    lines = content.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    try:
        if target.exists() and source.samefile(target):
            raise MadoguchiError(
                f"答えの書き先「{target}」は質問のファイルです。"
                "--out で別の名前を指定してください。"
            )
        if target.exists() and not target.is_file() and not target.is_dir():
            return _write(desk, lines, target)
        target = target.resolve()  # of a link, what it leads to is replaced
        temporary = target.with_name(f".{target.name}.part")
        try:
            counts = _write(desk, lines, temporary)
            temporary.replace(target)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise MadoguchiError(
            f"答えを「{target}」に書けません（{error.strerror}）。"
            "フォルダーがあるか、書く権限があるか確かめてください。"
        ) from error
    return counts


def _write(desk: Asks, lines: list[bytes], target: Path) -> Counts:
    count = failed = 0
    with target.open("w", encoding="utf-8", newline="\n") as out:
        for answer in answer_lines(desk, lines):
            count += 1
            failed += answer["status"] == "error"
            out.write(as_json(answer) + "\n")
    return Counts(count, failed)


def answer_lines(desk: Asks, lines: list[bytes]) -> Iterator[dict[str, Any]]:
    """Yield an answer for every line that is not empty, in order."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        row: Mapping[str, Any] = {}
        try:
            row = _row(line)
            answer = desk.ask(
                _question(row),
                city=_city(row),
                audience=_audience(row),
                history=_history(row),
                language=_language(row),
            )
        except Exception as error:  # one bad line must not cost the others
            answer = _failure(row, number, error)
        yield {"id": row.get("id"), **answer.to_json()}


def _failure(row: Mapping[str, Any], number: int, error: Exception) -> Answer:
    question = row.get("question")
    known = isinstance(error, LineError | MadoguchiError)
    why = str(error) if known else f"{type(error).__name__}: {error}"
    return Answer(
        question=question if isinstance(question, str) else "",
        status="error",
        reason="invalid_line" if isinstance(error, LineError) else "failure",
        text=f"{number}行目に答えられません。{why}",
    )


def _row(line: bytes) -> Mapping[str, Any]:
    try:
        row = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise LineError("UTF-8の文字ではありません。UTF-8 で保存し直してください。") from error
    except (json.JSONDecodeError, RecursionError) as error:
        raise LineError(f"JSONとして読めません（{error}）。") from error
    if not isinstance(row, dict):
        raise LineError('JSONのオブジェクト（{"question": "…"}）ではありません。')
    return row


def _question(row: Mapping[str, Any]) -> str:
    value = row.get("question")
    if not isinstance(value, str):
        raise LineError("「question」がないか、文字列ではありません。")
    return without_surrogates(value)


def _city(row: Mapping[str, Any]) -> str | None:
    value = row.get("city")
    if value is not None and not isinstance(value, str):
        raise LineError("「city」が文字列ではありません。")
    return without_surrogates(value) if value else None


def _audience(row: Mapping[str, Any]) -> AskedAs:
    value = row.get("audience") or "citizen"
    if value not in AUDIENCES:
        raise LineError(
            f"「audience」の値「{value}」は使えません。"
            f"{'、'.join(AUDIENCES)} のどれかにしてください。"
        )
    audience: AskedAs = value
    return audience


def _language(row: Mapping[str, Any]) -> Language | None:
    value = row.get("language") or None
    if value is not None and value not in LANGUAGES:
        raise LineError(
            f"「language」の値「{value}」は使えません。"
            f"{'、'.join(LANGUAGES)} のどれかにしてください。"
        )
    language: Language | None = value
    return language


def _history(row: Mapping[str, Any]) -> list[tuple[str, str]]:
    turns: list[tuple[str, str]] = []
    for turn in row.get("history") or ():
        if not (isinstance(turn, list | tuple) and len(turn) == 2 and isinstance(turn[0], str)):
            raise LineError("「history」は [[質問, 答え], …] の形ではありません。")
        said = turn[1] if isinstance(turn[1], str) else ""
        turns.append((without_surrogates(turn[0]), without_surrogates(said)))
    return turns
