from __future__ import annotations

import json
from dataclasses import replace

from bot.settings import read_settings
from eval.provenance import describe_settings


def test_a_run_writes_down_what_decides_answers_and_no_secret() -> None:
    settings = read_settings({"MADOGUCHI_SECRET": "hush-hush"}, knowledge_base="kb")
    settings = replace(settings, records=replace(settings.records, secret="hush-hush"))

    described = describe_settings(settings)

    assert described == {
        "knowledge_base": "kb",
        "embedder": None,
        "reranker": None,
        "vocabulary": None,
        "departments": None,
        "llm": None,
    }
    assert "hush" not in json.dumps(described)
