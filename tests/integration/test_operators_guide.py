"""The operator's guide, followed to the letter with a city of one's own."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from servers import clean_environment, free_port

pty = pytest.importorskip("pty", reason="passwords are typed at a terminal")
pytestmark = pytest.mark.integration

GUIDE = Path(__file__).parents[2] / "docs" / "operation.ja.md"
PASSWORD = "asagiri-Town-77-mado"
PROCEDURES = """# あさぎり町 手続一覧

| 手続名 | 担当課 | 窓口 | 電話 | 期限 |
|---|---|---|---|---|
| 転入届 | 住民課 | 1階2番窓口 | 099-900-7711 | 住み始めた日から14日以内 |
| 犬の登録 | 環境課 | 2階1番窓口 | 099-900-7722 | 飼い始めた日から30日以内 |
"""
MANUAL = """あさぎり町 窓口の手引

1 釣銭
釣銭は、住民課の金庫から毎朝2万円を受け取る。
"""


def section(title: str) -> str:
    """Return a section of the guide."""
    text = GUIDE.read_text(encoding="utf-8")
    return text.partition(f"## {title}\n")[2].partition("\n## ")[0]


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", text, flags=re.DOTALL)


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """Folder of a town with its documents, and the program on its path."""
    folder = tmp_path / "asagiri"
    for name, text in (("公開資料/手続一覧.md", PROCEDURES), ("職員用資料/手引.txt", MANUAL)):
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_text(text, encoding="utf-8")
    program = tmp_path / "bin" / "madoguchi"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m bot.cli "$@"\n')
    program.chmod(0o755)
    return folder


def environment(town: Path) -> dict[str, str]:
    kept = clean_environment()
    return kept | {"PATH": f"{town.parent / 'bin'}{os.pathsep}{kept['PATH']}", "LANG": "C.UTF-8"}


def run(town: Path, command: str) -> str:
    """Type a command as the guide has it, with the answers that it asks for."""
    if "users add" in command:
        return run_at_terminal(town, command)
    done = subprocess.run(
        command, shell=True, cwd=town, env=environment(town), capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return done.stdout


def run_at_terminal(town: Path, command: str) -> str:
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(town)
        os.execvpe("sh", ["sh", "-c", command], environment(town))
    said = b""
    for prompt in ("パスワード: ", "もう一度: "):
        while not said.endswith(prompt.encode()):
            said += os.read(terminal, 1000)
        os.write(terminal, f"{PASSWORD}\n".encode())
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0, said.decode()
    os.close(terminal)
    return said.decode()


def get(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=30) as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def test_the_guide_takes_a_town_from_nothing_to_a_working_counter(town: Path) -> None:
    start = section("動かすまで")
    (settings,), (commands,) = blocks(start, "toml"), blocks(start, "sh")
    (town / "madoguchi.toml").write_text(settings, encoding="utf-8")
    typed = [line.partition("#")[0].strip() for line in commands.splitlines()]
    *before, serve = [line for line in typed if line]
    assert serve.startswith("madoguchi serve")
    said = {command: run(town, command) for command in before}
    (asked,) = [said[command] for command in before if " ask " in command]
    assert "住民課" in asked

    port = free_port()
    serve = re.sub(r"--port \d+", f"--port {port}", serve)
    with subprocess.Popen(
        shlex.split(serve), cwd=town, env=environment(town), stderr=subprocess.DEVNULL
    ) as server:
        try:
            while get(f"http://127.0.0.1:{port}/readyz") != 200:
                assert server.poll() is None
                time.sleep(0.2)
            question = json.dumps({"question": "犬の登録はいつまで？"}).encode()
            request = urllib.request.Request(
                f"http://127.0.0.1:{port}/api/ask", question, {"content-type": "application/json"}
            )
            with urllib.request.urlopen(request, timeout=60) as response:
                answer = json.loads(response.read())
            assert "30日以内" in answer["text"]
            assert get(f"http://127.0.0.1:{port}/") == 200
            assert get(f"http://127.0.0.1:{port}/metrics") == 200
            later = re.findall(r"`(madoguchi [^`]+)`", section("動かしてから"))
            assert {command.split()[1] for command in later} >= {
                "doctor", "sync", "backup", "restore", "audit", "upgrade",
            }  # fmt: skip
            for command in later:
                # As the guide says of what is there already.
                run(town, f"{command} --force" if " restore " in command else command)
        finally:
            server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=60) == 0
