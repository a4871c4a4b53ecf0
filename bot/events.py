"""An answer as server-sent events, each part as soon as it is there."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from itertools import chain

from bot.answer import Answer, Sentence
from bot.outward import told_outside
from bot.page.texts import JAPANESE
from ingest.errors import MadoguchiError

EVENTS = (
    "sentence（text：検証を通った文。言語モデルを使うときだけ）が続き、"
    "answer（/api/ask と同じ内容）か error（message）で終わります。"
    "answer の text は、それまでの sentence と異なることがあります。"
)

log = logging.getLogger(__name__)


def as_events(parts: Iterator[Sentence | Answer]) -> Iterator[str]:
    """Return the events of an answer.

    Whatever goes wrong before the first part is there is raised here, while the response can
    still have a status of its own; later it becomes an event.
    """
    first = next(parts)
    return _events(chain((first,), parts))


def _events(parts: Iterator[Sentence | Answer]) -> Iterator[str]:
    try:
        for part in parts:
            if isinstance(part, Answer):
                yield _event("answer", part.to_json())
            else:
                yield _event("sentence", {"text": part.text})
    except MadoguchiError as error:
        yield _event("error", {"error": "impossible", "message": told_outside(error)})
    except Exception:
        log.exception("an answer broke off")
        yield _event("error", {"error": "unexpected", "message": JAPANESE.unexpected})


def _event(name: str, data: object) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
