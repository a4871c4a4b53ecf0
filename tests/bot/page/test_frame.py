from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from sample_desk import KnowledgeBase, SampleDesk

from bot.outward import UNUSABLE
from bot.page.frame import Office
from bot.page.furigana import with_furigana
from bot.page.originals import original_file, published_at
from bot.page.preferences import COOKIE, Preferences, read_preferences
from bot.server import build_application
from kb.catalog import StoredDocument

HOSTILE = "<script>alert(1)</script>\"'&"


def cookie(words: str) -> dict[str, str]:
    return {COOKIE: quote(words)}


@pytest.fixture(scope="module")
def client() -> TestClient:
    application = build_application(SampleDesk(), office=Office("みどり市"))
    return TestClient(application, base_url="http://127.0.0.1")


def test_preferences_are_read_from_one_cookie() -> None:
    chosen = cookie("language=easy&size=3&theme=dark&ruby=1&city=みどり市")

    assert read_preferences(chosen, {}) == Preferences("easy", "3", "dark", True, "みどり市")
    assert read_preferences(chosen, {"lang": "en"}).language == "en"


@pytest.mark.parametrize("broken", ["", "language=fr&size=9&theme=pink&ruby=yes", "%%%", "=&=&"])
def test_a_cookie_with_unknown_values_counts_as_no_choice(broken: str) -> None:
    assert read_preferences({COOKIE: broken}, {}) == Preferences()


def test_furigana_stand_over_text_and_leave_markup_alone() -> None:
    html = '<p title="資料">資料 &amp; <option>市役所</option></p>'

    assert with_furigana(html) == (
        '<p title="資料"><ruby>資料<rp>(</rp><rt>しりょう</rt><rp>)</rp></ruby> &amp; '
        "<option>市役所</option></p>"
    )


def test_pages_come_in_the_chosen_language_and_name_the_office(client: TestClient) -> None:
    client.cookies = cookie("language=en&theme=dark")  # type: ignore[assignment]
    page = client.get("/documents").text
    client.cookies = {}  # type: ignore[assignment]

    assert 'lang="en"' in page[:80]
    assert 'data-theme="dark"' in page[:120]
    assert "<h1>Registered documents</h1>" in page
    assert '<span class="office">みどり市</span>' in page
    assert page.count("aria-current=page") == 1


def test_documents_for_staff_are_on_no_page_for_citizens(client: TestClient) -> None:
    for page in ("documents", "learn", "lookup?q=苦情", "organization", "terms"):
        assert "手引" not in client.get(f"/{page}").text
    for page in ("document?name=tebiki.txt", "source?id=tebiki-1", "slip?id=tebiki-1"):
        response = client.get(f"/{page}")
        assert response.status_code == 404
        assert "見つかりません" in response.text
    staff = TestClient(build_application(SampleDesk(), staff_access=True))
    assert "窓口職員の手引" in staff.get("/documents").text


@pytest.mark.parametrize(
    "page", ["lookup?q={}", "documents?city={}", "quiz?city={}", "source?id={}", "document?name={}"]
)
def test_nothing_of_an_address_becomes_markup(client: TestClient, page: str) -> None:
    assert "<script>alert" not in client.get(f"/{page.format(quote(HOSTILE))}").text


def test_without_a_knowledge_base_pages_say_so_and_name_no_folder() -> None:
    desk = SampleDesk(KnowledgeBase("「/srv/kb」に取り込んでください。"))
    response = TestClient(build_application(desk)).get("/lookup")

    assert response.status_code == 503
    assert UNUSABLE in response.text
    assert "/srv/kb" not in response.text
    assert '<header id="header">' in response.text


def test_an_unknown_file_of_the_pages_is_not_served(client: TestClient) -> None:
    assert client.get("/page/assets/page.css").status_code == 200
    assert client.get("/page/assets/..%2Ftexts.tsv").status_code == 404
    assert client.get("/page/logo").status_code == 404


def stored(
    origin: Path, *, url: str | None = None, at: str = "2999-01-01T00:00:00"
) -> StoredDocument:
    return StoredDocument(
        name="a.txt", origin=str(origin), sha256="", title="", municipality=None, date=None,
        audience="public", kind="text", page_starts=(), warnings=(), ingested_at=at,
        characters=0, passages=0, views=0, first_row=0, url=url,
    )  # fmt: skip


def test_the_original_is_offered_while_it_is_there_and_unchanged(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    assert original_file(stored(file)) is None
    file.write_text("原本", encoding="utf-8")
    assert original_file(stored(file)) == file
    assert original_file(stored(file, at="2000-01-01T00:00:00")) is None


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://city.example/a.pdf", "https://city.example/a.pdf"),
        ("javascript:alert(1)", None),
        ("/a.pdf", None),
        (None, None),
    ],
)
def test_only_web_addresses_are_linked(url: str | None, shown: str | None) -> None:
    assert published_at(stored(Path("/x"), url=url)) == shown
