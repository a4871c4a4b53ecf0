from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml

from bot.options import FILE_VARIABLE, OPTIONS
from bot.server import FINISH_SECONDS, STOP_SECONDS
from bot.settings import read_settings

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


def test_the_compose_file_is_what_its_specification_allows() -> None:
    compose = yaml.safe_load(text_of("compose.yaml"))
    services, volumes = compose["services"], set(compose["volumes"])
    assert set(compose) == {"services", "networks", "volumes"}
    for name, service in services.items():
        # Keys of the Compose specification that this file has a use for.
        assert set(service) <= {
            "build", "image", "restart", "stop_grace_period", "read_only", "tmpfs", "cap_drop",
            "security_opt", "ports", "environment", "volumes", "depends_on", "networks",
            "healthcheck", "profiles", "command",
        }, name  # fmt: skip
        assert set(service["networks"]) <= set(compose["networks"])
        assert set(service.get("depends_on", {})) <= set(services)
        for volume in service["volumes"]:
            source = volume.split(":")[0]
            assert source in volumes or source.startswith(("$", ".")), name
        for needed, condition in service.get("depends_on", {}).items():
            if condition["condition"] == "service_healthy":
                assert "healthcheck" in services[needed]
    build = services["madoguchi"]["build"]
    assert (DEPLOY / build["context"]).resolve() == ROOT
    assert (ROOT / build["dockerfile"]).is_file()


def test_the_servers_of_the_compose_file_are_those_that_the_settings_name() -> None:
    services = yaml.safe_load(text_of("compose.yaml"))["services"]
    told = services["madoguchi"]["environment"]
    given = {
        "POSTGRES_PASSWORD": "x",
        "MADOGUCHI_SECRET": "s" * 32,
        "MADOGUCHI_LLM": "openai:model",
    }
    filled = {
        name: re.sub(r"\$\{(\w+)[^}]*\}", lambda match: given[match[1]], value)
        for name, value in told.items()
    }
    settings = read_settings(filled, knowledge_base="kb")
    assert settings.llm is not None
    for url in (settings.records.database, settings.chroma or "", settings.llm.url or ""):
        assert urlsplit(url).hostname in services
    account = services["database"]["environment"]
    assert urlsplit(settings.records.database).username == account["POSTGRES_USER"]
    assert urlsplit(settings.records.database).path == f"/{account['POSTGRES_DB']}"
    # Nothing but the application can be reached from outside, and that by a proxy alone.
    published = {name: service["ports"] for name, service in services.items() if "ports" in service}
    assert published == {"madoguchi": ["127.0.0.1:7860:7860"]}


def test_the_locked_chroma_is_the_server_s() -> None:
    locked = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    [version] = re.findall(r"^chromadb==([\d.]+)", locked, re.MULTILINE)
    assert f"chromadb/chroma:{version}\n" in text_of("compose.yaml")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze")
def test_the_unit_is_one_that_systemd_takes(tmp_path: Path) -> None:
    program = tmp_path / "madoguchi"
    program.write_text("#!/bin/sh\n", encoding="utf-8")
    program.chmod(0o755)
    unit = tmp_path / "madoguchi.service"
    text = text_of("madoguchi.service").replace("/opt/madoguchi/bin/madoguchi", str(program))
    unit.write_text(text, encoding="utf-8")
    told = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(unit)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (told.returncode, told.stderr) == (0, "")
