"""The page under load, its memory and its start, beside a bare Gradio echo chat.

``python -m eval.bench_page --kb DIR`` starts both as servers of their own, one after the
other, on this machine, and prints Markdown. Ratios are what counts: times depend on the
machine and on what else it does.
"""

from __future__ import annotations

import argparse
import json
import shutil
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import numpy as np

from eval.bench_servers import Server, echo_command, own_command, port_of, running, start_rows

ASKERS = 30
ROUNDS = 3
"""Questions of each asker, one after the other."""
EARLY, LATE = 200, 2_000
"""Questions after which memory is looked at."""


@dataclass(frozen=True)
class Load:
    """What askers at the same time saw."""

    seconds: tuple[float, ...]
    """Of each question, from sending it to the end of its answer."""
    elapsed: float
    """Of all of them together."""
    wrong: int
    """Answers that were not the ones of the same question asked alone."""

    @property
    def p95(self) -> float:
        """95th percentile of the waiting time, in seconds."""
        return float(np.percentile(self.seconds, 95))

    @property
    def per_second(self) -> float:
        """Answers in a second."""
        return len(self.seconds) / self.elapsed


def ask_gradio(client: httpx.Client, address: str, *data: str) -> Any:
    """Return what Gradio's endpoint /ask answers, through its queue as the page does.

    Raises:
        RuntimeError: the endpoint failed.
    """
    begun = client.post(f"{address}/gradio_api/call/ask", json={"data": list(data)})
    begun.raise_for_status()
    event = begun.json()["event_id"]
    kind = ""
    with client.stream("GET", f"{address}/gradio_api/call/ask/{event}") as lines:
        for line in lines.iter_lines():
            if line.startswith("event: "):
                kind = line.removeprefix("event: ")
            elif line.startswith("data: ") and kind == "complete":
                return json.loads(line.removeprefix("data: "))[0]
    raise RuntimeError(f"no answer to {data}")


def put_under_load(
    questions: Sequence[str],
    expected: Sequence[str],
    ask: Callable[[httpx.Client, str], str],
) -> Load:
    """Return what ``ASKERS`` people saw who asked at the same time, each in an order of its own.

    Args:
        questions: asked in turn.
        expected: answer of each question when it is asked alone.
        ask: asks one and gives the answer's text.
    """

    def asker(number: int) -> tuple[list[float], int]:
        waited, wrong = [], 0
        with httpx.Client(timeout=300.0) as client:
            for step in range(ROUNDS):
                at = (number + step * 7) % len(questions)
                started = time.perf_counter()
                answer = ask(client, questions[at])
                waited.append(time.perf_counter() - started)
                wrong += answer != expected[at]
        return waited, wrong

    started = time.perf_counter()
    with ThreadPoolExecutor(ASKERS) as pool:
        outcomes = list(pool.map(asker, range(ASKERS)))
    elapsed = time.perf_counter() - started
    return Load(
        tuple(seconds for waited, _ in outcomes for seconds in waited),
        elapsed,
        sum(wrong for _, wrong in outcomes),
    )


def measure(kb: Path, *, starts: int = 3) -> str:
    """Return the report as Markdown.

    Args:
        kb: folder of a knowledge base.
        starts: how often each server is started; the fastest counts.
    """
    echo = echo_command()
    with running(echo, port=port_of(echo)) as server:
        said = [f"質問 {number}" for number in range(ASKERS)]
        bare = put_under_load(
            said, said, lambda client, words: str(ask_gradio(client, server.address, words))
        )
    own = own_command(kb)
    with running(own, port=port_of(own), MADOGUCHI_SERVER_QUESTIONS_PER_MINUTE="0") as server:
        questions = example_questions(server.address)
        with httpx.Client(timeout=300.0) as client:
            alone = [_ask(client, server.address, question) for question in questions]
        ours = put_under_load(
            questions, alone, lambda client, words: _ask(client, server.address, words)
        )
        memory = _memory(server, questions)
    rows = [
        "| | Madoguchi | bare Gradio echo chat | ratio |",
        "|---|---|---|---|",
        f"| {ASKERS} askers at once, p95 | {ours.p95:.2f} s | {bare.p95:.2f} s | "
        f"{ours.p95 / bare.p95:.2f} |",
        f"| answers a second | {ours.per_second:.1f} | {bare.per_second:.1f} | "
        f"{ours.per_second / bare.per_second:.2f} |",
        f"| wrong or mixed answers of {len(ours.seconds)} | {ours.wrong} | {bare.wrong} | |",
        f"| memory after {EARLY} and {LATE:,} questions | {memory[0] / 2**20:.0f} and "
        f"{memory[1] / 2**20:.0f} MiB | | {memory[1] / memory[0]:.3f} |",
    ]
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium:
        rows += start_rows(kb, chromium, starts=starts)
    return "\n".join(rows) + "\n"


def example_questions(address: str) -> list[str]:
    """Return questions made from the headings of the loaded documents, one an asker."""
    found = httpx.get(
        f"{address}/api/search",
        params={"q": "手続 届出 窓口 計画 目標", "limit": 100},
        timeout=60.0,
    )
    labels = [passage["label"] for passage in found.json()["passages"]]
    return [f"{label}について教えてください" for label in labels[:ASKERS]]


def _ask(client: httpx.Client, address: str, question: str) -> str:
    """Return the text of an answer to a citizen, for all municipalities."""
    answer = ask_gradio(client, address, question, "", "citizen", "")
    return str(json.loads(answer)["text"])


def _memory(server: Server, questions: Sequence[str]) -> tuple[int, int]:
    early = 0
    with httpx.Client(timeout=300.0) as client:
        for number in range(LATE):
            # The number makes every question a new one to whatever keeps answers.
            question = f"{questions[number % len(questions)]} {number}"
            client.post(f"{server.address}/api/ask", json={"question": question})
            if number + 1 == EARLY:
                early = server.memory_bytes()
    return early, server.memory_bytes()


def main() -> None:
    """Measure, print, and write where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kb", type=Path, required=True, help="folder of a knowledge base")
    parser.add_argument("--out", type=Path, help="file for the report")
    parser.add_argument("--starts", type=int, default=3)
    options = parser.parse_args()
    report = measure(options.kb, starts=options.starts)
    print(report, end="")
    if options.out:
        options.out.parent.mkdir(parents=True, exist_ok=True)
        options.out.write_text(report, encoding="utf-8")


if __name__ == "__main__":
    main()
