"""Reads the pairs a training learns from and the sets it is measured on."""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from kb.sentences import split_sentences


@dataclass(frozen=True)
class Pair:
    """Two texts that belong together: whoever asks the first wants to find the second."""

    query: str
    document: str
    key: str
    """Pairs of one key are never each other's negatives."""


@dataclass(frozen=True)
class OwnText:
    """An administrative text of the project with questions that it answers."""

    field: str
    audience: str
    text: str
    questions: tuple[str, ...]


@dataclass(frozen=True)
class RetrievalSet:
    """Questions with the one paragraph each that answers them."""

    questions: tuple[str, ...]
    answers: tuple[int, ...]
    """Number of the paragraph for each question."""
    paragraphs: tuple[str, ...]


def read_pairs(path: Path) -> dict[str, list[Pair]]:
    """Return the pairs of a JSON Lines file ``{source, query, document}``, by source."""
    sources: dict[str, list[Pair]] = {}
    for row in _rows(path):
        pair = Pair(row["query"], row["document"], row["document"])
        sources.setdefault(row["source"], []).append(pair)
    return sources


def read_own_texts(paths: Iterable[Path]) -> list[OwnText]:
    """Return the texts of files ``{field, audience, text, questions}``, in order."""
    return [
        OwnText(row.get("field", ""), row.get("audience", ""), row["text"], tuple(row["questions"]))
        for path in sorted(paths)
        for row in _rows(path)
    ]


def split_own_texts(
    texts: Iterable[OwnText], *, holdout: float
) -> tuple[list[OwnText], list[OwnText]]:
    """Return the texts to learn from and those to measure with; a text never changes sides."""
    learned: list[OwnText] = []
    held: list[OwnText] = []
    for text in texts:
        number = int.from_bytes(hashlib.sha256(text.text.encode()).digest()[:4], "big")
        (held if number / 2**32 < holdout else learned).append(text)
    return learned, held


def own_pairs(texts: Iterable[OwnText]) -> dict[str, list[Pair]]:
    """Return question → text, question → sentence and question → question pairs."""
    sources: dict[str, list[Pair]] = {"own_text": [], "own_sentence": [], "own_question": []}
    for own in texts:
        sentences = [sentence.text for sentence in split_sentences(own.text)]
        for number, question in enumerate(own.questions):
            sources["own_text"].append(Pair(question, own.text, own.text))
            if len(sentences) > 1:
                sources["own_sentence"].extend(
                    Pair(question, sentence, own.text) for sentence in sentences
                )
            other = own.questions[(number + 1) % len(own.questions)]
            if other != question:
                sources["own_question"].append(Pair(question, other, own.text))
    return sources


def read_vocabulary(path: Path) -> list[Pair]:
    """Return everyday word → administrative term pairs of the table, surer ones more often."""
    pairs: list[Pair] = []
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            everyday = row["日常語"].strip()
            copies = max(1, round(3 * float(row["重み"] or 1)))
            for term in row["行政用語"].split("、"):
                if term.strip():
                    pairs.extend([Pair(everyday, term.strip(), everyday)] * copies)
    return pairs


def read_squad(path: Path) -> RetrievalSet:
    """Return the questions and paragraphs of a file in SQuAD's format."""
    questions: list[str] = []
    answers: list[int] = []
    paragraphs: dict[str, int] = {}
    for article in json.loads(path.read_text(encoding="utf-8"))["data"]:
        for paragraph in article["paragraphs"]:
            # JGLUE puts the title before the text: 題 [SEP] 本文
            context = paragraph["context"].replace("[SEP]", "\n")
            number = paragraphs.setdefault(context, len(paragraphs))
            for question in paragraph["qas"]:
                questions.append(question["question"])
                answers.append(number)
    return RetrievalSet(tuple(questions), tuple(answers), tuple(paragraphs))


def read_similarities(path: Path) -> list[tuple[str, str, float]]:
    """Return the (sentence, sentence, similarity) rows of JSTS."""
    return [(row["sentence1"], row["sentence2"], float(row["label"])) for row in _rows(path)]


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with _opened(path) as file:
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            try:
                yield json.loads(line)
            except json.JSONDecodeError as error:
                raise ValueError(f"{path}:{number}: {error}") from error


def _opened(path: Path) -> TextIO:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8")
    return path.open(encoding="utf-8")
