"""A real browser against a real server whose answers are predictable."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "bot" / "page"))

from sample_desk import WASTE, KnowledgeBase, SampleDesk, Snapshot
from servers import serving

from bot.accounts.gate import Gate
from bot.accounts.roles import Person
from bot.accounts.visitor import COOKIE
from bot.admin.kept import KeptFiles
from bot.admin.pages import Administration
from bot.admin.shelf import Shelf
from bot.admin.sync_book import SyncBook
from bot.admin.sync_work import SyncWork
from bot.admin.syncs import Syncs
from bot.answer import Answer
from bot.models import open_embedder
from bot.office_settings import AccessSettings, RecordSettings, ServerSettings
from bot.records.desk import RecordedFeedback
from bot.records.office import RecordOffice, open_records
from bot.records.store import Asked
from bot.records.switches import Switch
from bot.settings import Settings
from bot.sync_settings import SyncFolder, SyncSettings
from kb.directory import Directory
from kb.directory_lines import directory_lines
from kb.records import Filters

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Debian's Chromium; without it tests are skipped, or fail where CI=true."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        reason = "no Chromium is installed: apt-get install chromium fonts-noto-cjk"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return path


@pytest.fixture(scope="session")
def browser(chromium_path: str) -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=list(FLAGS))
        yield browser
        browser.close()


@dataclass
class Running:
    """A server in a thread of this process."""

    address: str
    desk: SampleDesk


def _run(desk: SampleDesk, *, staff_access: bool = False) -> Iterator[Running]:
    from bot.server import build_application

    with serving(build_application(desk, staff_access=staff_access)) as address:
        yield Running(address, desk)


@pytest.fixture
def run_server() -> Any:
    """Serves an application while its context is open, and gives its address."""
    return serving


_GOALS = {
    "総務局 人事部": "研修を年間20回開き、参加者の満足度を90%以上にします。",
    "財政局 税務部": "納税の案内を毎年5月までに全世帯へ送ります。",
    "都市局 公園部": "地域の公園を月に1回点検し、結果を公表します。",
    "市民局 区政部": "窓口の待ち時間を平均10分以内にします。",
    "消防局 予防部": "住宅用火災警報器の設置率を85%以上にします。",
}


class TeachingSnapshot(Snapshot):
    """The small desk's documents with enough goals for a quiz."""

    def passages(self, document: str | None = None) -> list[Any]:
        taught = [
            replace(
                WASTE, passage_id=f"goal-{n}", departments=(name,), text=text,
                municipality="みどり市", locator=name, label=f"みどり市「行動目標一覧」{name}",
            )
            for n, (name, text) in enumerate(_GOALS.items())
        ]  # fmt: skip
        return [*super().passages(document), *taught]

    def directory(self, filters: Filters) -> Directory:
        return Directory(directory_lines(self.passages()))


class TeachingKnowledgeBase(KnowledgeBase):
    def snapshot(self) -> Snapshot:
        super().snapshot()
        return TeachingSnapshot()


@pytest.fixture(scope="session")
def served() -> Iterator[Running]:
    yield from _run(SampleDesk(TeachingKnowledgeBase()))


@pytest.fixture
def served_for_staff() -> Iterator[Running]:
    yield from _run(SampleDesk(), staff_access=True)


