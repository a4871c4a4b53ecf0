from __future__ import annotations

from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from gated import PASSWORDS, Build, client_of

from bot.accounts.guards import Pace
from bot.accounts.pages import own_page
from bot.accounts.store import MAX_FAILURES
from bot.accounts.visitor import COOKIE
from bot.records.office import RecordOffice

pytestmark = pytest.mark.usefixtures("people")


def log_in(client: TestClient, name: str, password: str | None = None, **fields: str) -> Any:
    data = {"name": name, "password": password or PASSWORDS.get(name, ""), **fields}
    return client.post("/login", data=data)


def sees_staff(client: TestClient, **headers: str) -> bool:
    answer = client.get("/api/documents", params={"audience": "counter"}, headers=headers)
    return answer.status_code == 200


def test_who_logs_in_is_staff_until_logging_out(build: Build) -> None:
    client = client_of(build())
    assert not sees_staff(client)

    answer = log_in(client, "reader", next="/lookup")

    assert (answer.status_code, answer.headers["location"]) == (303, "/lookup")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    for attribute in ("HttpOnly", "Secure", "SameSite=lax", "Path=/"):
        assert attribute in cookie
    assert sees_staff(client)
    kept = client.cookies[COOKIE]

    assert client.post("/logout").headers["location"] == "/"
    assert not sees_staff(client)
    client.cookies.set(COOKIE, kept, domain="madoguchi.example")
    assert not sees_staff(client)


def test_a_new_login_ends_the_old_session_of_the_browser(build: Build) -> None:
    client = client_of(build())
    log_in(client, "reader")
    old = client.cookies[COOKIE]
    log_in(client, "reader")

    assert client.cookies[COOKIE] != old
    other = client_of(client.app)  # type: ignore[arg-type]
    other.cookies.set(COOKIE, old, domain="madoguchi.example")
    assert not sees_staff(other)


def test_a_wrong_name_and_a_wrong_password_are_told_alike(build: Build) -> None:
    client = client_of(build())

    answers = [
        log_in(client, "reader", "a wrong password"),
        log_in(client, "nobody", "a wrong password"),
        log_in(client, "", "x"),
    ]

    assert [answer.status_code for answer in answers] == [401, 401, 401]
    assert len({answer.text for answer in answers}) == 1
    assert COOKIE not in client.cookies


def test_logins_are_written_down(build: Build, office: RecordOffice) -> None:
    client = client_of(build())
    log_in(client, "reader", "wrong")
    log_in(client, "reader")
    client.post("/logout")

    rows = [
        (row["account"], row["address"], row["source"], row["outcome"])
        for row in office.records.rows("logins")
    ]
    assert rows == [
        ("reader", "192.0.2.7", "local", "failed"),
        ("reader", "192.0.2.7", "local", "ok"),
        ("reader", "192.0.2.7", "local", "out"),
    ]


def test_guessing_is_stopped_for_names_that_exist_and_others(build: Build) -> None:
    client = client_of(build())
    for name in ("reader", "nobody"):
        for _ in range(MAX_FAILURES):
            log_in(client, name, "wrong")
        answer = log_in(client, name)
        assert answer.status_code == 429
        assert "待ってから" in answer.text
    elsewhere = client_of(client.app, address="192.0.2.8")  # type: ignore[arg-type]
    assert log_in(elsewhere, "reader").status_code == 303


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "https://madoguchi.example.evil.example"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_changes_that_another_site_sends_are_refused(build: Build, headers: dict[str, str]) -> None:
    client = client_of(build())
    log_in(client, "administrator")

    for method, path in (
        ("POST", "/login"),
        ("POST", "/logout"),
        ("POST", "/api/ask"),
        ("POST", "/api/ask/stream"),
        ("POST", "/api/feedback"),
        ("POST", "/gradio_api/queue/join"),
    ):
        answer = client.request(method, path, headers=headers)
        assert (answer.status_code, answer.json()["error"]) == (403, "cross_site"), path
    assert sees_staff(client)


