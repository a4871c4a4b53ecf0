from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from bot.accounts.gate import Gate
from bot.accounts.roles import Person, Role
from bot.accounts.visitor import COOKIE
from bot.office_settings import RecordSettings, ServerSettings
from bot.records.office import RecordOffice
from bot.server import build_application
from bot.settings import Settings
from bot.wiring import (
    open_administration,
    open_assistant,
    open_record_office,
    open_recorded_desk,
)

pytestmark = pytest.mark.integration

ORDINANCE = """汐野市船着場使用条例

（目的）
第１条　この条例は、船着場の使用について定めることを目的とする。

（使用料）
第２条　船着場の使用料は、一隻につき一日三百円とする。
"""


class Desk:
    """The application over a copy of the sample city, and whoever is logged in."""

    def __init__(self, kb: Path, folder: Path) -> None:
        settings = Settings(
            knowledge_base=kb,
            embedder=None,
            vocabulary=None,
            server=ServerSettings(questions_per_minute=0),
            records=RecordSettings(
                folder=folder, database=f"sqlite:///{folder / 'records.sqlite'}"
            ),
        )
        self.office: RecordOffice = open_record_office(settings)
        assistant = open_assistant(settings)
        gate = Gate(settings, self.office)
        self._sessions = gate.sessions
        self._application = build_application(
            open_recorded_desk(assistant, self.office),
            gate=gate,
            admin=open_administration(settings, assistant, self.office),
        )

    def client(self, role: Role | None = None) -> TestClient:
        client = TestClient(
            self._application, base_url="https://madoguchi.example", follow_redirects=False
        )
        if role:
            cookie = self._sessions.begin(Person("hana", role, "local"))
            client.cookies.set(COOKIE, cookie, domain="madoguchi.example")
        return client

    def ask(self, question: str) -> Any:
        return self.client().post("/api/ask", json={"question": question}).json()


