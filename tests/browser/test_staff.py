from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sample_desk import SampleDesk

from bot.accounts.gate import Gate
from bot.office_settings import AccessSettings, RecordSettings, ServerSettings
from bot.records.desk import RecordedFeedback
from bot.records.office import RecordOffice, open_records
from bot.server import build_application
from bot.settings import Settings

pytestmark = pytest.mark.browser

PASSWORD = "しおの-3丁目-cats"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[RecordOffice]:
    database = f"sqlite:///{tmp_path / 'records.sqlite'}"
    made = open_records(
        RecordSettings(folder=tmp_path, database=database), mask=lambda text, *, is_public: text
    )
    yield made
    made.close()


def test_staff_log_in_from_the_header_judge_and_log_out(
    office: RecordOffice, tmp_path: Path, new_tab: Any, run_server: Any
) -> None:
    settings = Settings(
        knowledge_base=tmp_path / "kb",
        embedder=None,
        vocabulary=None,
        server=ServerSettings(questions_per_minute=0),
        access=AccessSettings(plain_http=True),
        records=RecordSettings(folder=tmp_path),
    )
    gate = Gate(settings, office)
    application = build_application(
        SampleDesk(), gate=gate, feedback=RecordedFeedback(office.records)
    )
    with run_server(application) as address:
        tab = new_tab()
        tab.open(address)
        assert tab.page.locator("#header .login").count() == 0

        gate.accounts.add("hana", PASSWORD, role="editor", actor="test")
        tab.go(f"{address}/documents")
        tab.page.get_by_role("link", name="職員ログイン").click()
        tab.page.get_by_label("名前").fill("hana")
        tab.page.get_by_label("パスワード").fill(PASSWORD)
        tab.page.get_by_role("button", name="ログイン", exact=True).click()

        tab.page.locator("#header .login .name").wait_for()
        assert tab.page.locator("#header .login .name").inner_text() == "hana"
        assert tab.page.get_by_role("link", name="管理").get_attribute("href") == "admin"
        tab.page.get_by_text("窓口職員", exact=True).wait_for()
        tab.ask("ごみの担当は？")
        tab.last.get_by_role("button", name="役に立った").click()
        tab.page.get_by_text("ありがとうございます").wait_for()
        (judged,) = office.records.rows("feedback")
        assert (judged["helpful"], judged["question"]) == (True, "ごみの担当は？")

        tab.page.get_by_role("button", name="ログアウト").click()
        tab.page.get_by_role("link", name="職員ログイン").wait_for()
        assert not tab.page.get_by_text("窓口職員", exact=True).is_visible()
