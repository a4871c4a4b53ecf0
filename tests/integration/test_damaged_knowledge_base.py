from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from contract import Commands

pytestmark = pytest.mark.integration

READING = [["documents"], ["passages"], ["ask", "ごみ"], ["search", "ごみ"]]


def live(kb: Path) -> Path:
    return kb / "generations" / (kb / "current").read_text(encoding="utf-8").strip()


def change_manifest(kb: Path, **values: object) -> None:
    path = live(kb) / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**manifest, **values}), encoding="utf-8")


def without_current(kb: Path) -> None:
    (kb / "current").unlink()


def with_broken_current(kb: Path) -> None:
    (kb / "current").write_bytes(b"\xff\x00")


def with_half_of(name: str) -> Callable[[Path], None]:
    def damage(kb: Path) -> None:
        for path in live(kb).rglob(name):
            path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])

    return damage


def without(name: str) -> Callable[[Path], None]:
    def damage(kb: Path) -> None:
        path = live(kb) / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()

    return damage


REPAIRABLE = [
    pytest.param(without_current, id="no current"),
    pytest.param(with_broken_current, id="broken current"),
    pytest.param(without("chroma"), id="no vectors"),
    pytest.param(with_half_of("chroma.sqlite3"), id="half of the vectors"),
    pytest.param(without("lexical"), id="no lexical index"),
]
LOST = [
    pytest.param(with_half_of("catalog.sqlite"), id="half of the catalog"),
    pytest.param(without("catalog.sqlite"), id="no catalog"),
    pytest.param(with_half_of("manifest.json"), id="half of the manifest"),
    pytest.param(without("manifest.json"), id="no manifest"),
]


@pytest.mark.parametrize("damage", [*REPAIRABLE, *LOST])
def test_a_damaged_knowledge_base_is_said_and_left_alone(
    own: Commands, damage: Callable[[Path], None]
) -> None:
    damage(own.kb)
    before = own.files()
    for arguments in READING:
        own.run(arguments[0], *arguments[1:]).check_refusal(str(own.kb))
    assert own.files() == before


@pytest.mark.parametrize("damage", REPAIRABLE)
def test_the_next_ingest_repairs_what_can_be_made_again(
    own: Commands, sample_city: Path, damage: Callable[[Path], None]
) -> None:
    before = own.run("passages", "--json").out
    damage(own.kb)
    outcome = own.run("ingest", sample_city / "public")
    assert outcome.status == 0, outcome.err
    assert own.run("passages", "--json").out == before
    assert own.ask("粗大ごみの申込みはどこですか")["status"] == "answered"


@pytest.mark.parametrize("damage", LOST)
def test_no_ingest_writes_over_documents_that_cannot_be_read(
    own: Commands, sample_city: Path, damage: Callable[[Path], None]
) -> None:
    damage(own.kb)
    before = own.files()
    own.run("ingest", sample_city / "public" / "工程表.txt").check_refusal(str(own.kb))
    after = own.files()
    assert {name: after.get(name) for name in before} == before


def test_another_schema_is_said_and_nothing_is_lost(own: Commands, sample_city: Path) -> None:
    change_manifest(own.kb, schema=999)
    before = own.files()
    for arguments in [*READING, ["ingest", str(sample_city / "public")], ["remove", "工程表.txt"]]:
        own.run(arguments[0], *arguments[1:]).check_refusal("999")
    after = own.files()
    assert {name: after.get(name) for name in before} == before


def test_another_model_is_said_and_the_next_ingest_indexes_again(
    own: Commands, sample_city: Path
) -> None:
    before = own.run("passages", "--json").out
    change_manifest(own.kb, embedder="another")
    for arguments in READING[2:]:
        own.run(arguments[0], *arguments[1:]).check_refusal("another", "madoguchi ingest")
    assert own.run("documents").status == 0
    outcome = own.run("ingest", sample_city / "public" / "工程表.txt")
    assert outcome.status == 0
    assert "作り直しました" in outcome.err
    assert own.run("passages", "--json").out == before
    assert own.ask("粗大ごみの申込みはどこですか")["status"] == "answered"


