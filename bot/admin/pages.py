"""The administration pages' routes; every one asks first who is there."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, File, Form, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.requests import Request

from bot.admin import render, shown_directory, shown_documents
from bot.admin.door import AdminRoute, staff
from bot.admin.figures import unanswered_topics
from bot.admin.parts import page, texts_of
from bot.admin.shelf import Shelf
from bot.admin.sync_pages import add_sync
from bot.admin.syncs import Syncs
from bot.admin.trial import try_words
from bot.desk import Desk
from bot.records.clock import time_before
from bot.records.office import RecordOffice
from bot.records.switches import Switch, synonym
from ingest.errors import MadoguchiError
from kb.records import Filters
from kb.vocabulary import Entry

FAQ = "よくある質問.json"
DAYS = 30


@dataclass(frozen=True)
class Administration:
    """What the pages work on."""

    desk: Desk
    office: RecordOffice
    shelf: Shelf
    with_words: Callable[[Entry], Desk]
    """Makes a desk that knows an entry of the vocabulary too."""
    syncs: Syncs
    """Folders that the knowledge base can be brought in line with."""

    def questions(self, *, days: int = DAYS) -> list[dict[str, Any]]:
        """Return what was asked lately, oldest first."""
        return list(self.office.records.rows("questions", since=time_before(days=days)))


def admin_router(admin: Administration) -> APIRouter:
    """Return the administration pages' routes."""
    router = APIRouter(prefix="/admin", route_class=AdminRoute, include_in_schema=False)
    _add_documents(router, admin)
    add_sync(router, admin.syncs)
    _add_questions(router, admin)
    _add_words(router, admin)
    _add_directory(router, admin)
    _add_switches(router, admin)
    return router


def _add_documents(router: APIRouter, admin: Administration) -> None:
    @router.get("/documents")
    def documents(request: Request) -> HTMLResponse:
        staff(request, "editor")
        stored = admin.desk.knowledge_base.snapshot().documents
        texts = texts_of(request)
        return page(request, texts.page_documents, shown_documents.documents(stored, texts))

    @router.post("/documents/upload")
    def upload(
        request: Request,
        file: Annotated[UploadFile, File()],
        audience: Annotated[Literal["public", "staff"], Form()] = "public",
    ) -> HTMLResponse:
        staff(request, "editor")
        content = file.file.read()
        preview = admin.shelf.hand_in(file.filename or "", content, audience=audience)
        texts = texts_of(request)
        return page(request, texts.admin_preview, shown_documents.preview(preview, texts))

    @router.post("/documents/publish")
    def publish(
        request: Request,
        token: Annotated[str, Form(max_length=40)],
        discard: Annotated[str, Form(max_length=5)] = "",
    ) -> Response:
        person = staff(request, "editor")
        if discard:
            admin.shelf.discard(token)
        else:
            admin.shelf.publish(token, actor=person.name)
        return RedirectResponse("/admin/documents", 303)

    @router.post("/documents/remove")
    def remove(request: Request, name: Annotated[str, Form(max_length=400)]) -> Response:
        person = staff(request, "editor")
        admin.shelf.take_back(name, actor=person.name)
        return RedirectResponse("/admin/documents", 303)


