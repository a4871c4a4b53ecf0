"""A folder synced from the page of one machine, with PostgreSQL and a Chroma server."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

import pytest
from servers import ChromaProcess, Desk, PostgreSQL

pytestmark = pytest.mark.integration

PASSWORD = "しおの-3丁目-cats"
NOTICE = "汐野市 臨時給水所の案内\n\n臨時の給水所は、{}に置く。\n"
QUESTION = "臨時の給水所はどこに置きますか"


class Editor:
    """Somebody at a browser."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._opener = build_opener(HTTPCookieProcessor(CookieJar()))
        self.send("/login", name="hana", password=PASSWORD)

    def send(self, path: str, **form: str) -> str:
        """Send a form, or ask for a page where there is none; return the page that comes."""
        data = urlencode(form).encode() if form else None
        request = Request(f"{self._desk.url}{path}", data, {"origin": self._desk.url})
        with self._opener.open(request, timeout=60) as response:
            self.address: str = response.url.removeprefix(self._desk.url)
            return str(response.read().decode())

    def until_it_ended(self) -> str:
        """Return the page of a look or a sync when it has ended."""
        give_up = time.monotonic() + 120
        while "data-active" in (page := self.send(self.address)):
            assert time.monotonic() < give_up
            time.sleep(0.3)
        # Without the frame, so that a failure shows what people see.
        return page.partition('<div id="sync"')[2].partition("</main>")[0]

    def look(self) -> str:
        page = self.send("/admin/sync")
        (key,) = set(re.findall(r'name="folder" value="(\w+)"', page))
        self.send("/admin/sync/look", folder=key)
        return self.until_it_ended()

    def run(self) -> str:
        self.send("/admin/sync/run", token=self.address.rpartition("/")[2])
        return self.until_it_ended()


@pytest.fixture
def desks(
    tmp_path: Path, postgresql: PostgreSQL, chroma: ChromaProcess, sample_city: Path
) -> Iterator[list[Desk]]:
    folder = tmp_path / "資料"
    folder.mkdir()
    shared = {
        "MADOGUCHI_CHROMA": chroma.url,
        "MADOGUCHI_DATABASE": postgresql.url,
        "MADOGUCHI_SYNC_PUBLIC_FOLDERS": str(folder),
    }
    made = [Desk(tmp_path / name, shared) for name in ("first", "second")]
    made[0].command("ingest", str(sample_city / "public" / "手続一覧.md"))
    add = ("users", "add", "hana", "--role", "editor", "--password-stdin")
    subprocess.run(
        [sys.executable, "-m", "bot.cli", *add],
        input=PASSWORD, text=True, check=True, env=made[0].environment, capture_output=True,
    )  # fmt: skip
    try:
        for desk in made:
            desk.start()
        yield made
    finally:
        for desk in made:
            desk.stop()


def until(holds: Callable[[], bool]) -> None:
    give_up = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < give_up
        time.sleep(0.3)


def test_what_one_machine_syncs_the_other_shows_and_answers_from(
    desks: list[Desk], chroma: ChromaProcess, tmp_path: Path
) -> None:
    file = tmp_path / "資料" / "給水所の案内.txt"
    file.write_text(NOTICE.format("北口"), encoding="utf-8")
    here, there = Editor(desks[0]), Editor(desks[1])

    here.look()
    # The other machine shows the same look, and whoever sits there may run it.
    assert "給水所の案内.txt" in there.send(here.address)
    assert "同期しました" in there.run()
    for desk in desks:
        until(lambda desk=desk: "北口" in desk.ask(QUESTION)["text"])
    assert "同期しました" in here.send(here.address)

    # While Chroma's server is away nothing changes, and the page says why.
    file.write_text(NOTICE.format("南口"), encoding="utf-8")
    here.look()
    chroma.stop()
    told = here.run()
    assert f"Chroma のサーバー {chroma.url} を使えません" in told
    assert "北口" in desks[0].ask(QUESTION)["text"]
    chroma.start()
    here.look()
    assert "同期しました" in here.run()
    for desk in desks:
        until(lambda desk=desk: "南口" in desk.ask(QUESTION)["text"])
    assert desks[1].command("audit", "verify").returncode == 0
    assert "Traceback" not in desks[0].log + desks[1].log


def test_a_desk_that_is_stopped_ends_its_sync_and_says_so(
    desks: list[Desk], tmp_path: Path
) -> None:
    for number in range(800):
        text = NOTICE.format(f"第{number}広場")
        (tmp_path / "資料" / f"案内{number}.txt").write_text(text, encoding="utf-8")
    here, there = Editor(desks[0]), Editor(desks[1])
    here.look()
    here.send("/admin/sync/run", token=here.address.rpartition("/")[2])
    desks[0].stop()

    there.send(here.address)
    told = there.until_it_ended()
    assert "アプリケーションが止められたため" in told
    assert "もう一度調べる" in told
    assert desks[1].ask("粗大ごみはどこに申し込むの？")["status"] == "answered"
    assert "Traceback" not in desks[0].log
