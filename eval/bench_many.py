"""Memory of an ingest against the number of files.

Run as ``python -m eval.bench_many [FILES…]``, by default 200, 1,000 and 2,000; prints JSON.
The files are small ordinances of invented towns, no two alike. Each number is ingested by a
process of its own, and its reading alone by another, so that the memory is theirs alone.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from eval.bench_answers import memory_mib
from ingest.pipeline import read_documents
from ingest.records import Document

_SEED = 5
_FIRST = "青赤白黒金銀東西南北上中大小新古高長広深"
_SECOND = "浜崎谷沢原野川山島津池森岡田里坂橋宮瀬丘"
_THINGS = ("公園", "図書館", "駐輪場", "墓地", "集会所", "体育館", "市民農園", "学童保育", "温泉")
_DUTIES = ("使用の許可", "使用料の減免", "休館日の変更", "原状の回復", "損害の賠償", "入館の制限")


def main(arguments: Sequence[str]) -> None:
    """Print the figures, or with ``--read FOLDER`` those of reading alone."""
    if arguments[:1] == ["--read"]:
        print(json.dumps(_read(Path(arguments[1]))))
        return
    sizes = [int(argument) for argument in arguments] or [200, 1_000, 2_000]
    print(json.dumps([measure(files) for files in sizes]))


def measure(files: int) -> dict[str, Any]:
    """Return passages and peak memory in MiB of reading and of ingesting so many files."""
    with tempfile.TemporaryDirectory(prefix="madoguchi-many-") as name:
        folder = Path(name)
        write_files(folder / "documents", files)
        reading = _run("eval.bench_many", "--read", folder / "documents")
        ingest = _run("eval.bench_ingest", folder / "kb", folder / "documents")
    return {
        "files": files,
        "passages": ingest["passages"],
        "reading_peak_mib": reading["peak_mib"],
        "ingest_peak_mib": ingest["peak_mib"],
        "ingest_processor_seconds": ingest["first"]["processor_seconds"],
    }


def write_files(folder: Path, files: int) -> None:
    """Write so many ordinances, the same ones every time."""
    folder.mkdir()
    dice = random.Random(_SEED)
    towns = [f"{a}{b}市" for a in _FIRST for b in _SECOND]
    for number in range(files):
        town, thing = towns[number % len(towns)], _THINGS[number // len(towns) % len(_THINGS)]
        title = f"{town}{thing}条例"
        lines = [title, f"平成{dice.randint(1, 30)}年条例第{number + 1}号", ""]
        for article, duty in enumerate(dice.sample(_DUTIES, 4), 1):
            days, fee = dice.randint(3, 60), dice.randint(1, 90) * 100
            lines += [
                f"（{duty}）",
                f"第{article}条　{town}の{thing}における{duty}については、市長に{days}日前までに"
                f"申請しなければならない。この場合において、{fee}円を納めるものとする。",
                "",
            ]
        (folder / f"{number:05}.txt").write_text("\n".join(lines), encoding="utf-8")


def _read(folder: Path) -> dict[str, Any]:
    documents = sum(isinstance(outcome, Document) for outcome in read_documents([folder]))
    return {"documents": documents, "peak_mib": memory_mib("VmHWM")}


def _run(module: str, *arguments: object) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", module, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=True,
    )
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


if __name__ == "__main__":
    main(sys.argv[1:])