def test_what_is_no_knowledge_base_is_left_alone(empty: Commands, sample_city: Path) -> None:
    empty.kb.mkdir(parents=True)
    (empty.kb / "手紙.txt").write_text("大切", encoding="utf-8")
    for arguments in [*READING, ["ingest", str(sample_city / "public")], ["remove", "手紙.txt"]]:
        empty.run(arguments[0], *arguments[1:]).check_refusal("--kb")
    assert [path.name for path in empty.kb.iterdir()] == ["手紙.txt"]


def test_a_file_in_the_place_of_a_knowledge_base_is_left_alone(
    empty: Commands, sample_city: Path
) -> None:
    empty.kb.parent.mkdir()
    empty.kb.write_text("大切", encoding="utf-8")
    for arguments in [*READING, ["ingest", str(sample_city / "public")]]:
        empty.run(arguments[0], *arguments[1:]).check_refusal("--kb")
    assert empty.kb.read_text(encoding="utf-8") == "大切"


def test_a_read_only_knowledge_base_answers_and_refuses_to_be_written(
    sample_kb: Path, sample_city: Path, tmp_path: Path
) -> None:
    as_owner: list[str] = []
    if os.geteuid() == 0:  # root may write anywhere, unless it gives that up
        if shutil.which("setpriv") is None:
            pytest.skip("root cannot be kept from writing here")
        as_owner = ["setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override"]
    kb = Path(shutil.copytree(sample_kb, tmp_path / "kb"))
    folders = [kb, *(path for path in kb.rglob("*") if path.is_dir())]

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "bot.cli", arguments[0], "--kb", str(kb), *arguments[1:]]
        return subprocess.run([*as_owner, *command], capture_output=True, text=True, check=False)

    for path in kb.rglob("*"):
        path.chmod(0o555 if path.is_dir() else 0o444)
    kb.chmod(0o555)
    try:
        listed = run("documents")
        assert listed.returncode == 0, listed.stderr
        asked = run("ask", "粗大ごみの申込みはどこですか", "--json")
        assert asked.returncode == 0, asked.stderr
        assert json.loads(asked.stdout)["status"] == "answered"
        for arguments in (["ingest", str(sample_city / "public")], ["remove", "工程表.txt"]):
            refused = run(*arguments)
            assert refused.returncode == 1
            assert "Traceback" not in refused.stderr
            assert "書き込めません" in refused.stderr
    finally:
        for path in folders:
            path.chmod(0o755)


def test_being_killed_in_the_middle_of_ingest_costs_nothing(
    own: Commands, tmp_path: Path, sample_city: Path
) -> None:
    before = own.run("passages", "--json").out
    changed = tmp_path / "工程表.txt"
    text = (sample_city / "public" / "工程表.txt").read_text(encoding="utf-8")
    changed.write_text(text.replace("個別避難計画", "別の計画"), encoding="utf-8")
    # Stops for good where the new generation is built and not yet named.
    program = (
        "import sys, time, kb.generation_writer as g\n"
        "g.switch = lambda *_: (print('built', flush=True), time.sleep(600))\n"
        "from bot.cli import main\n"
        "main(sys.argv[1:])\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program, "ingest", "--kb", str(own.kb), str(changed)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    while (line := process.stdout.readline()) and line != "built\n":
        pass
    assert line == "built\n"
    blocked = own.run("ingest", str(changed))
    blocked.check_refusal("書き込んでいます")
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert own.run("passages", "--json").out == before
    assert own.ask("粗大ごみの申込みはどこですか")["status"] == "answered"
    assert own.run("ingest", str(changed)).status == 0
    assert "別の計画" in own.run("passages", "--json").out
