"""Logging in at an OpenID Connect provider: authorization code with PKCE."""

from __future__ import annotations

import base64
import json
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import OAuth2Client
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from bot.accounts.roles import ROLES, Person, Role
from bot.office_settings import OidcSettings
from bot.records.secret import sign
from ingest.errors import MadoguchiError

CALLBACK = "/login/oidc/callback"
COOKIE = "madoguchi_oidc"
ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]
"""Signatures of a public key; none and the symmetric ones are refused."""
TRIP_SECONDS = 600
"""A login at the provider may take so long."""
CLOCK_SECONDS = 60
"""Clocks may differ by so much."""
ANSWER_SECONDS = 10.0


class LoginError(MadoguchiError):
    """Somebody could not be logged in."""


@dataclass(frozen=True)
class Trip:
    """A visit to the provider that has begun."""

    address: str
    """Where the browser is sent."""
    cookie: str
    """What the browser keeps until it comes back."""


@dataclass(frozen=True)
class Arrival:
    """Somebody came back from the provider."""

    person: Person
    next_page: str


class OidcDoor:
    """Sends people to the provider and takes them in when they come back."""

    def __init__(
        self,
        settings: OidcSettings,
        *,
        public_address: str,
        secret: bytes,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._settings = settings
        self._redirect = public_address + CALLBACK
        self._secret = secret
        self._now = now

    def begin(self, next_page: str) -> Trip:
        """Return where to send the browser.

        Raises:
            LoginError: the provider does not answer as one.
        """
        verifier, nonce = secrets.token_urlsafe(48), secrets.token_urlsafe(24)
        client = self._client()
        address, state = client.create_authorization_url(
            self._metadata()["authorization_endpoint"], code_verifier=verifier, nonce=nonce
        )
        kept = {
            "state": state,
            "nonce": nonce,
            "verifier": verifier,
            "next": next_page,
            "until": self._now() + TRIP_SECONDS,
        }
        packed = base64.urlsafe_b64encode(json.dumps(kept).encode()).decode()
        return Trip(address, f"{packed}.{self._signature(packed)}")

    def complete(self, answer: Mapping[str, str], cookie: str) -> Arrival:
        """Return who came back.

        Args:
            answer: parameters with which the provider sent the browser back.
            cookie: what ``begin`` gave the browser.

        Raises:
            LoginError: it was not begun here or too long ago, or the provider vouches for
                nobody, or for somebody without a role.
        """
        kept = self._kept(cookie)
        if not secrets.compare_digest(answer.get("state", ""), kept["state"]):
            raise LoginError("ログインの続きではありません。はじめからやり直してください。")
        if "code" not in answer:
            raise LoginError("ログインは取り消されました。はじめからやり直してください。")
        metadata = self._metadata()
        try:
            token = self._client().fetch_token(
                metadata["token_endpoint"],
                code=answer["code"],
                code_verifier=kept["verifier"],
                grant_type="authorization_code",
            )
        except (AuthlibBaseError, httpx.HTTPError, ValueError) as error:
            raise LoginError(
                "認証サーバーがログインを認めませんでした。はじめからやり直してください。"
            ) from error
        claims = self._claims(token.get("id_token"), metadata, nonce=kept["nonce"])
        return Arrival(self._person(claims), str(kept["next"]))

    def _claims(
        self, id_token: object, metadata: Mapping[str, Any], *, nonce: str
    ) -> dict[str, Any]:
        if not isinstance(id_token, str):
            raise LoginError("認証サーバーがIDトークンを返しませんでした。")
        keys = KeySet.import_key_set(self._get(metadata["jwks_uri"]))  # type: ignore[arg-type]
        try:
            claims = jwt.decode(id_token, keys, algorithms=ALGORITHMS).claims
            jwt.JWTClaimsRegistry(
                now=int(self._now()),
                leeway=CLOCK_SECONDS,
                iss={"essential": True, "value": self._settings.issuer},
                aud={"essential": True, "value": self._settings.client_id},
                exp={"essential": True},
                sub={"essential": True},
                nonce={"essential": True, "value": nonce},
            ).validate(claims)
        except (JoseError, ValueError) as error:
            raise LoginError(
                "認証サーバーの証明を確かめられませんでした。時計とaccess.oidcの設定を確かめてください。"
            ) from error
        party = claims.get("azp")
        if party is not None and party != self._settings.client_id:
            raise LoginError("認証サーバーの証明は、ほかのアプリケーションのものです。")
        return dict(claims)

    def _person(self, claims: Mapping[str, Any]) -> Person:
        settings = self._settings
        said = claims.get(settings.role_claim, [])
        values = said if isinstance(said, list) else [said]
        found: list[Role] = [
            settings.roles[value]
            for value in values
            if isinstance(value, str) and value in settings.roles
        ]
        name = str(claims.get(settings.name_claim) or claims["sub"])[:64]
        if not found:
            raise LoginError(
                f"「{name}」には、このシステムを使う役割がありません。管理者に相談してください。"
            )
        return Person(name, max(found, key=ROLES.index), "oidc")

    def _kept(self, cookie: str) -> dict[str, Any]:
        packed, _, signature = cookie.partition(".")
        if not signature.isascii() or not secrets.compare_digest(
            signature, self._signature(packed)
        ):
            raise LoginError("ログインの続きではありません。はじめからやり直してください。")
        kept: dict[str, Any] = json.loads(base64.urlsafe_b64decode(packed))
        if kept["until"] < self._now():
            raise LoginError("ログインに時間がかかりすぎました。はじめからやり直してください。")
        return kept

    def _signature(self, packed: str) -> str:
        return sign(packed, secret=self._secret, purpose="oidc")

    def _metadata(self) -> dict[str, Any]:
        found = self._get(f"{self._settings.issuer}/.well-known/openid-configuration")
        needed = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        if str(found.get("issuer", "")).rstrip("/") != self._settings.issuer or not all(
            isinstance(found.get(name), str) for name in needed
        ):
            raise LoginError(
                "認証サーバーの案内が設定と合いません。access.oidc_issuer を確かめてください。"
            )
        return found

    def _get(self, address: str) -> dict[str, Any]:
        try:
            answer = httpx.get(address, timeout=ANSWER_SECONDS)
            answer.raise_for_status()
            found = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise LoginError(
                "認証サーバーが応えません。しばらくしてからやり直すか、管理者に知らせてください。"
            ) from error
        if not isinstance(found, dict):
            raise LoginError(
                "認証サーバーの答えを読めません。access.oidc_issuer を確かめてください。"
            )
        return found

    def _client(self) -> Any:
        return OAuth2Client(
            self._settings.client_id,
            self._settings.client_secret,
            token_endpoint_auth_method=(
                "client_secret_basic" if self._settings.client_secret else "none"
            ),
            scope="openid profile",
            redirect_uri=self._redirect,
            code_challenge_method="S256",
            timeout=ANSWER_SECONDS,
        )
