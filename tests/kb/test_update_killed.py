"""What stays of a knowledge base when its disk or its process fails at a bad moment."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from stored_samples import LetterAnalyser, LetterEmbedder, make_document

from ingest.records import Document
from kb.catalog import Catalog
from kb.generations import open_generation
from kb.records import Filters
from kb.update import apply
from kb.vectors import open_store

pytestmark = pytest.mark.integration

_KILLED_TIMES = 12
_HERE = Path(__file__).parent
_PRELUDE = f"""
import json, os, signal, sys, time
sys.path[:0] = [{str(_HERE)!r}, {str(_HERE.parents[1])!r}]
from pathlib import Path
import chromadb, langchain_chroma
from test_update_killed import *
"""
# Imports once, then updates in a fork for each line that it is sent.
_UPDATER = f"""{_PRELUDE}
kb_path = Path(sys.argv[1])
print("ready", flush=True)
for line in sys.stdin:
    number, killed_after = json.loads(line)
    child = os.fork()
    if child == 0:
        update(kb_path, number)
        os._exit(0)
    if killed_after is not None:
        time.sleep(killed_after)
        os.kill(child, signal.SIGKILL)
    print(os.waitpid(child, 0)[1], flush=True)
"""


def documents(number: int) -> list[Document]:
    """Return the documents of a state: one that stays and ten that change."""
    changing = [
        make_document(
            f"{name}.txt", *(f"第{number}版の{name}番の{line}文目。" for line in range(5))
        )
        for name in range(10)
    ]
    return [make_document("stays.txt", "変わらない文書です。"), *changing]


def update(kb_path: Path, number: int) -> None:
    apply(kb_path, documents(number), embedder=LetterEmbedder(), analyser=LetterAnalyser())


def state(kb_path: Path) -> dict[str, str]:
    """Return name → hash of a knowledge base after checking that all its parts open."""
    generation = open_generation(kb_path, embedder_fingerprint="letters-1")
    with open_store(
        generation.chroma_path, embedder=LetterEmbedder(), expected=generation.manifest.vectors
    ) as store:
        vector = LetterEmbedder().embed_queries(["変わらない文書です。"])[0]
        found = store.search(vector, limit=1, filters=Filters())
    catalog = Catalog(generation.catalog_path)
    passage = catalog.passage(found[0].passage_id)
    assert passage is not None
    assert passage.document == "stays.txt"
    assert len(list(catalog.passages())) == generation.manifest.passages
    return {document.name: document.sha256 for document in catalog.documents()}


def hashes(number: int) -> dict[str, str]:
    return {document.name: document.sha256 for document in documents(number)}


def digest(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_killed_at_any_moment_the_old_or_the_new_state_opens(kb_path: Path) -> None:
    update(kb_path, 0)
    chance = random.Random(20261120)
    with subprocess.Popen(
        [sys.executable, "-c", _UPDATER, str(kb_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as updater:
        assert updater.stdin is not None
        assert updater.stdout is not None

        def run(number: int, *, killed_after: float | None = None) -> int:
            assert updater.stdin is not None
            assert updater.stdout is not None
            updater.stdin.write(f"{json.dumps([number, killed_after])}\n")
            updater.stdin.flush()
            return int(updater.stdout.readline())

        assert updater.stdout.readline() == "ready\n"
        begin = time.monotonic()
        assert run(1) == 0
        duration = time.monotonic() - begin
        assert state(kb_path) == hashes(1)
        old, killed = 1, 0
        for number in range(2, 2 + _KILLED_TIMES):
            delay = chance.uniform(0, duration)
            killed += run(number, killed_after=delay) == signal.SIGKILL
            now = state(kb_path)
            assert now in (hashes(old), hashes(number))
            old = number if now == hashes(number) else old
        updater.stdin.close()
    assert killed
    update(kb_path, 99)
    assert state(kb_path) == hashes(99)
    left = sorted(path.name for path in (kb_path / "generations").iterdir())
    assert len(left) == 2
    assert all(name.startswith("g") for name in left)


def _in_own_mounts(script: str, kb_path: Path, mount: str) -> str:
    """Run a script where a mount of its own is in place; skip where that is not allowed."""
    if shutil.which("unshare") is None:
        pytest.skip("needs unshare")
    command = f'{mount} || exit 77; exec "$0" -c "$1" "$2"'
    flags = "-m" if os.geteuid() == 0 else "-rm"
    outcome = subprocess.run(
        ["unshare", flags, "sh", "-c", command, sys.executable, _PRELUDE + script, str(kb_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    if outcome.returncode in (1, 77) and "Traceback" not in outcome.stderr:
        pytest.skip(f"mounts are not allowed here: {outcome.stderr.strip()}")
    assert outcome.returncode == 0, outcome.stderr
    return outcome.stdout


_TRY_TO_UPDATE = """
from ingest.errors import KnowledgeBaseError
try:
    update(Path(sys.argv[1]), 1)
except KnowledgeBaseError as error:
    print(error)
assert state(Path(sys.argv[1])) == hashes(0)
"""


def test_a_read_only_knowledge_base_can_be_read_and_says_why_it_cannot_be_written(
    kb_path: Path,
) -> None:
    update(kb_path, 0)
    before = digest(kb_path)
    mount = 'mount --bind "$2" "$2" && mount -o remount,bind,ro "$2"'
    assert "書き込めません" in _in_own_mounts(_TRY_TO_UPDATE, kb_path, mount)
    assert digest(kb_path) == before


@pytest.mark.parametrize("free", [20, 100, 200, 300, 400])
def test_a_full_disk_is_explained_and_the_old_state_opens(kb_path: Path, free: int) -> None:
    """``free`` counts kilobytes; an update needs about 450."""
    update(kb_path, 0)
    page = 4096
    pages = sum(-(-path.stat().st_size // page) + 1 for path in kb_path.rglob("*"))
    mount = (
        'mkdir "$2.copy" && cp -r "$2/." "$2.copy"'
        f' && mount -t tmpfs -o size={pages * page // 1024 + free}k none "$2"'
        ' && cp -r "$2.copy/." "$2"'
    )
    assert "ディスクに空きがない" in _in_own_mounts(_TRY_TO_UPDATE, kb_path, mount)
