from __future__ import annotations

import pytest

from kb.prompts import Prompts, prompts_for


@pytest.mark.parametrize(
    ("name", "prompts"),
    [
        ("cl-nagoya/ruri-v3-310m", Prompts("検索クエリ: ", "検索文書: ")),
        ("ruri-v3-30m", Prompts("検索クエリ: ", "検索文書: ")),
        ("cl-nagoya/ruri-base", Prompts("クエリ: ", "文章: ")),
        ("intfloat/multilingual-e5-small", Prompts("query: ", "passage: ")),
        ("multilingual-e5-large", Prompts("query: ", "passage: ")),
        ("BAAI/bge-m3", Prompts("", "")),
    ],
)
def test_known_families_have_their_prompts(name: str, prompts: Prompts) -> None:
    assert prompts_for(name) == prompts


@pytest.mark.parametrize("name", ["all-MiniLM-L6-v2", "model", "role5-base"])
def test_other_models_have_none_of_their_own(name: str) -> None:
    assert prompts_for(name) is None
