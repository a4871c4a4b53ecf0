"""Folders of the settings, brought in line with on the administration page."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from bot.accounts.gate import Gate
from bot.accounts.roles import Person, Role
from bot.accounts.visitor import COOKIE
from bot.admin import sync_book
from bot.admin.sync_book import SyncRow
from bot.office_settings import RecordSettings, ServerSettings
from bot.records.database import RecordsError
from bot.server import build_application
from bot.settings import Settings
from bot.sync_settings import SyncFolder, SyncSettings
from bot.wiring import open_administration, open_assistant, open_record_office, open_recorded_desk
from ingest.errors import KnowledgeBaseError
from kb import sync as kb_sync
from kb.stored import stored_documents

pytestmark = pytest.mark.integration

PLAN = """汐野市水辺の計画
令和5年4月1日策定

1 水辺の現状
水辺を訪れる人は減っています。

2 水辺を生かす取組
船着場に腰掛けを置きます。
"""
RULE = """汐野市船着場条例
令和2年3月1日条例第5号

（目的）
第1条　この条例は、船着場の管理について定める。
（使用料）
第2条　船着場の使用料は、一隻につき一日三百円とする。
附　則
この条例は、公布の日から施行する。
"""
MANUAL = """汐野市 船着場当番の手引

1 鍵
鍵は、管理事務所の緑色の箱から受け取る。
"""


class Office:
    """The application over a small knowledge base of its own, with two folders to sync."""

    def __init__(self, folder: Path, *, manifest: str = "") -> None:
        self.public, self.staff = folder / "公開", folder / "職員用"
        for path, name, text in (
            (self.public, "水辺の計画.txt", PLAN),
            (self.public, "船着場条例.txt", RULE),
            (self.staff, "当番の手引.txt", MANUAL),
        ):
            path.mkdir(exist_ok=True)
            (path / name).write_text(text, encoding="utf-8")
        self.kb = folder / "kb"
        if manifest:
            (folder / "manifest.toml").write_text(manifest, encoding="utf-8")
        self.folders = (SyncFolder(self.public, "public"), SyncFolder(self.staff, "staff"))
        settings = Settings(
            knowledge_base=self.kb,
            embedder=None,
            vocabulary=None,
            server=ServerSettings(questions_per_minute=0),
            records=RecordSettings(
                folder=folder / "data",
                database=f"sqlite:///{folder / 'data' / 'records.sqlite'}",
            ),
            sync=SyncSettings(self.folders, folder / "manifest.toml" if manifest else None),
        )
        self.office = open_record_office(settings)
        assistant = open_assistant(settings)
        self.admin = open_administration(settings, assistant, self.office)
        # Another process of the application, on another machine perhaps.
        self.other = open_administration(settings, assistant, self.office)
        gate = Gate(settings, self.office)
        self._sessions = gate.sessions
        self._application = build_application(
            open_recorded_desk(assistant, self.office), gate=gate, admin=self.admin
        )

    def client(self, role: Role | None = "editor", name: str = "hana") -> TestClient:
        client = TestClient(
            self._application, base_url="https://madoguchi.example", follow_redirects=False
        )
        if role:
            cookie = self._sessions.begin(Person(name, role, "local"))
            client.cookies.set(COOKIE, cookie, domain="madoguchi.example")
        return client

    def look(self, folder: int = 0) -> SyncRow:
        """Press the button that looks, and wait."""
        key = self.folders[folder].key
        answer = self.client().post("/admin/sync/look", data={"folder": key})
        assert answer.status_code == 303, answer.text
        self.admin.syncs.wait()
        return self.admin.syncs.find(answer.headers["location"].rpartition("/")[2])

    def run(self, row: SyncRow, **more: str) -> SyncRow:
        """Press the button that syncs, and wait."""
        answer = self.client().post("/admin/sync/run", data={"token": row.token, **more})
        assert answer.status_code == 303, answer.text
        self.admin.syncs.wait()
        return self.admin.syncs.find(row.token)

    def sync(self, folder: int = 0, **more: str) -> SyncRow:
        return self.run(self.look(folder), **more)

    def page(self, row: SyncRow, **params: str) -> str:
        return self.client().get(f"/admin/sync/{row.token}", params=params).text

    def ask(self, question: str, role: Role | None = None) -> Any:
        body = {"question": question, "audience": "counter" if role else "citizen"}
        return self.client(role).post("/api/ask", json=body).json()

    @property
    def stored(self) -> dict[str, str]:
        return {name: d.audience for name, d in stored_documents(self.kb).items()}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path)
    yield made
    made.office.close()


def test_a_folder_is_looked_at_then_synced_and_answers_come_from_it(office: Office) -> None:
    looked = office.look()

    assert looked.state == "seen"
    assert looked.look is not None
    assert looked.look.added == ("水辺の計画.txt", "船着場条例.txt")
    assert not office.kb.exists()
    page = office.page(looked)
    for words in ("まだ何も変更していません", "汐野市船着場条例", "2020年3月1日", "新しい資料"):
        assert words in page

    done = office.run(looked)

    assert (done.state, done.report and done.report.added) == ("done", looked.look.added)
    assert "三百円" in office.ask("船着場の使用料はいくらですか")["text"]
    assert "同期しました" in office.page(done)
    entry = office.office.audit.latest(1)[0]
    assert (entry.actor, entry.action) == ("hana", "documents.sync")
    assert (entry.detail["folder"], entry.detail["added"]) == (str(office.public), 2)
    ingests = [(row["actor"], row["action"]) for row in office.office.records.rows("ingests")]
    assert ingests == [("hana", "added"), ("hana", "added")]
    # What cannot be read is told, and is no change.
    (office.public / "壊れ.txt").write_text("船着場は北にある。\n", encoding="utf-8")
    again = office.page(office.look())
    assert "変更はありません" in again
    assert "文章を取り出せませんでした" in again


def test_what_changed_moved_went_and_cannot_be_read_is_told_before_and_after(
    office: Office,
) -> None:
    (office.public / "古い.txt").write_text(RULE.replace("船着場", "桟橋"), encoding="utf-8")
    office.sync()
    newer = PLAN.replace("令和5年", "令和7年").replace("減って", "増えて")
    (office.public / "水辺の計画2.txt").write_text(newer, encoding="utf-8")
    (office.public / "船着場条例.txt").rename(office.public / "例規.txt")
    (office.public / "古い.txt").unlink()
    (office.public / "空.txt").write_bytes(b"")
    (office.public / "図.xyz").write_bytes(b"x")

    look = office.look()

    found = look.look
    assert found is not None
    assert found.added == ("水辺の計画2.txt",)
    assert found.moved == (("船着場条例.txt", "例規.txt"),)
    assert found.removed == ("古い.txt",)
    assert found.superseded == (("水辺の計画.txt", "水辺の計画2.txt"),)
    assert {(f.name, f.skipped) for f in found.failed} == {("空.txt", False), ("図.xyz", True)}
    page, english = office.page(look), office.page(look, lang="en")
    for words in ("名前が変わった資料", "取り下げる資料", "新しい版に替わる資料", "空のファイル"):
        assert words in page
    for words in ("Renamed", "Gone from the folder", "Nothing has been changed yet"):
        assert words in english
    report = office.run(look).report
    assert report is not None
    assert (report.added, report.moved, report.removed, report.superseded, report.unchanged) == (
        found.added, found.moved, found.removed, found.superseded, 1,
    )  # fmt: skip
    assert set(office.stored) == {"水辺の計画.txt", "水辺の計画2.txt", "例規.txt"}


def test_how_a_new_or_changed_file_is_read_is_shown_before(office: Office) -> None:
    row = office.look()
    address = f"/admin/sync/{row.token}/file"

    page = office.client().get(address, params={"name": "船着場条例.txt"})
    assert page.status_code == 200
    assert "第2条" in page.text
    assert "一隻につき一日三百円" in page.text
    for name in ("当番の手引.txt", "../職員用/当番の手引.txt", "/etc/hostname"):
        refused = office.client().get(address, params={"name": name})
        assert (refused.status_code, "緑色の箱" in refused.text) == (400, False)
    (office.public / "船着場条例.txt").unlink()
    assert office.client().get(address, params={"name": "船着場条例.txt"}).status_code == 400


def test_documents_of_staff_stay_with_staff_and_the_manifest_is_respected(tmp_path: Path) -> None:
    office = Office(
        tmp_path,
        manifest='["水辺の計画.txt"]\nmunicipality = "汐野町"\naudience = "staff"\n',
    )
    try:
        office.sync(0)
        office.sync(1)

        assert office.stored == {
            "水辺の計画.txt": "staff", "船着場条例.txt": "public", "当番の手引.txt": "staff",
        }  # fmt: skip
        assert stored_documents(office.kb)["水辺の計画.txt"].municipality == "汐野町"
        assert "緑色の箱" in office.ask("船着場の鍵はどこで受け取りますか", "reader")["text"]
        told = office.ask("船着場の鍵はどこで受け取りますか")
        assert "緑色の箱" not in str(told)
        # What everybody would see from now on has to be meant.
        (tmp_path / "manifest.toml").write_text("# nothing\n", encoding="utf-8")
        look = office.look(0)
        assert look.look is not None
        assert look.look.opened == ("水辺の計画.txt",)
        refused = office.client().post("/admin/sync/run", data={"token": look.token})
        assert (refused.status_code, "公開になります" in refused.text) == (400, True)
        assert office.run(look, confirmed="true").state == "done"
        assert office.stored["水辺の計画.txt"] == "public"
    finally:
        office.office.close()


def test_a_folder_that_is_missing_or_empty_takes_nothing_out(office: Office) -> None:
    office.sync()
    away = office.public.rename(office.public.with_name("外した"))

    missing = office.look()
    assert missing.report is not None
    assert "がありません" in missing.report.problem
    office.public.mkdir()
    empty = office.look()
    assert empty.report is not None
    assert "そこから取り込んだ資料が2件" in empty.report.problem
    assert "そこから取り込んだ資料が2件" in office.page(empty)
    refused = office.client().post("/admin/sync/run", data={"token": empty.token})
    assert refused.status_code == 400
    assert set(office.stored) == {"水辺の計画.txt", "船着場条例.txt"}

    office.public.rmdir()
    away.rename(office.public)
    (office.public / "水辺の計画.txt").unlink()
    (office.public / "船着場条例.txt").unlink()
    (office.public / "別.txt").write_text(MANUAL, encoding="utf-8")
    many = office.look()
    assert "資料2件のうち2件を取り下げます" in office.page(many)
    refused = office.client().post("/admin/sync/run", data={"token": many.token})
    assert (refused.status_code, "印を付けて" in refused.text) == (400, True)


def test_a_folder_that_may_not_be_read_takes_nothing_out(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.sync()
    real = Path.iterdir

    def iterdir(path: Path) -> Iterator[Path]:
        # Root, as whom tests may run, is refused nowhere.
        if path == office.public:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(Path, "iterdir", iterdir)
    told = office.look().report
    assert told is not None
    assert "読めるファイルがありません" in told.problem


def test_what_changed_since_the_look_is_not_done(office: Office) -> None:
    look = office.look()
    (office.public / "新しい.txt").write_text(MANUAL, encoding="utf-8")

    done = office.run(look)

    assert done.state == "failed"
    assert done.report is not None
    assert "何も変更していません" in done.report.problem
    assert not office.kb.exists()
    assert office.office.audit.latest() == []
    again = office.client().post("/admin/sync/run", data={"token": look.token})
    assert again.status_code == 400


def test_two_people_at_once_do_not_mix(office: Office) -> None:
    first = office.look()
    second = office.look()
    assert office.run(first).state == "done"
    late = office.run(second)
    assert late.report is not None
    assert "変わりました" in late.report.problem

    token = office.other.syncs._book.begin(office.folders[0], actor="taro")
    busy = office.client().post("/admin/sync/look", data={"folder": office.folders[1].key})
    assert busy.status_code == 400
    assert "taro さんがフォルダー" in busy.text
    english = office.client().post("/admin/sync/look?lang=en", data={"folder": "x"})
    assert "The settings have no such folder." in english.text
    assert "data-active" in office.page(office.admin.syncs.find(token))


def test_a_process_that_is_gone_keeps_nobody_waiting(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = office.other.syncs._book.begin(office.folders[0], actor="taro")
    monkeypatch.setattr(sync_book, "SILENT_SECONDS", -1)

    row = office.admin.syncs.find(token)
    assert row.state == "interrupted"
    assert "途中で止まりました" in office.page(row)
    assert office.look().state == "seen"


def test_a_sync_while_another_process_ingests_is_refused(office: Office) -> None:
    from kb.generation_writer import writer

    look = office.look()
    with writer(office.kb):
        done = office.run(look)

    assert done.report is not None
    assert "書き込んでいます" in done.report.problem
    assert office.stored == {}


def test_what_was_stored_stays_when_a_sync_fails_midway(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kb_sync, "_BATCH", 1)
    real, calls = kb_sync.apply, []

    def failing(*arguments: Any, **options: Any) -> Any:
        calls.append(None)
        if len(calls) > 1:
            raise KnowledgeBaseError("ディスクに空きがありません。")
        return real(*arguments, **options)

    monkeypatch.setattr(kb_sync, "apply", failing)
    done = office.sync()
    assert (done.state, done.report and done.report.added) == ("failed", ("水辺の計画.txt",))
    page = office.page(done)
    assert "ディスクに空きがありません" in page
    assert "汐野市水辺の計画" in page
    entry = office.office.audit.latest(1)[0]
    assert (entry.detail["added"], entry.detail["problem"]) == (1, "ディスクに空きがありません。")

    monkeypatch.setattr(kb_sync, "apply", real)
    look = office.look().look
    assert look is not None
    assert (look.added, look.unchanged) == (("船着場条例.txt",), ("水辺の計画.txt",))


def test_a_moved_document_stays_where_its_file_goes_away_before_it_is_read(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.sync()
    (office.public / "船着場条例.txt").rename(office.public / "例規.txt")
    look = office.look()
    real = kb_sync.read_documents

    def reading(*arguments: Any, **options: Any) -> Any:
        (office.public / "例規.txt").unlink()
        return real(*arguments, **options)

    monkeypatch.setattr(kb_sync, "read_documents", reading)
    assert office.run(look).state == "done"
    assert "船着場条例.txt" in office.stored


def test_what_was_done_is_written_down_when_the_database_is_back(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.admin import sync_job

    look = office.look()
    monkeypatch.setattr(sync_job, "RETRY_SECONDS", 0.01)
    real, failures = sync_book.SyncBook.keep_report, []

    def keep(self: Any, *arguments: Any, **options: Any) -> None:
        if len(failures) < 3:
            failures.append(None)
            raise RecordsError("別の機械のデータベースが応答しません。")
        real(self, *arguments, **options)

    monkeypatch.setattr(sync_book.SyncBook, "keep_report", keep)
    assert office.run(look).state == "done"
    assert len(failures) == 3
    assert office.office.audit.latest(1)[0].detail["added"] == 2


def test_what_lies_outside_of_the_folder_is_not_read_through_a_link(office: Office) -> None:
    secret = office.public.parent / "秘密.txt"
    secret.write_text(MANUAL, encoding="utf-8")
    (office.public / "近道.txt").symlink_to(secret)

    look = office.look().look
    assert look is not None
    assert "近道.txt" not in look.added
    assert any("リンク" in file.reason for file in look.failed)
    office.sync()
    name = "船着場条例.txt"
    assert office.client(None).get("/original", params={"name": name}).status_code == 200
    (office.public / name).unlink()
    (office.public / name).symlink_to(secret)
    assert office.client(None).get("/original", params={"name": name}).status_code == 404


def test_names_in_the_bytes_of_windows_are_told(office: Office) -> None:
    folder = os.fsencode(office.public)
    for name, content in (("図面.xyz", b"x"), ("空.txt", b""), ("鍵.txt", MANUAL.encode())):
        with open(os.path.join(folder, name.encode("cp932")), "wb") as file:  # noqa: PTH118, PTH123
            file.write(content)

    look = office.look()

    assert look.look is not None
    assert {file.name for file in look.look.failed} == {"図面.xyz", "空.txt"}
    assert "鍵.txt" in look.look.added
    assert office.run(look).state == "done"
    assert "鍵.txt" in office.stored


@pytest.mark.parametrize("role", [None, "reader"])
def test_only_editors_and_administrators_sync(office: Office, role: Role | None) -> None:
    row = office.look()
    client = office.client(role)
    status = 403 if role else 303
    key = office.folders[0].key

    for answer in (
        client.get("/admin/sync"),
        client.get(f"/admin/sync/{row.token}"),
        client.get(f"/admin/sync/{row.token}/file", params={"name": "船着場条例.txt"}),
        client.post("/admin/sync/look", data={"folder": key}),
        client.post("/admin/sync/run", data={"token": row.token}),
    ):
        assert answer.status_code == status
        assert "船着場" not in answer.text
    if status == 303:
        assert answer.headers["location"].startswith("/login")
    assert not office.kb.exists()


def test_another_site_cannot_begin_a_sync(office: Office) -> None:
    row = office.look()
    for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}):
        for path, data in (
            ("/admin/sync/look", {"folder": office.folders[0].key}),
            ("/admin/sync/run", {"token": row.token}),
        ):
            answer = office.client().post(path, data=data, headers=headers)
            assert answer.status_code == 403


def test_a_folder_is_named_by_the_settings_alone(office: Office, tmp_path: Path) -> None:
    for folder in ("/etc", str(office.public), "../公開", ""):
        answer = office.client().post("/admin/sync/look", data={"folder": folder})
        assert answer.status_code in (400, 422)
        assert "location" not in answer.headers
    shutil.rmtree(tmp_path / "職員用")
    page = office.client().get("/admin/sync").text
    assert str(office.public) in page
    assert "変更を調べる" in page
