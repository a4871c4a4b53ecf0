"""The pages that bring the knowledge base in line with a folder of the settings."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.requests import Request

from bot.admin import shown_sync
from bot.admin.door import staff
from bot.admin.parts import page, texts_of
from bot.admin.syncs import Syncs


def add_sync(router: APIRouter, syncs: Syncs) -> None:
    """Add the routes."""

    @router.get("/sync")
    def folders(request: Request) -> HTMLResponse:
        staff(request, "editor")
        texts = texts_of(request)
        body = shown_sync.folders(syncs.folders, syncs.latest(), texts)
        return page(request, texts.admin_sync, body)

    @router.post("/sync/look")
    def look(request: Request, folder: Annotated[str, Form(max_length=40)]) -> Response:
        person = staff(request, "editor")
        token = syncs.look(folder, actor=person.name)
        return RedirectResponse(f"/admin/sync/{token}", 303)

    @router.post("/sync/run")
    def run(
        request: Request,
        token: Annotated[str, Form(max_length=40)],
        confirmed: Annotated[bool, Form()] = False,
    ) -> Response:
        person = staff(request, "editor")
        syncs.run(token, actor=person.name, confirmed=confirmed)
        return RedirectResponse(f"/admin/sync/{token}", 303)

    @router.get("/sync/{token}")
    def one(request: Request, token: str) -> HTMLResponse:
        staff(request, "editor")
        texts = texts_of(request)
        row = syncs.find(token)
        is_known = row.folder in {folder.key for folder in syncs.folders}
        body = shown_sync.row(row, is_known=is_known, texts=texts)
        return page(request, texts.admin_sync, body, scripts=("sync.js",))

    @router.get("/sync/{token}/file")
    def file(request: Request, token: str, name: str) -> HTMLResponse:
        staff(request, "editor")
        texts = texts_of(request)
        body = shown_sync.file(syncs.preview(token, name), texts)
        return page(request, texts.admin_preview, body)
