"""Warm answers and memory, in a process that does nothing else.

Run as ``python -m eval.bench_answers KB ROUNDS SET.jsonl…``; prints JSON.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from eval.cases import read_sets
from eval.intervals import percentile


def main(arguments: Sequence[str]) -> None:
    """Print the times of all questions of the sets and the memory of this process."""
    kb_path, rounds, *paths = arguments
    print(json.dumps(time_answers(Path(kb_path), [Path(p) for p in paths], rounds=int(rounds))))


def time_answers(kb_path: Path, sets: Sequence[Path], *, rounds: int) -> dict[str, Any]:
    """Return times in milliseconds and memory in MiB.

    ``first_ms`` opens the knowledge base; the first round of all questions is not
    counted. ``retrieval_ms`` is the answer's own timing of its search.
    """
    from bot.settings import read_settings
    from bot.wiring import open_assistant

    empty = memory_mib()
    cases = [case for questions in read_sets(sets) for case in questions.cases]
    started = time.perf_counter()
    assistant = open_assistant(read_settings(knowledge_base=str(kb_path)))
    assistant.ask(cases[0].question)
    first_ms = (time.perf_counter() - started) * 1000
    walls: list[float] = []
    retrievals: list[float] = []
    for number in range(rounds + 1):
        for case in cases:
            started = time.perf_counter()
            answer = assistant.ask(
                case.question, city=case.city, audience=case.audience, history=case.history
            )
            wall_ms = (time.perf_counter() - started) * 1000
            if number:
                walls.append(wall_ms)
                if "retrieval" in answer.timings_ms:
                    retrievals.append(answer.timings_ms["retrieval"])
    return {
        "questions": len(cases),
        "rounds": rounds,
        "first_ms": round(first_ms, 1),
        "answer_ms": _spread(walls),
        "retrieval_ms": _spread(retrievals),
        "memory_mib": {"start": empty, "end": memory_mib(), "peak": memory_mib("VmHWM")},
    }


def _spread(values: Sequence[float]) -> dict[str, float | None]:
    return {
        name: None if (found := percentile(values, share)) is None else round(found, 2)
        for name, share in (("median", 50), ("p95", 95), ("p99", 99))
    }


def memory_mib(field: str = "VmRSS") -> float | None:
    """Return the resident memory of this process, ``VmHWM`` for its peak; None off Linux."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    kib = next((int(line.split()[1]) for line in lines if line.startswith(f"{field}:")), None)
    return None if kib is None else round(kib / 1024, 1)


if __name__ == "__main__":
    main(sys.argv[1:])
