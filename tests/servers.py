"""PostgreSQL, Chroma's server and application processes of the tests' own, on loopback."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from bot.options import FILE_VARIABLE, OPTIONS

START_SECONDS = 120


def free_port() -> int:
    """Return a port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def postgresql_programs() -> Path | None:
    """Return the folder of PostgreSQL's programs, or None where it is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


def chroma_program() -> Path | None:
    """Return Chroma's command of this environment, or None where there is none."""
    program = Path(sys.executable).with_name("chroma")
    return program if program.is_file() else None


class PostgreSQL:
    """A server that can be stopped and started again, reached by TCP as in an office.

    Its folder is one of its own: pytest closes the folder above its own to other users, and
    PostgreSQL refuses to run as root.
    """

    def __init__(self) -> None:
        programs = postgresql_programs()
        assert programs is not None
        folder = Path(tempfile.mkdtemp(prefix="madoguchi-pg-", dir="/tmp"))
        self._programs, self._folder, self.port = programs, folder, free_port()
        self._as_user: list[str] = []
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
            self._as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"]
        data = ("-D", str(folder / "data"))
        self._run("initdb", *data, "-U", "tests", "--auth=trust", "--encoding=UTF8", "-N")

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://tests@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        options = (
            f"-c listen_addresses=127.0.0.1 -c port={self.port} "
            f"-c unix_socket_directories={self._folder} -c fsync=off -c max_connections=60"
        )
        self._run(
            "pg_ctl",
            *("-D", str(self._folder / "data"), "-o", options, "-l", str(self._folder / "log")),
            *("-w", "start"),
        )

    def stop(self) -> None:
        self._run("pg_ctl", "-D", str(self._folder / "data"), "-m", "immediate", "-w", "stop")

    def remove(self) -> None:
        """Stop it where it runs, and remove what it held."""
        with suppress(subprocess.CalledProcessError):
            self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> None:
        command = [*self._as_user, str(self._programs / program), *arguments]
        # Into a file: a server that is started goes on writing to what it was given.
        with (self._folder / "commands.log").open("ab") as log:
            subprocess.run(command, check=True, stdout=log, stderr=log, cwd=self._folder)


class ChromaProcess:
    """``chroma run`` over a folder; it can be stopped and started again."""

    def __init__(self, folder: Path) -> None:
        self._folder, self.port = folder, free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        program = chroma_program()
        assert program is not None
        self._process = subprocess.Popen(
            [
                program,
                *("run", "--host", "127.0.0.1", "--port", str(self.port)),
                *("--path", str(self._folder)),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until_there(f"{self.url}/api/v2/heartbeat")

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


class Desk:
    """An application process with folders of its own."""

    def __init__(self, folder: Path, settings: Mapping[str, str]) -> None:
        self.folder, self.port = folder, free_port()
        folder.mkdir(parents=True, exist_ok=True)
        self.environment = clean_environment() | {
            "MADOGUCHI_KB": str(folder / "kb"),
            "MADOGUCHI_DATA": str(folder / "data"),
            "MADOGUCHI_SECRET": "a secret of the tests, long enough",
            "MADOGUCHI_SERVER_QUESTIONS_PER_MINUTE": "0",
            "MADOGUCHI_ACCESS_PLAIN_HTTP": "1",
            **settings,
        }
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text(encoding="utf-8")

    def start(self) -> None:
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "bot.cli", "serve", "--port", str(self.port)],
                stdout=log,
                stderr=log,
                env=self.environment,
                cwd=self.folder,
            )
        until_there(f"{self.url}/healthz", process=self._process)

    def stop(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(timeout=60)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None

    def command(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run a command on this machine's copy."""
        done = subprocess.run(
            [sys.executable, "-m", "bot.cli", *arguments],
            capture_output=True,
            text=True,
            env=self.environment,
            cwd=self.folder,
            check=False,
        )
        assert not check or done.returncode == 0, done.stderr
        return done

    def ask(self, question: str, **more: object) -> dict[str, Any]:
        return post(f"{self.url}/api/ask", {"question": question, **more})

    def ready(self) -> tuple[int, dict[str, Any]]:
        return get(f"{self.url}/readyz")


@contextmanager
def serving(application: Any) -> Iterator[str]:
    """Serve an application in a thread of this process, and give its address."""
    from bot.server import Server, listen

    with listen("127.0.0.1", 0) as listening:
        server = Server(application, listening)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started and thread.is_alive():
            thread.join(0.05)
        try:
            yield server.address
        finally:
            server.should_exit = True
            server.force_exit = True
            thread.join()


def clean_environment() -> dict[str, str]:
    """Return this process's variables without settings of the host."""
    settings = {FILE_VARIABLE, *(option.variable for option in OPTIONS)}
    kept = {name: value for name, value in os.environ.items() if name not in settings}
    return kept | {"PYTHONPATH": str(Path(__file__).parents[1]), "PYTHONUTF8": "1"}


def post(url: str, body: object) -> dict[str, Any]:
    request = urllib.request.Request(
        url,
        data=json.dumps(body).encode(),
        headers={"content-type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=120) as response:
        answer: dict[str, Any] = json.loads(response.read())
        return answer


def get(url: str) -> tuple[int, dict[str, Any]]:
    try:
        with urllib.request.urlopen(url, timeout=60) as response:
            return response.status, json.loads(response.read())
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read())


def until_there(url: str, *, process: subprocess.Popen[bytes] | None = None) -> None:
    """Return when somebody answers."""
    give_up = time.monotonic() + START_SECONDS
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            if time.monotonic() > give_up or (process and process.poll() is not None):
                raise
            time.sleep(0.1)
