"""What a run has to say about itself so that it can be repeated."""

from __future__ import annotations

import hashlib
import os
import platform
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from bot.settings import Settings
from eval.cases import QuestionSet
from eval.records import Header
from kb.snapshot import Snapshot

DECISIVE_SETTINGS = ("knowledge_base", "embedder", "reranker", "vocabulary", "departments")
PACKAGES = (
    "madoguchi",
    "bm25s",
    "chromadb",
    "langchain-core",
    "langchain-chroma",
    "numpy",
    "sudachipy",
    "sudachidict-core",
    "tokenizers",
)


def describe_run(settings: Settings, sets: Sequence[QuestionSet], snapshot: Snapshot) -> Header:
    """Return the header of a run that starts now."""
    return Header(
        started_at=datetime.now(UTC).isoformat(timespec="seconds"),
        settings=describe_settings(settings),
        versions=versions(),
        sets=tuple({"name": s.name, "sha256": s.sha256, "questions": len(s.cases)} for s in sets),
        knowledge_base=describe_knowledge_base(snapshot),
        machine=machine(),
    )


def describe_settings(settings: Settings) -> dict[str, Any]:
    """Return the settings that decide answers; of no other one may a secret be written down."""
    decisive = {name: getattr(settings, name, None) for name in DECISIVE_SETTINGS}
    described = {
        name: str(value) if isinstance(value, Path) else value for name, value in decisive.items()
    }
    llm = getattr(settings, "llm", None)
    described["llm"] = llm.label if llm else None
    return described


def describe_knowledge_base(snapshot: Snapshot) -> dict[str, Any]:
    """Return what decides the answers of a knowledge base.

    ``documents_sha256`` is over names and hashes of the documents, in order of the names;
    two knowledge bases with the same one hold the same passages.
    """
    manifest = snapshot.generation.manifest
    digest = hashlib.sha256()
    for document in sorted(snapshot.documents, key=lambda document: document.name):
        digest.update(f"{document.name}\0{document.sha256}\0{document.audience}\n".encode())
    return {
        "documents_sha256": digest.hexdigest(),
        "generation": manifest.generation,
        "made_at": manifest.made_at,
        "embedder": manifest.embedder,
        "analyser": manifest.analyser,
        "documents": manifest.documents,
        "passages": manifest.passages,
        "vectors": manifest.vectors,
    }


def versions() -> dict[str, str]:
    """Return the versions of Python, the packages and, in a checkout, the commit."""
    found = {"python": platform.python_version()}
    for package in PACKAGES:
        try:
            found[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    if commit := _commit():
        found["commit"] = commit
    return found


def machine() -> dict[str, Any]:
    """Return what times depend on."""
    return {
        "system": platform.system(),
        "architecture": platform.machine(),
        "cores": len(os.sched_getaffinity(0))
        if hasattr(os, "sched_getaffinity")
        else os.cpu_count(),
    }


def _commit() -> str | None:
    root = Path(__file__).resolve().parents[1]
    if not (root / ".git").exists():
        return None
    try:
        done = subprocess.run(
            ["git", "describe", "--always", "--dirty", "--abbrev=12"],
            cwd=root,
            capture_output=True,
            text=True,
            timeout=10,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip() or None