@pytest.fixture
def desk(sample_kb: Path, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(Path(shutil.copytree(sample_kb, tmp_path / "kb")), tmp_path / "data")
    yield made
    made.office.close()


def hand_in(client: TestClient, name: str, content: bytes, audience: str = "public") -> Any:
    return client.post(
        "/admin/documents/upload",
        files={"file": (name, content)},
        data={"audience": audience},
    )


def token_of(page: str) -> str:
    return page.split('name="token" value="')[1].split('"')[0]


def test_a_document_is_seen_before_it_goes_live_and_can_be_taken_back(desk: Desk) -> None:
    editor = desk.client("editor")
    page = hand_in(editor, "../船着場.txt", ORDINANCE.encode()).text

    assert "汐野市船着場使用条例" in page
    assert "第2条" in page
    assert "まだ公開されていません" in page
    documents = desk.client().get("/api/documents").json()["documents"]
    assert "船着場.txt" not in {document["name"] for document in documents}

    assert (
        editor.post("/admin/documents/publish", data={"token": token_of(page)}).status_code == 303
    )
    answer = desk.ask("船着場の使用料はいくらですか")
    assert answer["status"] == "answered"
    assert "三百円" in answer["text"]

    assert editor.post("/admin/documents/remove", data={"name": "船着場.txt"}).status_code == 303
    assert "三百円" not in json.dumps(desk.ask("船着場の使用料はいくらですか"), ensure_ascii=False)
    actions = [entry.action for entry in desk.office.audit.latest()]
    assert actions[:2] == ["documents.remove", "documents.added"]
    assert [row["action"] for row in desk.office.records.rows("ingests")] == ["added", "removed"]


def test_what_cannot_be_read_is_told_and_not_published(desk: Desk) -> None:
    editor = desk.client("editor")

    page = hand_in(editor, "空.txt", b"").text
    assert 'class="problem"' in page
    assert "公開する" not in page
    answer = editor.post("/admin/documents/publish", data={"token": token_of(page)})
    assert answer.status_code == 400
    assert hand_in(editor, "..", b"x").status_code == 400
    assert editor.post("/admin/documents/publish", data={"token": "../.."}).status_code == 400
    missing = editor.post("/admin/documents/remove", data={"name": "ない.txt"})
    assert (missing.status_code, "登録されていません" in missing.text) == (400, True)


def test_a_body_that_is_too_long_is_refused_by_role(desk: Desk) -> None:
    long = b"x" * 1_100_000

    assert hand_in(desk.client("reader"), "a.txt", long).status_code == 413
    assert hand_in(desk.client(), "a.txt", long).status_code == 413
    assert hand_in(desk.client("editor"), "a.txt", b"x" * 51_000_000).status_code == 413


def test_questions_are_recorded_masked_and_shown_in_the_figures(desk: Desk) -> None:
    desk.ask("私の電話は090-1234-5678です。粗大ごみの申込みはどこですか")
    desk.ask("パスポートの手数料はいくらですか")

    asked = [row["question"] for row in desk.office.records.rows("questions")]
    assert len(asked) == 2
    assert "1234" not in asked[0]
    editor = desk.client("editor")
    assert "<svg" in editor.get("/admin").text
    assert "パスポートの手数料はいくらですか" in editor.get("/admin/questions").text


def test_the_bot_can_be_switched_off_with_a_reason_that_visitors_see(desk: Desk) -> None:
    administrator = desk.client("administrator")
    form = {"name": "bot", "on": "false"}
    assert administrator.post("/admin/switches", data=form).status_code == 400
    form["reason"] = "<b>資料の入替え</b>のためです。"
    assert administrator.post("/admin/switches", data=form).status_code == 303

    answer = desk.ask("粗大ごみの申込みはどこですか")
    assert (answer["status"], answer["reason"]) == ("refused", "switched_off")
    assert "資料の入替え" in answer["text"]
    assert "<b>資料" not in administrator.get("/admin/switches").text

    form["on"] = "true"
    administrator.post("/admin/switches", data=form)
    assert desk.ask("粗大ごみの申込みはどこですか")["status"] == "answered"


def test_a_word_is_tried_on_real_questions_before_it_is_kept(desk: Desk) -> None:
    question = "でかぶつポイの申込みはどこですか"
    before = desk.ask(question)
    editor = desk.client("editor")
    form = {"everyday": "でかぶつポイ", "terms": "粗大ごみ"}

    tried = editor.get("/admin/words", params=form).text
    assert question in tried
    assert "1件のうち" in tried
    assert len(list(desk.office.records.rows("questions"))) == 1
    assert desk.ask(question)["passages"] == before["passages"]

    assert editor.post("/admin/words", data=form).status_code == 303
    after = desk.ask(question)
    assert "粗大ごみ" in after["passages"][0]["text"]
    assert editor.post("/admin/words", data={**form, "terms": ""}).status_code == 303
    assert desk.ask(question)["passages"] == before["passages"]


def test_the_directory_is_corrected_on_a_page(desk: Desk) -> None:
    editor = desk.client("editor")
    table = "自治体,部署,電話\n汐野市,船着場係,099-900-0007\n"

    assert editor.post("/admin/directory", data={"table": "自治体\n汐野市\n"}).status_code == 400
    assert editor.post("/admin/directory", data={"table": table}).status_code == 303
    desk.ask("船着場係の電話は？")
    page = editor.get("/admin/directory").text
    assert ">船着場係</div>" in page
    assert "099-900-0007</div>" in page
    assert desk.office.audit.latest(1)[0].action == "directory"
    editor.post("/admin/directory", data={"table": ""})
    desk.ask("船着場係の電話は？")
    assert ">船着場係</div>" not in editor.get("/admin/directory").text


def test_an_approved_answer_becomes_a_document(desk: Desk) -> None:
    editor = desk.client("editor")
    for question, answer in (
        ("船の給水はどこでできますか", "第二桟橋の給水所でできます。"),
        ("船の給電はどこでできますか", "第三桟橋の給電所でできます。"),
    ):
        form = {"question": question, "answer": answer}
        assert editor.post("/admin/faq", data=form).status_code == 303

    assert "第二桟橋" in desk.ask("船の給水はどこでできますか")["text"]
    assert "第三桟橋" in desk.ask("船の給電はどこでできますか")["text"]
