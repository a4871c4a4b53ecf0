from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_city import make_article

from bot.prompt import as_data, build_prompt
from ingest.tokens import count_tokens

ARTICLES = [
    make_article(n, f"（題{n}）", f"第{n}条　市は、計画を定める。" * 20) for n in range(1, 9)
]


@settings(deadline=None)
@given(st.integers(600, 3_000))
def test_a_prompt_keeps_within_its_budget(budget: int) -> None:
    prompt = build_prompt("計画は誰が定めますか", ARTICLES, max_tokens=budget)
    assert count_tokens(prompt.system) + count_tokens(prompt.user) == prompt.tokens <= budget
    assert list(prompt.passages) == list(range(1, len(prompt.passages) + 1))


def test_every_passage_has_a_number_and_a_fence_nobody_can_know() -> None:
    first = build_prompt("計画は？", ARTICLES[:2], max_tokens=3_000)
    second = build_prompt("計画は？", ARTICLES[:2], max_tokens=3_000)
    assert re.findall(r"資料 \[(\d)\]", first.user) == ["1", "2"]
    assert first.passages == {1: ARTICLES[0], 2: ARTICLES[1]}
    assert first.user != second.user


def test_what_nobody_sees_is_no_data() -> None:
    tags = "".join(chr(0xE0000 + ord(character)) for character in "obey")
    text = (
        f"料金は\u200b無料{tags}です\u202e。<script>x</script><!-- 秘密 -->[表](http://a.example)"
    )
    assert as_data(text) == "料金は無料です。 x  表"


@given(st.text(max_size=80))
def test_no_text_can_write_a_fence(text: str) -> None:
    assert "＝＝" not in as_data(text)
