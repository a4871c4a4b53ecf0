"""The door to language models: messages in, text out in pieces, until a deadline.

Nothing here is imported, and nothing leaves the machine, unless an operator names a model.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Protocol

from bot.settings import ModelSettings
from ingest.errors import MadoguchiError, SettingsError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

ATTEMPTS = 3
"""How often a request is made where the server is busy or breaks off before the first word."""
PAUSE_SECONDS = 30.0
"""A server that did not answer is left alone so long: nobody else waits for it."""
CHARACTERS_PER_TOKEN = 8
"""A reply longer than its tokens can be is cut off."""


class ModelError(MadoguchiError):
    """The model gave no usable text; the caller answers without it."""


class ChatModel(Protocol):
    """Who writes."""

    @property
    def label(self) -> str:
        """As answers name it: openai:NAME."""

    def stream(self, system: str, user: str) -> Iterator[str]:
        """Yield the reply in pieces.

        Raises:
            ModelError: the server is down, slow, busy or breaks off; pieces that came
                before are void.
        """


def open_model(settings: ModelSettings) -> ChatModel:
    """Return the model of the settings; its libraries are loaded here, its server is not asked.

    Raises:
        SettingsError: the libraries of the provider are not installed.
    """
    from langchain.chat_models import init_chat_model

    options: dict[str, Any] = {"temperature": 0.0}
    if settings.url:
        options["base_url"] = settings.url
    if settings.provider == "openai":
        key = settings.key.get_secret_value() if settings.key else "none"
        options |= {
            "api_key": key,
            "timeout": settings.deadline_seconds,
            "max_retries": 0,
            "max_tokens": settings.max_output_tokens,
            # The older protocol is the one that every server speaks.
            "use_responses_api": False,
            "stream_usage": False,
        }
    else:
        options |= {
            "client_kwargs": {"timeout": settings.deadline_seconds},
            "num_predict": settings.max_output_tokens,
            "num_ctx": settings.max_input_tokens + settings.max_output_tokens,
        }
    try:
        model = init_chat_model(settings.name, model_provider=settings.provider, **options)
    except ImportError as error:
        raise SettingsError(
            f"MADOGUCHI_LLM={settings.label} を使うための部品がありません。"
            "pip install 'madoguchi[llm]' を実行してください。"
        ) from error
    return LangChainModel(model, settings)


class LangChainModel:
    """A chat model of LangChain behind a deadline, retries and a pause after failures."""

    def __init__(self, model: BaseChatModel, settings: ModelSettings) -> None:
        self._model = model
        self._settings = settings
        self._paused_until = 0.0

    @property
    def label(self) -> str:
        """As answers name it: openai:NAME."""
        return self._settings.label

    def stream(self, system: str, user: str) -> Iterator[str]:
        """Yield the reply in pieces; see ``ChatModel``."""
        started = time.monotonic()
        if started < self._paused_until:
            raise ModelError("生成AIのサーバーが応答しないため、しばらく使いません。")
        deadline = started + self._settings.deadline_seconds
        try:
            yield from self._until(deadline, [("system", system), ("user", user)])
        except ModelError:
            self._paused_until = time.monotonic() + PAUSE_SECONDS
            raise

    def _until(self, deadline: float, messages: list[tuple[str, str]]) -> Iterator[str]:
        """Read in a thread of its own: a library's time limit is one for each piece."""
        pieces: queue.Queue[str | BaseException | None] = queue.Queue()
        stop = threading.Event()

        def read() -> None:
            try:
                for piece in self._attempts(messages, deadline):
                    if stop.is_set():
                        return
                    pieces.put(piece)
                pieces.put(None)
            except BaseException as error:  # handed to the reader, who tells what it was
                pieces.put(error)

        threading.Thread(target=read, name="language model", daemon=True).start()
        left = self._settings.max_output_tokens * CHARACTERS_PER_TOKEN
        try:
            while True:
                try:
                    piece = pieces.get(timeout=max(0.0, deadline - time.monotonic()))
                except queue.Empty:
                    raise ModelError("生成AIの応答が時間内に終わりませんでした。") from None
                if piece is None:
                    return
                if isinstance(piece, BaseException):
                    raise ModelError(f"生成AIが使えません（{type(piece).__name__}）。") from piece
                left -= len(piece)
                if left < 0:
                    raise ModelError("生成AIの応答が長すぎます。")
                yield piece
        finally:
            stop.set()

    def _attempts(self, messages: list[tuple[str, str]], deadline: float) -> Iterator[str]:
        """Yield the reply; a request that fails before its first word is made again."""
        from tenacity import (
            Retrying,
            retry_if_exception,
            stop_after_attempt,
            stop_before_delay,
            wait_exponential_jitter,
        )

        for attempt in Retrying(
            stop=stop_after_attempt(ATTEMPTS) | stop_before_delay(deadline - time.monotonic()),
            wait=wait_exponential_jitter(multiplier=0.3, max=4.0, jitter=0.3),
            retry=retry_if_exception(_is_temporary),
            reraise=True,
        ):
            with attempt:
                chunks = iter(self._model.stream(messages))
                first = next(chunks, None)
        if first is not None:
            yield first.text
            finish = first.response_metadata
            for chunk in chunks:
                yield chunk.text
                finish = {**finish, **chunk.response_metadata}
            # A stream that simply ends was cut off on its way; a whole one says that it is.
            if not ({"finish_reason", "done_reason", "done"} & finish.keys()):
                raise ConnectionError("the stream ended without its end")


def _is_temporary(error: BaseException) -> bool:
    """Return whether another attempt may succeed: busy, failing or unreachable servers."""
    status = getattr(error, "status_code", None)
    if status is not None:
        return status in (408, 409, 425, 429) or status >= 500
    return (
        "connect" in type(error).__name__.lower() and "timeout" not in type(error).__name__.lower()
    )
