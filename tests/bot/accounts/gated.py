"""Clients of an application behind its gate, and accounts to log in with."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import FastAPI
from fastapi.testclient import TestClient

PASSWORDS = {
    "reader": "しおの-3丁目-cats",
    "editor": "やまの-4丁目-dogs",
    "administrator": "うみの-5丁目-fish",
}
Build = Callable[..., FastAPI]


def client_of(application: FastAPI, *, address: str = "192.0.2.7") -> TestClient:
    return TestClient(
        application,
        base_url="https://madoguchi.example",
        client=(address, 50_000),
        raise_server_exceptions=False,
        follow_redirects=False,
    )
