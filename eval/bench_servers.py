"""Servers to be measured: Madoguchi, and a bare Gradio chat beside it; how they start."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

READY_SECONDS = 180.0

_ECHO = """
import os
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
import gradio as gr
page = gr.ChatInterface(lambda message, history: message, api_name="ask")
page.launch(server_name="127.0.0.1", server_port=int(os.environ["PORT"]), quiet=True)
"""


@dataclass(frozen=True)
class Server:
    """A server that runs as a process of its own."""

    address: str
    process: subprocess.Popen[bytes]

    def memory_bytes(self) -> int:
        """Return the resident memory of the process (Linux)."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
        return 0

    def processor_seconds(self) -> float:
        """Return the processor time of the process so far (Linux)."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        # utime and stime, fields 14 and 15 of proc(5); two went with the name.
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Start:
    """From starting a server to a box in Chromium that can be typed into."""

    seconds: float
    processor_seconds: float
    """Of the server alone: waiting for a core does not lengthen it."""


@contextmanager
def running(command: Sequence[str], *, port: int, **environment: str) -> Iterator[Server]:
    """Run a server until it is no longer needed.

    Raises:
        RuntimeError: it does not answer in time.
    """
    process = subprocess.Popen(
        command,
        env={**os.environ, "PORT": str(port), **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(lambda: httpx.get(f"{address}/config", timeout=5.0).status_code == 200)
        yield Server(address, process)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(is_ready: Callable[[], bool]) -> None:
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        try:
            if is_ready():
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.02)
    raise RuntimeError(f"no answer within {READY_SECONDS:.0f} seconds")


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def start_to_usable_page(command: Sequence[str], chromium: str) -> Start:
    """Return what it took from starting a server to a box that can be typed into."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--headless", "--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page()
        started = time.perf_counter()
        with running(command, port=(port := port_of(command))) as server:
            page.goto(f"http://127.0.0.1:{port}/")
            page.locator("textarea:enabled").first.wait_for(timeout=READY_SECONDS * 1000)
            elapsed = time.perf_counter() - started
            worked = server.processor_seconds()
        browser.close()
    return Start(elapsed, worked)


def start_rows(kb: Path, chromium: str, *, starts: int) -> list[str]:
    """Return the rows of the report on how long a start takes, the fastest of each."""
    own, bare = [], []
    # In turn, so that what else the machine does meets both.
    for _ in range(starts):
        own.append(start_to_usable_page(own_command(kb), chromium))
        bare.append(start_to_usable_page(echo_command(), chromium))
    rows = []
    for name, value in (
        ("start to a usable page in Chromium", lambda start: start.seconds),
        ("of it the server's processor time", lambda start: start.processor_seconds),
    ):
        ours, theirs = min(map(value, own)), min(map(value, bare))
        rows.append(f"| {name} | {ours:.1f} s | {theirs:.1f} s | {ours / theirs:.2f} |")
    return rows


def port_of(command: Sequence[str]) -> int:
    """Return the port that a command serves on."""
    return int(command[command.index("--port") + 1])


def own_command(kb: Path) -> list[str]:
    """Return the command that serves a knowledge base on a free port."""
    return [
        sys.executable, "-m", "bot.cli", "serve", "--kb", str(kb), "--port", str(free_port()),
    ]  # fmt: skip


def echo_command() -> list[str]:
    """Return the command that serves a Gradio chat which says back what it is told."""
    # The port is repeated as an argument, where it is looked for.
    return [sys.executable, "-c", textwrap.dedent(_ECHO), "--port", str(free_port())]