def _add_questions(router: APIRouter, admin: Administration) -> None:
    @router.get("")
    def figures(request: Request) -> HTMLResponse:
        staff(request, "editor")
        state = admin.office.switchboard.state()
        stored = admin.desk.knowledge_base.snapshot().documents
        texts = texts_of(request)
        waiting = admin.office.records.waiting
        body = render.figures(admin.questions(), state, stored, waiting, texts)
        return page(request, texts.admin_usage, body)

    @router.get("/questions")
    def questions(request: Request) -> HTMLResponse:
        staff(request, "editor")
        topics = unanswered_topics(admin.questions(days=90))
        judged = list(admin.office.records.rows("feedback", since=time_before(days=90)))
        texts = texts_of(request)
        return page(request, texts.admin_unanswered, render.questions(topics, judged, texts))

    @router.post("/faq")
    def add_faq(
        request: Request,
        question: Annotated[str, Form(min_length=1, max_length=400)],
        answer: Annotated[str, Form(min_length=1, max_length=4_000)],
        audience: Annotated[Literal["public", "staff"], Form()] = "public",
    ) -> Response:
        person = staff(request, "editor")
        known = json.loads(admin.shelf.own_text(FAQ, audience=audience) or "[]")
        kept = [entry for entry in known if entry["question"] != question]
        text = json.dumps(
            [*kept, {"question": question, "answer": answer}], ensure_ascii=False, indent=1
        )
        name = FAQ if audience == "public" else f"職員用{FAQ}"
        admin.shelf.publish_text(name, text, audience=audience, actor=person.name)
        return RedirectResponse("/admin/questions", 303)


def _add_words(router: APIRouter, admin: Administration) -> None:
    @router.get("/words")
    def words(request: Request, everyday: str = "", terms: str = "") -> HTMLResponse:
        staff(request, "editor")
        effects = None
        if entry := _entry(everyday, terms):
            asked = [row["question"] for row in reversed(admin.questions(days=90))]
            effects = try_words(asked, now=admin.desk, with_words=admin.with_words, entry=entry)
        known = admin.office.switchboard.state().synonyms
        texts = texts_of(request)
        body = render.words(known, everyday, terms, effects, texts)
        return page(request, texts.admin_words, body)

    @router.post("/words")
    def set_words(
        request: Request,
        everyday: Annotated[str, Form(min_length=1, max_length=100)],
        terms: Annotated[str, Form(max_length=400)] = "",
    ) -> Response:
        person = staff(request, "editor")
        entry = _entry(everyday, terms)
        chosen = entry.administrative if entry else ()
        admin.office.switchboard.set_synonym(everyday.strip(), chosen, actor=person.name)
        return RedirectResponse("/admin/words", 303)


def _add_directory(router: APIRouter, admin: Administration) -> None:
    @router.get("/directory")
    def directory(request: Request) -> HTMLResponse:
        staff(request, "editor")
        table = admin.office.switchboard.state().directory
        known = admin.desk.knowledge_base.snapshot().directory(Filters(include_staff=True))
        texts = texts_of(request)
        body = shown_directory.directory(table, known.departments, texts)
        return page(request, texts.admin_directory, body)

    @router.post("/directory")
    def set_directory(
        request: Request, table: Annotated[str, Form(max_length=100_000)] = ""
    ) -> Response:
        person = staff(request, "editor")
        admin.office.switchboard.set_directory(table, actor=person.name)
        return RedirectResponse("/admin/directory", 303)


def _entry(everyday: str, terms: str) -> Entry | None:
    parts = [part.strip() for part in terms.replace(",", "、").split("、") if part.strip()]
    return synonym(everyday.strip(), parts) if everyday.strip() and parts else None


def _add_switches(router: APIRouter, admin: Administration) -> None:
    @router.get("/switches")
    def switches(request: Request) -> HTMLResponse:
        staff(request, "administrator")
        state = admin.office.switchboard.state()
        verdict = admin.office.audit.verify()
        texts = texts_of(request)
        body = render.switches(state, verdict, admin.office.audit.latest(50), texts)
        return page(request, texts.admin_control, body)

    @router.post("/switches")
    def switch(
        request: Request,
        name: Annotated[Literal["bot", "llm"], Form()],
        on: Annotated[bool, Form()] = False,
        reason: Annotated[str, Form(max_length=400)] = "",
    ) -> Response:
        person = staff(request, "administrator")
        if name == "bot" and not on and not reason.strip():
            raise MadoguchiError(texts_of(request).admin_off_needs_reason)
        admin.office.switchboard.set(name, Switch(on, reason.strip()), actor=person.name)
        return RedirectResponse("/admin/switches", 303)
