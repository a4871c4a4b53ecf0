"""The plain JSON API: ask, search, documents, passages, health."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import FastAPI, HTTPException, Query, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from bot.access import Access, OpenAccess
from bot.answer import Answer, Sentence, passage_to_json
from bot.api_errors import answer_errors_in_json
from bot.desk import MAX_QUESTION_CHARACTERS, AskedAs, Desk, filters_for, may_see
from bot.events import EVENTS, as_events
from bot.feedback import Feedback, FeedbackBook, FeedbackFile, Reason, current_minute
from bot.frames.table import Language
from bot.narrowing import NarrowingError, narrow
from bot.page.excerpt import Neighbour, place_of_passage
from bot.page.texts import JAPANESE
from bot.records.desk import within_conversation
from ingest.errors import KnowledgeBaseError
from kb.catalog import StoredDocument
from kb.records import Filters

MAX_HISTORY_TURNS = 50
MAX_HISTORY_CHARACTERS = 20_000


class AskBody(BaseModel):
    """A question, as POST /api/ask takes it."""

    model_config = ConfigDict(extra="ignore")

    question: str = Field(
        description="質問（1,000字以内）", examples=["ごみを減らす担当はどこですか"]
    )
    city: str | None = Field(default=None, description="市区町村の名前。省くとすべて")
    audience: AskedAs = Field(default="citizen", description="onboarding と counter は職員")
    language: Language | None = Field(
        default=None,
        description="答えの言葉。easy はやさしい日本語、省くと質問の言葉。引用は原文のまま",
    )
    documents: list[str] = Field(default_factory=list, description="資料の名前。省くとすべて")
    kinds: list[str] = Field(default_factory=list, description="箇所の種類。省くとすべて")
    since: str | None = Field(default=None, description="この日付より前の資料を除く")
    until: str | None = Field(default=None, description="この日付より後の資料を除く")
    conversation: str | None = Field(
        default=None, max_length=100, description="続けての質問を一つの会話として記録する名前"
    )
    history: list[tuple[str, str]] = Field(
        default_factory=list,
        description="これまでの [質問, 回答]。古い順",
        max_length=MAX_HISTORY_TURNS,
    )


class FeedbackBody(BaseModel):
    """A judgement of an answer, as POST /api/feedback takes it."""

    model_config = ConfigDict(extra="ignore")

    helpful: bool = Field(description="役に立ったか")
    reason: Reason | None = Field(default=None, description="役に立たなかった理由")
    question: str = Field(default="", max_length=MAX_QUESTION_CHARACTERS)
    status: str = Field(default="", max_length=20)
    labels: list[Annotated[str, Field(max_length=400)]] = Field(
        default_factory=list, max_length=20, description="回答の出典の表示名"
    )


def build_api(
    desk: Desk, *, access: Access | None = None, feedback: FeedbackBook | None = None
) -> FastAPI:
    """Return the application with the JSON API alone.

    Args:
        desk: who answers.
        access: who may ask as whom; by default everybody as a citizen.
        feedback: where judgements of answers are kept; in memory by default.
    """
    api = FastAPI(
        title="Madoguchi",
        description="自治体の資料から、出典を示して答えます。",
        version="1",
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
    )
    answer_errors_in_json(api)
    _add_routes(api, desk, access or OpenAccess(staff=False), feedback or FeedbackFile())
    return api


def _within(
    documents: list[str], kinds: list[str], since: str | None, until: str | None
) -> Filters:
    try:
        return narrow(documents=documents, kinds=kinds, since=since, until=until)
    except NarrowingError as error:
        raise HTTPException(422, str(error)) from error


def _add_routes(api: FastAPI, desk: Desk, access: Access, feedback: FeedbackBook) -> None:
    def allowed(audience: AskedAs, request: Request) -> AskedAs:
        if audience not in access.audiences(request):
            raise HTTPException(403, "このサーバーでは職員としての利用は認められていません。")
        return audience

    def parts_of(body: AskBody, request: Request) -> Iterator[Sentence | Answer]:
        question = body.question.strip()
        if not question:
            raise HTTPException(422, "質問を入力してください。")
        if len(question) > MAX_QUESTION_CHARACTERS:
            message = JAPANESE.too_long.format(most=MAX_QUESTION_CHARACTERS, length=len(question))
            raise HTTPException(422, message)
        if sum(len(text) for turn in body.history for text in turn) > MAX_HISTORY_CHARACTERS:
            raise HTTPException(
                422, f"history は合わせて{MAX_HISTORY_CHARACTERS:,}字以内にしてください。"
            )
        with within_conversation(body.conversation):
            return desk.stream(
                question,
                city=body.city or None,
                audience=allowed(body.audience, request),
                history=body.history,
                within=_within(body.documents, body.kinds, body.since, body.until),
                language=body.language,
            )

    @api.post("/api/ask", summary="質問に答える")
    def ask(body: AskBody, request: Request) -> dict[str, Any]:
        *_, answer = parts_of(body, request)
        assert isinstance(answer, Answer)
        return answer.to_json()

    @api.post(
        "/api/ask/stream",
        summary="質問に答える（できた文から順に）",
        response_class=StreamingResponse,
        responses={200: {"description": EVENTS, "content": {"text/event-stream": {}}}},
    )
    def ask_in_steps(body: AskBody, request: Request) -> StreamingResponse:
        return StreamingResponse(
            as_events(parts_of(body, request)),
            media_type="text/event-stream",
            headers={"cache-control": "no-store", "x-accel-buffering": "no"},
        )

    @api.get("/api/search", summary="資料の箇所を探す（回答なし）")
    def search(
        request: Request,
        q: Annotated[str, Query(description="調べる言葉", max_length=MAX_QUESTION_CHARACTERS)],
        city: str | None = None,
        audience: AskedAs = "citizen",
        limit: Annotated[int, Query(ge=1, le=100)] = 10,
        document: Annotated[list[str], Query(description="資料の名前")] = [],  # noqa: B006
        kind: Annotated[list[str], Query(description="箇所の種類")] = [],  # noqa: B006
        since: Annotated[str | None, Query(description="この日付より前の資料を除く")] = None,
        until: Annotated[str | None, Query(description="この日付より後の資料を除く")] = None,
    ) -> dict[str, Any]:
        within = _within(document, kind, since, until)
        filters = filters_for(allowed(audience, request), city=city, within=within)
        words = q.strip()
        hits = (
            desk.knowledge_base.snapshot().search(words, filters=filters, limit=limit).hits
            if words
            else ()
        )
        return {
            "query": q,
            "passages": [
                {**passage_to_json(hit.passage), "score": round(hit.score, 4)} for hit in hits
            ],
        }

    @api.get("/api/documents", summary="登録されている資料")
    def documents(request: Request, audience: AskedAs = "citizen") -> dict[str, Any]:
        asked_as = allowed(audience, request)
        return {
            "documents": [
                _document_to_json(document)
                for document in desk.knowledge_base.snapshot().documents
                if may_see(document.audience, of=asked_as)
            ]
        }

    @api.get("/api/passages/{passage_id:path}", summary="一つの箇所と、資料の中でのその前後")
    def passage(request: Request, passage_id: str, audience: AskedAs = "citizen") -> dict[str, Any]:
        asked_as = allowed(audience, request)
        snapshot = desk.knowledge_base.snapshot()
        found = snapshot.catalog.passage(passage_id)
        if found is None or not may_see(found.audience, of=asked_as):
            raise HTTPException(404, f"箇所「{passage_id}」はありません。")
        place = place_of_passage(found, snapshot)
        return {
            **passage_to_json(found),
            "context": {"before": place.excerpt.before, "after": place.excerpt.after},
            "previous": _reference(place.previous),
            "next": _reference(place.next),
        }

    @api.post("/api/feedback", summary="回答が役に立ったかを伝える", status_code=204)
    def judge(body: FeedbackBody) -> None:
        feedback.add(
            Feedback(
                helpful=body.helpful,
                reason=None if body.helpful else body.reason,
                question=body.question,
                status=body.status,
                labels=tuple(body.labels),
                time=current_minute(),
            )
        )

    @api.get("/healthz", summary="動いているか、資料があるか")
    def health() -> dict[str, Any]:
        try:
            stored = desk.knowledge_base.snapshot().documents
        except KnowledgeBaseError:
            # The process is up, which is what is asked; /readyz tells that it cannot answer.
            return {"status": "ok", "documents": None, "passages": None}
        # Whoever asks is told of public documents alone: the number of others is theirs.
        documents = [document for document in stored if document.audience == "public"]
        return {
            "status": "ok",
            "documents": len(documents),
            "passages": sum(document.passages for document in documents),
        }


def _document_to_json(document: StoredDocument) -> dict[str, Any]:
    fields = asdict(document)
    shown = (
        "name", "title", "municipality", "date", "audience", "kind", "passages", "characters",
        "ingested_at",
    )  # fmt: skip
    return {
        **{name: fields[name] for name in shown},
        "pages": len(document.page_starts) or None,
        "warnings": list(document.warnings),
    }


def _reference(neighbour: Neighbour | None) -> dict[str, str] | None:
    return None if neighbour is None else asdict(neighbour)