@dataclass
class Guarded:
    """A server with accounts of staff and the administration pages."""

    address: str
    gate: Gate
    office: RecordOffice
    folder: Path
    """Folder that can be synced; its documents go into a knowledge base that nobody asks."""

    def let_in(self, tab: Tab) -> None:
        """Log an administrator in, without the form."""
        session = self.gate.sessions.begin(Person("hana", "administrator", "local"))
        tab.page.context.add_cookies([{"name": COOKIE, "value": session, "url": self.address}])

    def record(self) -> None:
        """Have something on every page of the administration."""
        records = self.office.records
        for answer in (
            Answer("ごみの担当は？", "answered", "環境課です。"),
            Answer("ごみの日は？", "not_found", "ありません。", reason="no_evidence"),
        ):
            records.add_question(answer, Asked("web", "citizen"))
        records.add_feedback(
            helpful=False, reason="old", question="ごみの担当は？", status="answered",
            labels=("みどり市「行動目標一覧」",),
        )  # fmt: skip
        self.office.switchboard.set("llm", Switch(False, "点検"), actor="hana")
        self.office.switchboard.set_synonym("ゴミ", ("廃棄物",), actor="hana")


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[Guarded]:
    from bot.server import build_application

    database = f"sqlite:///{tmp_path / 'records.sqlite'}"
    office = open_records(
        RecordSettings(folder=tmp_path, database=database), mask=lambda text, *, is_public: text
    )
    settings = Settings(
        knowledge_base=tmp_path / "kb",
        embedder=None,
        vocabulary=None,
        server=ServerSettings(questions_per_minute=0),
        access=AccessSettings(plain_http=True),
        records=RecordSettings(folder=tmp_path),
    )
    gate = Gate(settings, office)
    desk = SampleDesk()
    embedder = open_embedder(settings)
    shelf = Shelf(
        tmp_path, knowledge_base=tmp_path / "kb", embedder=embedder,
        kept=KeptFiles(office.database), records=office.records, audit=office.audit,
    )  # fmt: skip
    folder = tmp_path / "資料"
    folder.mkdir()
    syncs = Syncs(
        SyncSettings((SyncFolder(folder, "public"),)),
        work=SyncWork(tmp_path / "kb", embedder=embedder, records=office.records),
        book=SyncBook(office.database, audit=office.audit),
    )
    application = build_application(
        desk,
        gate=gate,
        feedback=RecordedFeedback(office.records),
        admin=Administration(desk, office, shelf, with_words=lambda entry: desk, syncs=syncs),
    )
    with serving(application) as address:
        yield Guarded(address, gate, office, folder)
    syncs.close()
    office.close()


@pytest.fixture
def served_without_documents() -> Iterator[Running]:
    yield from _run(SampleDesk(KnowledgeBase("知識ベースがありません。取り込んでください。")))


@dataclass
class Tab:
    """A page of its own browser context, with what it asked for and complained of."""

    page: Any
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(self, address: str) -> None:
        self.page.goto(address)
        self.page.locator("#conversation h2, #conversation .notice").first.wait_for()

    def go(self, address: str) -> None:
        """Open one of the pages that need no Gradio."""
        self.page.goto(address)
        self.page.locator("main h1").first.wait_for()

    def ask(self, question: str) -> None:
        """Type a question, press Enter, wait for what comes back."""
        turns = self.page.locator(".turn").count()
        self.page.locator("#question textarea").fill(question)
        self.page.keyboard.press("Enter")
        self.page.locator(f".turn:nth-of-type({turns + 1}):not([data-pending])").wait_for()

    def choose(self, name: str) -> None:
        """Choose one of the display switches."""
        if self.page.locator(".display[open]").count() == 0:
            self.page.locator(".display summary").click()
        self.page.get_by_text(name, exact=True).click()

    @property
    def last(self) -> Any:
        return self.page.locator(".turn").last


@pytest.fixture
def new_tab(browser: Any) -> Iterator[Any]:
    contexts = []

    def open_tab(**options: Any) -> Tab:
        context = browser.new_context(locale="ja-JP", **options)
        # Generous, because the machine may be busy with other things.
        context.set_default_timeout(60_000)
        contexts.append(context)
        tab = Tab(context.new_page())
        tab.page.on("request", lambda request: tab.requests.append(request.url))
        tab.page.on("pageerror", lambda error: tab.complaints.append(str(error)))
        tab.page.on(
            "console",
            lambda message: (
                tab.complaints.append(message.text)
                if message.type in ("error", "warning")
                else None
            ),
        )
        return tab

    yield open_tab
    for context in contexts:
        context.close()