def test_the_sites_own_pages_may_change(build: Build) -> None:
    client = client_of(build())

    for headers in (
        {"origin": "https://madoguchi.example"},
        {"sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "none"},
    ):
        answer = client.post("/api/ask", json={"question": "苦情は？"}, headers=headers)
        assert answer.status_code == 200
    public = client_of(build(public_address="https://city.example"))
    answer = public.post(
        "/api/ask", json={"question": "苦情は？"}, headers={"origin": "https://city.example"}
    )
    assert answer.status_code == 200


def test_the_header_of_a_trusted_proxy_names_the_person(build: Build) -> None:
    proxies = {"trusted_proxies": (ip_network("10.0.0.0/24"),), "proxy_header": "x-user"}
    application = build(**proxies)
    behind = client_of(application, address="10.0.0.5")

    assert sees_staff(behind, **{"X-User": "reader"})
    assert not sees_staff(behind, **{"X-User": "someone"})
    assert not sees_staff(behind, **{"X-User": ""})
    assert not sees_staff(behind)
    assert not sees_staff(client_of(application, address="10.0.1.5"), **{"X-User": "reader"})
    assert sees_staff(
        client_of(build(**proxies, proxy_role="reader"), address="10.0.0.5"),
        **{"X-User": "someone"},
    )
    without = build(trusted_proxies=proxies["trusted_proxies"])
    assert not sees_staff(client_of(without, address="10.0.0.5"), **{"X-User": "reader"})


def test_the_address_is_what_trusted_proxies_tell(build: Build, office: RecordOffice) -> None:
    application = build(trusted_proxies=(ip_network("10.0.0.0/24"),))
    told = "203.0.113.9, 198.51.100.2, 10.0.0.6"
    for address in ("10.0.0.5", "10.0.1.5"):
        client = client_of(application, address=address)
        client.post(
            "/login", data={"name": "x", "password": "y"}, headers={"x-forwarded-for": told}
        )

    assert [row["address"] for row in office.records.rows("logins")] == [
        "198.51.100.2",
        "10.0.1.5",
    ]


def test_questions_are_slowed_by_person_and_address(build: Build) -> None:
    application = build(questions_per_minute=2)
    client, other = client_of(application), client_of(application, address="192.0.2.8")

    statuses = [client.get("/api/search", params={"q": "苦情"}).status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
    answer = client.post("/api/ask", json={"question": "苦情は？"})
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0
    assert "content-security-policy" in answer.headers
    assert other.get("/api/search", params={"q": "苦情"}).status_code == 200
    assert client.get("/api/documents").status_code == 200
    assert log_in(client, "reader").status_code == 303
    assert client.get("/api/search", params={"q": "苦情"}).status_code == 200


def test_a_pace_lets_through_again_with_time() -> None:
    now = [0.0]
    pace = Pace(60, now=lambda: now[0])
    assert [pace.wait_seconds("a") for _ in range(60)] == [0.0] * 60
    assert pace.wait_seconds("a") == pytest.approx(1.0)
    now[0] = 1.0
    assert pace.wait_seconds("a") == 0.0
    assert pace.wait_seconds("a") > 0
    assert pace.wait_seconds("b") == 0.0
    assert Pace(0).wait_seconds("a") == 0.0


@pytest.mark.parametrize(
    "address",
    ["//evil.example", "https://evil.example", "/\\evil.example", "evil", "", "/a\nb", "/a\\b"],
)
def test_after_logging_in_nobody_is_sent_to_another_site(build: Build, address: str) -> None:
    assert own_page(address) == "/"
    assert log_in(client_of(build()), "reader", next=address).headers["location"] == "/"


def test_the_login_page_escapes_what_it_is_told(build: Build) -> None:
    client = client_of(build())
    page = client.get("/login", params={"next": '/"><script>alert(1)</script>'})

    assert "<script>alert" not in page.text
    assert page.headers["x-frame-options"] == "DENY"
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]


def test_whoever_was_staff_is_a_citizen_while_the_database_is_away(
    build: Build, office: RecordOffice, tmp_path: Path
) -> None:
    client = client_of(build())
    log_in(client, "reader")
    office.database.close()
    data = tmp_path / "data"
    data.rename(tmp_path / "away")
    data.write_text("a file in its place")
    try:
        assert not sees_staff(client)
        assert client.get("/api/search", params={"q": "苦情"}).status_code == 200
        assert log_in(client, "reader").status_code == 503
    finally:
        data.unlink()
        (tmp_path / "away").rename(data)
    assert sees_staff(client)
