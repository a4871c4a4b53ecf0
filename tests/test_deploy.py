from __future__ import annotations

import re
from pathlib import Path

from bot.options import FILE_VARIABLE, OPTIONS
from bot.server import FINISH_SECONDS, STOP_SECONDS

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
FILES = ("Dockerfile", "compose.yaml", "madoguchi.service")


def text_of(name: str) -> str:
    return (DEPLOY / name).read_text(encoding="utf-8")


def test_the_files_set_only_settings_that_there_are() -> None:
    known = {option.variable for option in OPTIONS} | {FILE_VARIABLE, "MADOGUCHI_DOCUMENTS"}
    for name in FILES:
        found = set(re.findall(r"MADOGUCHI_[A-Z_]+", text_of(name)))
        assert found
        assert found <= known, name


def test_running_answers_are_given_the_time_that_the_server_gives_them() -> None:
    needed = FINISH_SECONDS + STOP_SECONDS
    [unit] = re.findall(r"^TimeoutStopSec=(\d+)$", text_of("madoguchi.service"), re.MULTILINE)
    [compose] = re.findall(r"stop_grace_period: (\d+)s", text_of("compose.yaml"))
    assert int(unit) > needed
    assert int(compose) > needed


def test_what_the_image_copies_is_there_and_is_every_package() -> None:
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", text_of("Dockerfile"), re.MULTILINE)
    names = [name for line in copied for name in line.split()]
    assert [name for name in names if not (ROOT / name).exists()] == []
    assert {"ingest", "kb", "bot", "eval"} <= set(names)
