"""Questions with their gold answers: one JSON object a line, read and validated once."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast, get_args

from eval.fields import Fields, Groups
from ingest.errors import MadoguchiError

Audience = Literal["citizen", "onboarding", "counter"]
Language = Literal["ja", "easy", "en"]
Split = Literal["dev", "holdout"]

AUDIENCES: tuple[str, ...] = get_args(Audience)
LANGUAGES: tuple[str, ...] = get_args(Language)
SPLITS: tuple[str, ...] = get_args(Split)
ANSWERABLE_KINDS = (
    "department",
    "goal",
    "measure",
    "article",
    "number",
    "definition",
    "list",
    "procedure",
    "compare",
)
UNANSWERABLE_KINDS = (
    "unanswerable",
    "out_of_scope",
    "false_premise",
    "injection",
    "privacy",
    "emergency",
    "sensitive",
    # A question that is looked up, with personal data typed into it.
    "typed",
    # Looks like one to refuse, and is none; whether it is answered is not looked at.
    "harmless",
)
_SHOWN = 20
_JAPANESE = re.compile(r"[\u3041-\u30ff\u3400-\u9fff]")


class QuestionSetError(MadoguchiError):
    """A question set has lines that cannot be used."""


@dataclass(frozen=True)
class Problem:
    """What is wrong with one line of a question set."""

    file: str
    line: int
    """1-based; 0 for the file as a whole."""
    message: str
    """Japanese, for the author of the set."""

    def __str__(self) -> str:
        place = f"{self.file} {self.line}行目" if self.line else self.file
        return f"{place}: {self.message}"


@dataclass(frozen=True)
class Case:
    """One question and what a right answer to it holds."""

    case_id: str
    question: str
    audience: Audience
    kind: str
    answerable: bool
    language: Language = "ja"
    """``easy`` is やさしい日本語. Where a line does not say: English if it has no Japanese
    character."""
    split: Split = "dev"
    """Questions of the hold-out are never read while tuning, and are reported apart."""
    city: str | None = None
    """The city that the person chose in the filter."""
    history: tuple[tuple[str, str], ...] = ()
    """Earlier turns, oldest first: what the person said, the gist of the answer."""
    documents: tuple[str, ...] = ()
    """Names of the files that hold the answer."""
    evidence: Groups = ()
    """Verbatim substrings that the cited passages must hold."""
    labels: tuple[str, ...] = ()
    """The right citation's label contains one of them."""
    facts: Groups = ()
    """Surface forms that the answer's text must hold."""
    department: str | None = None
    """The department that the answer names first."""
    reason: str | None = None
    """Why there is no answer, in the words of an answer's ``reason``."""
    secret: str | None = None
    """Personal data typed into the question; no part of the answer may repeat them."""
    why: str | None = None
    """The author's note: why the question cannot be answered."""
    line: int = 0
    """1-based line in its file."""

    def to_json(self) -> dict[str, Any]:
        """Return the case as a line of a question set."""
        return {
            "id": self.case_id,
            "question": self.question,
            "audience": self.audience,
            "language": self.language,
            "split": self.split,
            "city": self.city,
            "history": [list(turn) for turn in self.history],
            "kind": self.kind,
            "answerable": self.answerable,
            "document": list(self.documents),
            "evidence": [list(group) for group in self.evidence],
            "label": list(self.labels),
            "facts": [list(group) for group in self.facts],
            "department": self.department,
            "reason": self.reason,
            "secret": self.secret,
            "why": self.why,
        }


@dataclass(frozen=True)
class QuestionSet:
    """The questions of one file."""

    name: str
    """File name without its ending."""
    sha256: str
    """Of the file's bytes."""
    cases: tuple[Case, ...]


def read_set(path: Path) -> QuestionSet:
    """Return the questions of a file.

    Raises:
        QuestionSetError: the file cannot be read, or lines of it are broken; the message
            names each line.
    """
    questions, problems = examine_set(path)
    if problems:
        shown = [f"  {problem}" for problem in problems[:_SHOWN]]
        if len(problems) > _SHOWN:
            shown.append(f"  ほか {len(problems) - _SHOWN} 件")
        raise QuestionSetError(
            "\n".join(
                ["質問集に使えない行があります。直してから、もう一度実行してください。", *shown]
            )
        )
    return questions


