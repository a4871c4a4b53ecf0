"""What goes wrong with a request, as the JSON API tells it: {"error": …, "message": …}."""

from __future__ import annotations

import logging

from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException as StarletteHTTPException

from bot.outward import told_outside
from bot.page.texts import JAPANESE
from ingest.errors import KnowledgeBaseError, MadoguchiError

log = logging.getLogger(__name__)


def answer_errors_in_json(api: FastAPI) -> None:
    """Answer every error of the application in JSON, with a message that is fit to show."""

    def answer(status: int, code: str, message: str) -> JSONResponse:
        return JSONResponse({"error": code, "message": message}, status_code=status)

    @api.exception_handler(KnowledgeBaseError)
    def unusable(request: Request, error: KnowledgeBaseError) -> JSONResponse:
        return answer(503, "knowledge_base", told_outside(error))

    @api.exception_handler(MadoguchiError)
    def impossible(request: Request, error: MadoguchiError) -> JSONResponse:
        return answer(400, "impossible", told_outside(error))

    @api.exception_handler(StarletteHTTPException)
    def refused(request: Request, error: StarletteHTTPException) -> JSONResponse:
        own = {404: "ありません。", 405: "この方法では使えません。"}
        code = {403: "forbidden", 404: "not_found", 405: "method", 422: "invalid"}
        written = isinstance(error, HTTPException)
        message = error.detail if written else own.get(error.status_code, "できませんでした。")
        return answer(error.status_code, code.get(error.status_code, "refused"), str(message))

    @api.exception_handler(RequestValidationError)
    def invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        fields = dict.fromkeys(
            ".".join(str(part) for part in problem["loc"][1:]) or "body"
            for problem in error.errors()
        )
        names = "、".join(fields)
        return answer(
            422, "invalid", f"次の項目を確かめてください：{names}（/api/docs に説明があります）。"
        )

    @api.exception_handler(Exception)
    def failed(request: Request, error: Exception) -> JSONResponse:
        log.exception("a request failed", exc_info=error)
        return answer(500, "unexpected", JAPANESE.unexpected)
