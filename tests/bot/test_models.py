from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot import models
from bot.settings import read_settings


@pytest.mark.parametrize(
    ("environment", "prompts"),
    [
        ({}, (None, None)),
        (
            {"MADOGUCHI_QUERY_PROMPT": "query:", "MADOGUCHI_PASSAGE_PROMPT": "passage: "},
            ("query: ", "passage: "),
        ),
        ({"MADOGUCHI_QUERY_PROMPT": "none"}, ("", None)),
        ({"MADOGUCHI_QUERY_PROMPT": "探す文"}, ("探す文", None)),
    ],
)
def test_prompts_of_the_settings_reach_the_model(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], prompts: tuple[Any, Any]
) -> None:
    given: list[tuple[Any, ...]] = []

    def load(name: str | None, *, query_prompt: str | None, passage_prompt: str | None) -> None:
        given.append((name, query_prompt, passage_prompt))

    monkeypatch.setattr(models, "load_embedder", load)
    settings = read_settings({"MADOGUCHI_MODEL": "e5", **environment}, knowledge_base="kb")
    models.open_embedder(settings)
    assert given == [("e5", *prompts)]
    assert settings.knowledge_base == Path("kb")