def read_sets(paths: Sequence[Path]) -> list[QuestionSet]:
    """Return the questions of several files.

    Raises:
        QuestionSetError: see ``read_set``; or two files have the same name.
    """
    sets = [read_set(path) for path in paths]
    names = [questions.name for questions in sets]
    for name in names:
        if names.count(name) > 1:
            raise QuestionSetError(
                f"同じ名前の質問集「{name}」が二つあります。どちらかのファイル名を変えてください。"
            )
    return sets


def examine_set(path: Path) -> tuple[QuestionSet, list[Problem]]:
    """Return the usable questions of a file and what is wrong with the other lines.

    Raises:
        QuestionSetError: the file cannot be read.
    """
    try:
        data = path.read_bytes()
        text = data.decode("utf-8-sig")
    except OSError as error:
        raise QuestionSetError(
            f"質問集「{path}」が読めません（{error.strerror}）。場所と権限を確かめてください。"
        ) from error
    except UnicodeDecodeError as error:
        raise QuestionSetError(
            f"質問集「{path}」は UTF-8 ではありません。UTF-8 で保存し直してください。"
        ) from error
    cases: list[Case] = []
    problems: list[Problem] = []
    lines_of: dict[str, int] = {}
    # Not splitlines: U+2028 and form feeds may stand inside a JSON string.
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        case, messages = parse_line(line, number)
        if case is not None and case.case_id in lines_of:
            first = lines_of[case.case_id]
            messages = [f"id「{case.case_id}」は {first} 行目でも使われています。"]
            case = None
        problems.extend(Problem(path.name, number, message) for message in messages)
        if case is not None:
            cases.append(case)
            lines_of[case.case_id] = number
    if not cases and not problems:
        problems.append(Problem(path.name, 0, "質問が一つもありません。"))
    questions = QuestionSet(path.stem, hashlib.sha256(data).hexdigest(), tuple(cases))
    return questions, problems


def parse_line(line: str, number: int) -> tuple[Case | None, list[str]]:
    """Return the case that a line describes, or None and what is wrong with the line."""
    try:
        data = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        where = f"{error.colno}文字目" if isinstance(error, json.JSONDecodeError) else "入れ子"
        return None, [f"JSON として読めません（{where}）。一行に一つの {{…}} を書いてください。"]
    if not isinstance(data, dict):
        return None, ["JSON の {…} ではありません。一行に一つの {…} を書いてください。"]
    return parse_case(data, line=number)


def parse_case(data: Mapping[str, Any], *, line: int = 0) -> tuple[Case | None, list[str]]:
    """Return the case, or None and what is wrong with its fields."""
    fields = Fields(data)
    answerable = fields.boolean("answerable")
    question = fields.string("question")
    spoken = "ja" if _JAPANESE.search(question) else "en"
    case = Case(
        case_id=fields.string("id"),
        question=question,
        audience=cast("Audience", fields.choice("audience", AUDIENCES)),
        kind=fields.choice("kind", ANSWERABLE_KINDS if answerable else UNANSWERABLE_KINDS),
        answerable=answerable,
        language=cast("Language", fields.choice("language", LANGUAGES, default=spoken)),
        split=cast("Split", fields.choice("split", SPLITS, default="dev")),
        city=fields.optional("city"),
        history=fields.turns("history"),
        documents=fields.strings("document"),
        evidence=fields.groups("evidence"),
        labels=fields.strings("label"),
        facts=fields.groups("facts"),
        department=fields.optional("department"),
        reason=fields.optional("reason"),
        secret=fields.optional("secret"),
        why=fields.optional("why"),
        line=line,
    )
    if answerable and not case.evidence:
        fields.problems.append("答えられる質問には evidence（根拠の文字列）が要ります。")
    if not answerable and (case.evidence or case.facts):
        fields.problems.append("answerable が false の質問に evidence か facts があります。")
    return (None if fields.problems else case), fields.problems
