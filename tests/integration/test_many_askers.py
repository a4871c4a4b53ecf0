"""Thirty people at once over the sample city: everybody gets the answer to their own question."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from servers import serving

from bot.server import build_application
from bot.settings import Settings
from bot.wiring import open_assistant
from eval.bench_page import ASKERS, ROUNDS, ask_gradio, example_questions, put_under_load

pytestmark = pytest.mark.integration


@pytest.fixture
def address(sample_kb: Path) -> Iterator[str]:
    settings = Settings(knowledge_base=sample_kb, embedder=None, vocabulary=None)
    application = build_application(open_assistant(settings))
    with serving(application) as served:
        yield served


def test_thirty_askers_at_once_get_the_answers_of_their_own_questions(address: str) -> None:
    def ask(client: httpx.Client, question: str) -> str:
        answer = json.loads(ask_gradio(client, address, question, "", "citizen", ""))
        assert answer["question"] == question
        return str(answer["text"])

    questions = example_questions(address)
    with httpx.Client(timeout=300) as client:
        alone = [ask(client, question) for question in questions]

    load = put_under_load(questions, alone, ask)

    assert len(set(questions)) == ASKERS
    assert (len(load.seconds), load.wrong) == (ASKERS * ROUNDS, 0)
