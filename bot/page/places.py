"""Small pieces of the pages: files, the logo, passages in their documents for stepping."""

from __future__ import annotations

import mimetypes

from fastapi import APIRouter, HTTPException
from fastapi.responses import FileResponse, HTMLResponse
from starlette.requests import Request

from bot.page.excerpt import place_of_passage
from bot.page.frame import ASSETS
from bot.page.furigana import with_furigana
from bot.page.site import Site, visit_of
from bot.page.sources import render_place

_KEPT_BY_BROWSERS = {"cache-control": "public, max-age=31536000, immutable"}


def places_router(site: Site) -> APIRouter:
    """Return the routes that pages ask for their parts."""
    router = APIRouter(include_in_schema=False)

    @router.get("/page/places/{passage_id:path}")
    def place(request: Request, passage_id: str) -> HTMLResponse:
        visit = visit_of(site, request)
        passage = visit.passage(passage_id)
        shown = place_of_passage(passage, visit.snapshot)
        html = render_place(shown, visit.preferences.texts, named=True)
        return HTMLResponse(with_furigana(html) if visit.preferences.furigana else html)

    @router.get("/page/assets/{name}")
    def asset(name: str) -> FileResponse:
        path = ASSETS / name
        if path.parent != ASSETS or not path.is_file():
            raise HTTPException(404)
        kind, _ = mimetypes.guess_type(path.name)
        return FileResponse(path, media_type=kind, headers=_KEPT_BY_BROWSERS)

    @router.get("/page/logo")
    def logo() -> FileResponse:
        if site.office.logo is None or not site.office.logo.is_file():
            raise HTTPException(404)
        return FileResponse(site.office.logo)

    return router
