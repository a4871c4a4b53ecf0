from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.integration

# Libraries swallow what a hook raises, so what counts is the record. It is written line by
# line: a process that ends badly has said what it tried.
PROGRAM = """
import contextlib, ipaddress, json, sys, threading, time, urllib.request
record, kb, sample = sys.argv[1:]
log = open(record, "a", encoding="utf-8", buffering=1)

def is_local(target):
    if target is None or isinstance(target, (str, bytes)) and target in ("", b"", "localhost"):
        return True
    if isinstance(target, bytes):
        target = target.decode()
    try:
        return ipaddress.ip_address(target.split("%")[0]).is_loopback
    except ValueError:
        return False

def watch(event, arguments):
    target = None
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = arguments[1]
        if not isinstance(address, tuple):  # a socket of this machine, or connected already
            return
        target = address[0]
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        target = arguments[0]
    elif event == "socket.getnameinfo":
        target = arguments[0][0]
    else:
        return
    if not is_local(target):
        log.write(json.dumps([event, str(target)]) + "\\n")
        raise PermissionError(f"{event} {target}")

sys.addaudithook(watch)
done = []

import socket
with contextlib.suppress(OSError):
    socket.create_connection(("192.0.2.1", 9), timeout=0.1)
done.append("a connection out was tried")

from bot.cli import main
for audience in ("public", "staff"):
    assert main(["ingest", "--kb", kb, "--audience", audience, f"{sample}/{audience}"]) == 0
assert main(["ask", "--kb", kb, "粗大ごみの申込みはどこですか"]) == 0
assert main(["search", "--kb", kb, "避難所"]) == 0
done.append("ingested and asked")

from bot.server import Server, build_application, listen
from bot.settings import read_settings
from bot.wiring import open_assistant
listening = listen("127.0.0.1", 0)
server = Server(build_application(open_assistant(read_settings(knowledge_base=kb))), listening)
thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
thread.start()
while not server.started:
    assert thread.is_alive()
    time.sleep(0.05)

def get(path, body=None):
    request = urllib.request.Request(server.address + path, data=body)
    if body:
        request.add_header("content-type", "application/json")
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request) as answer:
        return answer.status, answer.read()

assert get("/healthz")[0] == 200
status, page = get("/")
assert status == 200 and b"<html" in page
question = json.dumps({"question": "粗大ごみの申込みはどこですか"}).encode()
status, answer = get("/api/ask", question)
assert status == 200 and json.loads(answer)["status"] == "answered"
done.append("served")
server.should_exit = True
thread.join()
print("DONE", json.dumps(done))
"""
DONE = ["a connection out was tried", "ingested and asked", "served"]


def test_ingesting_asking_and_serving_make_no_connection_that_leaves_the_machine(
    tmp_path: Path, sample_city: Path
) -> None:
    record = tmp_path / "connections.jsonl"
    record.touch()
    settings = {  # what would make libraries call home if nothing held them
        "LANGSMITH_TRACING": "true",
        "LANGCHAIN_TRACING_V2": "true",
        "LANGSMITH_API_KEY": "key",
        "GRADIO_ANALYTICS_ENABLED": "True",
        "HF_HOME": str(tmp_path / "huggingface"),
        "HOME": str(tmp_path),
    }
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM, record, tmp_path / "kb", sample_city],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **settings},
    )
    tried = [json.loads(line) for line in record.read_text(encoding="utf-8").splitlines()]
    # The first one is the test's own and shows that the hook sees.
    assert tried == [["socket.getaddrinfo", "192.0.2.1"]], ended.stderr
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.splitlines()[-1] == f"DONE {json.dumps(DONE)}"
