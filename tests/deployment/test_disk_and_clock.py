"""A desk in use whose disk fills up, turns read-only, or whose clock jumps."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from servers import Desk

pytestmark = pytest.mark.integration

_QUESTION = "粗大ごみはどこに申し込むの？"
_FAKETIME = sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Folder of a desk's records, on a disk of 4 MB of its own."""
    folder = tmp_path / "desk" / "data"
    folder.mkdir(parents=True)
    command = ["mount", "-t", "tmpfs", "-o", "size=4m,mode=700", "none", str(folder)]
    if os.geteuid() != 0 or subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("mounts are not allowed here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=False)


def recorded(desk: Desk, folder: Path) -> int:
    out = folder / "questions.csv"
    desk.command("records", "export", "questions", "--out", str(out))
    return out.read_text(encoding="utf-8-sig").count(_QUESTION)


def test_a_full_or_read_only_disk_keeps_nobody_from_answers_and_loses_no_record(
    tmp_path: Path, small_disk: Path, sample_city: Path
) -> None:
    desk = Desk(tmp_path / "desk", {})
    desk.command("ingest", str(sample_city / "public" / "手続一覧.md"))
    desk.start()
    try:
        answer = desk.ask(_QUESTION)["text"]
        with suppress(OSError), (small_disk / "filling").open("wb", buffering=0) as filling:
            while True:
                filling.write(b"\0" * 4096)
        for _ in range(20):
            assert desk.ask(_QUESTION)["text"] == answer
        assert "records wait for the database" in desk.log
        assert "ディスクに空きと書く権限があるか" in desk.log
        (small_disk / "filling").unlink()
    finally:
        desk.stop()
    assert recorded(desk, tmp_path) == 21
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    desk.start()
    try:
        assert desk.ask(_QUESTION)["text"] == answer
        assert desk.ready()[1]["knowledge_base"] == "ok"
    finally:
        desk.stop()
    subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)
    assert recorded(desk, tmp_path) == 21
    assert desk.command("audit", "verify").returncode == 0


@pytest.mark.skipif(not _FAKETIME, reason="libfaketime is not installed: apt-get install faketime")
def test_a_clock_that_jumps_keeps_answers_and_records(tmp_path: Path, sample_city: Path) -> None:
    clock = tmp_path / "clock"
    clock.write_text("+0\n")
    desk = Desk(tmp_path / "desk", {})
    desk.command("ingest", str(sample_city / "public" / "手続一覧.md"))
    real = dict(desk.environment)
    desk.environment |= {
        "LD_PRELOAD": str(_FAKETIME[0]),
        "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    desk.start()
    try:
        answer = desk.ask(_QUESTION)["text"]
        for jump in ("+400d", "-400d", "+0"):
            clock.write_text(f"{jump}\n")
            assert desk.ask(_QUESTION)["text"] == answer
            assert desk.ready()[0] == 200
    finally:
        desk.stop()
    desk.environment = real
    assert recorded(desk, tmp_path) == 4
