"""What all pages share: who is asked, who may see what, whose desk it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from fastapi import HTTPException
from fastapi.responses import HTMLResponse
from starlette.requests import HTTPConnection, Request

from bot.access import Access, widest_audience
from bot.desk import AskedAs, Desk, Snapshot, may_see
from bot.feedback import FeedbackBook, FeedbackFile
from bot.page.frame import Login, Office, render_page
from bot.page.preferences import Preferences, read_preferences
from ingest.records import Passage
from kb.catalog import StoredDocument


@dataclass(frozen=True)
class Site:
    """What the application was started with."""

    desk: Desk
    access: Access
    office: Office = field(default_factory=Office)
    feedback: FeedbackBook = field(default_factory=FeedbackFile)
    login: Callable[[HTTPConnection], Login | None] = lambda request: None
    """What the header offers a visitor; None where there are no accounts."""


@dataclass(frozen=True)
class Visit:
    """One request of a page."""

    site: Site
    audience: AskedAs
    """The widest that the visitor may ask as."""
    preferences: Preferences
    request: Request

    @property
    def snapshot(self) -> Snapshot:
        """The knowledge base as it is now; KnowledgeBaseError where there is none."""
        return self.site.desk.knowledge_base.snapshot()

    def documents(self) -> list[StoredDocument]:
        """Return the documents that the visitor may see."""
        return [d for d in self.snapshot.documents if may_see(d.audience, of=self.audience)]

    def document(self, name: str) -> StoredDocument:
        """Return one document; 404 where there is none that the visitor may see."""
        found = next((d for d in self.documents() if d.name == name), None)
        if found is None:
            raise HTTPException(404, self.preferences.texts.not_here)
        return found

    def passage(self, passage_id: str) -> Passage:
        """Return one passage; 404 where there is none that the visitor may see."""
        found = self.snapshot.catalog.passage(passage_id)
        if found is None or not may_see(found.audience, of=self.audience):
            raise HTTPException(404, self.preferences.texts.not_here)
        return found

    def page(
        self, page: str, title: str, body: str, *, scripts: tuple[str, ...] = (), wide: bool = False
    ) -> HTMLResponse:
        """Return a whole page."""
        html = render_page(
            page, title, body,
            preferences=self.preferences, office=self.site.office,
            login=self.site.login(self.request), scripts=scripts, wide=wide,
        )  # fmt: skip
        return HTMLResponse(html)


def visit_of(site: Site, request: Request) -> Visit:
    """Return what a request says of its visitor."""
    preferences = read_preferences(request.cookies, request.query_params)
    return Visit(site, widest_audience(site.access, request), preferences, request)
