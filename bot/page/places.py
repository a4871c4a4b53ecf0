"""Passages in their documents as pieces of the page, for stepping from one to the next."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse

from bot.desk import AskedAs, Desk, may_see
from bot.page.excerpt import place_of_passage
from bot.page.rendering import render_place
from bot.page.texts import texts_for


def places_router(desk: Desk, *, staff_access: bool) -> APIRouter:
    """Return the route that the page's 「前の箇所」 and 「次の箇所」 ask."""
    router = APIRouter()
    asked_as: AskedAs = "counter" if staff_access else "citizen"

    @router.get("/page/places/{passage_id:path}", include_in_schema=False)
    def place(passage_id: str, lang: str = "ja") -> HTMLResponse:
        snapshot = desk.knowledge_base.snapshot()
        passage = snapshot.catalog.passage(passage_id)
        if passage is None or not may_see(passage.audience, of=asked_as):
            raise HTTPException(404, f"箇所「{passage_id}」はありません。")
        shown = place_of_passage(passage, snapshot)
        return HTMLResponse(render_place(shown, texts_for(lang), named=True))

    return router
