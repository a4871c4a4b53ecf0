"""How the costs of ingest and search grow with the number of passages."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from eval.municipalities import write_documents
from eval.provenance import machine, versions
from ingest.errors import MadoguchiError

_QUESTIONS = 100
_SEED = 11


def run_scale(sizes: Sequence[int], *, progress: Callable[[str], None]) -> dict[str, Any]:
    """Return the figures of one knowledge base of each size, smallest first.

    Every ingest and every search runs in a process of its own, so that memory is theirs
    alone.

    Args:
        sizes: passages, as near as documents allow.
        progress: told in Japanese what is measured next.

    Raises:
        MadoguchiError: a part failed.
    """
    figures = []
    for size in sorted(sizes):
        with tempfile.TemporaryDirectory(prefix="madoguchi-scale-") as name:
            folder = Path(name)
            progress(f"{size:,} 箇所: 文書を作っています")
            asked = write_documents(folder / "documents", passages=size)
            random.Random(_SEED).shuffle(asked)
            questions = folder / "questions.json"
            questions.write_text(json.dumps(asked[:_QUESTIONS], ensure_ascii=False), "utf-8")
            progress(f"{size:,} 箇所: 取り込みを計っています")
            ingest = _run("eval.bench_ingest", folder / "kb", folder / "documents")
            progress(f"{size:,} 箇所: 検索を計っています")
            search = _run("eval.bench_search", folder / "kb", questions)
            figures.append({"asked_for": size, "ingest": ingest, "search": search})
    return {"machine": machine(), "versions": versions(), "sizes": figures}


def _run(module: str, *paths: Path) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", module, *map(str, paths)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise MadoguchiError(f"計測が失敗しました（{module}）: {done.stderr.strip()[-400:]}")
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures
