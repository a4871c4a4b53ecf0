from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from gated import Build, client_of
from joserfc import jwt
from joserfc.jwk import OctKey

sys.path.insert(0, str(Path(__file__).parent))

from provider import CLIENT, OTHER_KEY, Provider, provider, query_of

from bot.accounts.oidc import COOKIE as TRIP
from bot.accounts.visitor import COOKIE
from bot.office_settings import OidcSettings
from bot.records.office import RecordOffice

HERE = "https://madoguchi.example"


@pytest.fixture
def there() -> Iterator[Provider]:
    with provider() as told:
        yield told


@pytest.fixture
def client(build: Build, there: Provider) -> TestClient:
    settings = OidcSettings(
        issuer=there.issuer,
        client_id=CLIENT,
        client_secret=None,
        name_claim="preferred_username",
        role_claim="roles",
        roles={"staff": "reader", "chief": "administrator"},
    )
    return client_of(build(oidc=settings, public_address=HERE))


def leave(client: TestClient, next_page: str = "/lookup") -> str:
    return str(client.get("/login/oidc", params={"next": next_page}).headers["location"])


def arrive(client: TestClient, there: Provider, next_page: str = "/lookup") -> Any:
    back = there.authorize(query_of(leave(client, next_page)))
    return client.get(back)


def sees_staff(client: TestClient) -> bool:
    answer = client.get("/api/documents", params={"audience": "counter"})
    return answer.status_code == 200


def test_who_comes_back_from_the_provider_is_logged_in(
    client: TestClient, there: Provider, office: RecordOffice
) -> None:
    answer = arrive(client, there)

    assert (answer.status_code, answer.headers["location"]) == (303, "/lookup")
    assert sees_staff(client)
    assert TRIP not in client.cookies
    (row,) = office.records.rows("logins")
    assert (row["account"], row["source"], row["outcome"]) == ("hana", "oidc", "ok")


def test_the_trip_uses_pkce_state_and_nonce(client: TestClient, there: Provider) -> None:
    asked = query_of(leave(client))

    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert asked["redirect_uri"] == f"{HERE}/login/oidc/callback"
    assert "openid" in asked["scope"].split()
    assert len(asked["state"]) > 20
    assert len(asked["nonce"]) > 20
    assert asked["state"] != query_of(leave(client))["state"]


def test_the_widest_of_the_roles_counts(
    client: TestClient, there: Provider, office: RecordOffice
) -> None:
    there.claims = {"roles": ["staff", "chief", "other"]}
    arrive(client, there)

    assert "管理者" in client.get("/login").text


@pytest.mark.parametrize(
    ("claims", "words"),
    [
        ({"aud": "another"}, "証明を確かめられません"),
        ({"iss": "https://evil.example"}, "証明を確かめられません"),
        ({"exp": 1_000}, "証明を確かめられません"),
        ({"nonce": "another"}, "証明を確かめられません"),
        ({"nonce": None}, "証明を確かめられません"),
        ({"azp": "another"}, "ほかのアプリケーション"),
        ({"roles": []}, "役割がありません"),
        ({"roles": "other"}, "役割がありません"),
        ({"roles": [{"a": 1}]}, "役割がありません"),
    ],
)
def test_a_token_that_is_not_for_here_logs_nobody_in(
    client: TestClient, there: Provider, claims: dict[str, Any], words: str
) -> None:
    there.claims = claims
    answer = arrive(client, there)

    assert answer.status_code == 403
    assert words in answer.text
    assert COOKIE not in client.cookies


def test_a_token_of_another_key_or_of_none_logs_nobody_in(
    client: TestClient, there: Provider
) -> None:
    there.key = OTHER_KEY
    assert arrive(client, there).status_code == 403
    claims = {"iss": there.issuer, "sub": "x", "aud": CLIENT}
    there.id_token = jwt.encode({"alg": "HS256", "kid": "one"}, claims, OctKey.import_key("a" * 32))
    assert arrive(client, there).status_code == 403
    there.id_token = "nonsense"
    assert arrive(client, there).status_code == 403
    assert not sees_staff(client)


def test_a_return_that_was_not_begun_in_this_browser_logs_nobody_in(
    client: TestClient, there: Provider, build: Build
) -> None:
    back = there.authorize(query_of(leave(client)))
    stranger = client_of(client.app)  # type: ignore[arg-type]

    assert stranger.get(back).status_code == 403
    assert client.get("/login/oidc/callback?code=x&state=y").status_code == 403
    leave(client)
    assert client.get("/login/oidc/callback?error=access_denied").status_code == 403
    client.cookies.set(TRIP, "forged.sig", domain="madoguchi.example")
    assert client.get("/login/oidc/callback?code=x&state=y").status_code == 403


def test_a_code_is_worth_nothing_without_its_verifier(client: TestClient, there: Provider) -> None:
    stolen = there.authorize(query_of(leave(client)))
    own = query_of(leave(client))
    code = query_of(stolen)["code"]

    answer = client.get("/login/oidc/callback", params={"code": code, "state": own["state"]})
    assert answer.status_code == 403
    assert not sees_staff(client)


def test_nobody_is_sent_on_to_another_site(client: TestClient, there: Provider) -> None:
    assert arrive(client, there, "//evil.example").headers["location"] == "/"


def test_a_provider_that_is_gone_or_another_is_told(client: TestClient, there: Provider) -> None:
    there.told_issuer = "https://evil.example"
    answer = client.get("/login/oidc")
    assert answer.status_code == 503
    assert "access.oidc_issuer" in answer.text


def test_without_a_provider_there_is_no_way_to_one(build: Build) -> None:
    client = client_of(build())
    assert "/login/oidc" not in client.get("/login").text
    assert client.get("/login/oidc").status_code == 404
