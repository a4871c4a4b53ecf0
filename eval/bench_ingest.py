"""One ingest and a second one of the same files, in a process that does nothing else.

Run as ``python -m eval.bench_ingest KB DOCUMENTS``; prints JSON.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from eval.bench_answers import memory_mib
from eval.bench_parts import Paths, ingest_files
from kb.embedding import load_embedder
from kb.generations import open_generation


def main(arguments: Sequence[str]) -> None:
    """Print the figures of ingesting a folder into a new knowledge base."""
    kb_path, documents = map(Path, arguments)
    print(json.dumps(time_both(kb_path, documents)))


def time_both(kb_path: Path, documents: Path) -> dict[str, Any]:
    """Return seconds on the clock and of the processor, peak memory, and bytes on disk."""
    embedder = load_embedder()
    paths: Paths = ((documents, "public"),)
    times = {}
    for name in ("first", "again"):
        clock, processor = time.perf_counter(), time.process_time()
        ingest_files(paths, kb_path, embedder)
        times[name] = {
            "seconds": round(time.perf_counter() - clock, 3),
            "processor_seconds": round(time.process_time() - processor, 3),
        }
    generation = open_generation(kb_path)
    sizes: dict[str, int] = {}
    for name, part in generation.manifest.parts.items():
        owner = name.partition("/")[0]
        sizes[owner] = sizes.get(owner, 0) + part.size
    return {
        **times,
        "passages": generation.manifest.passages,
        "vectors": generation.manifest.vectors,
        "peak_mib": memory_mib("VmHWM"),
        "bytes": sizes,
    }


if __name__ == "__main__":
    main(sys.argv[1:])
