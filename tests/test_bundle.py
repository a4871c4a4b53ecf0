"""The installer of the offline bundle, on a tiny bundle; the whole one is too large for here."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
pytestmark = pytest.mark.skipif(
    not (shutil.which("sh") and shutil.which("sha256sum")),
    reason="the installer is for machines with sh and sha256sum",
)


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    folder = tmp_path / "bundle"
    folder.mkdir()
    shutil.copyfile(ROOT / "scripts" / "install-bundle.sh", folder / "install.sh")
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    (folder / "PYTHON_VERSION").write_text(f"{version}\n")
    (folder / "wheels").mkdir()
    (folder / "wheels" / "some.whl").write_bytes(b"wheel")
    sums = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  ./{path.relative_to(folder)}\n"
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    ]
    (folder / "SHA256SUMS").write_text("".join(sums))
    return folder


def install(bundle: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", str(bundle / "install.sh"), str(bundle.parent / "program")],
        env={**os.environ, "PYTHON": sys.executable, "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_a_damaged_bundle_installs_nothing(bundle: Path) -> None:
    (bundle / "wheels" / "some.whl").write_bytes(b"whee1")

    done = install(bundle)

    assert done.returncode == 1
    assert "壊れたファイル" in done.stderr
    assert not (bundle.parent / "program").exists()


def test_a_bundle_for_another_python_says_which(bundle: Path) -> None:
    (bundle / "PYTHON_VERSION").write_text("3.99\n")

    done = install(bundle)

    assert done.returncode == 1
    assert "Python 3.99" in done.stderr
    assert not (bundle.parent / "program").exists()


def test_nothing_is_looked_for_outside_the_bundle(bundle: Path) -> None:
    done = install(bundle)

    # The tiny bundle has no madoguchi, and no index is asked for one.
    assert done.returncode != 0
    assert "madoguchi" in done.stderr
    assert "http" not in done.stderr
