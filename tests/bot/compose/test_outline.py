from __future__ import annotations

import pytest
from tiny_city import CITY, make_draft, make_passage

from bot.compose.outline import (
    Outline,
    asked_heading,
    asked_passage,
    asks_for_measures,
    compose_outline,
    outline_below,
)
from bot.question import Question, understand
from ingest.records import Passage

PLAN = "みなとの計画"
POLICY = "方針1 地域の力"


def part(text: str, *path: str, kind: str = "measure") -> Passage:
    return make_passage(text, title=PLAN, kind=kind, path=(PLAN, *path), heading=path[-1])


HEAD = part("経1-1 参加\n市民が参加している", POLICY, "経1-1 参加")
STATE = part("参加が減っています。", POLICY, "経1-1 参加", "現状と課題", kind="section")
VOICE = part("市民の声\n意見を集めます。", POLICY, "経1-1 参加", "市民の声")
CHANCE = part("機会の確保\n場を設けます。", POLICY, "経1-1 参加", "機会の確保")
NEXT = part("経1-2 交流\n交流している", POLICY, "経1-2 交流")
EVERYTHING = (HEAD, STATE, VOICE, CHANCE, NEXT)


def ask(text: str) -> Question:
    return understand(text, city=None, municipalities=[CITY])


@pytest.mark.parametrize(
    ("question", "depth"),
    [
        ("経1-1の取組みを教えて", 3),
        ("経1-1 取組み 一覧", 3),
        ("「参加」の施策一覧", None),
        ("地域の力の施策は何がありますか", 2),
        ("方針1の施策", 2),
        ("みなとの計画の構成", 1),
        ("経1-1で大学は何をしますか", None),
        ("経1-1の目標年度はいつですか", None),
        ("第2条の内容は", None),
    ],
)
def test_a_heading_is_asked_for_where_nothing_else_is(question: str, depth: int | None) -> None:
    found = asked_heading(ask(question), [VOICE, HEAD])
    assert (found[1] if found else None) == depth


def test_below_a_heading_stand_its_measures_or_everything() -> None:
    everything = outline_below(HEAD, 3, EVERYTHING, measures_only=False)
    assert everything == Outline(
        PLAN,
        (PLAN, POLICY, "経1-1 参加"),
        (("現状と課題", STATE), ("市民の声", VOICE), ("機会の確保", CHANCE)),
    )
    measures = outline_below(HEAD, 3, EVERYTHING, measures_only=True)
    assert measures is not None
    assert [name for name, _ in measures.children] == ["市民の声", "機会の確保"]
    assert outline_below(NEXT, 3, EVERYTHING, measures_only=False) is None


def test_measures_are_asked_for_by_their_name() -> None:
    assert asks_for_measures(ask("経1-1の取組みは"))
    assert not asks_for_measures(ask("経1-1の内容は"))


def test_every_heading_is_named_with_its_citation() -> None:
    outline = outline_below(HEAD, 2, EVERYTHING, measures_only=False)
    assert outline is not None
    draft = make_draft(*EVERYTHING)
    assert compose_outline(draft, outline)
    assert draft.text == "方針1 地域の力：2つあります[1]。\n・経1-1 参加[1]\n・経1-2 交流[2]"
    assert [citation.quote for citation in draft.citations] == ["経1-1 参加", "経1-2 交流"]


@pytest.mark.parametrize(
    ("question", "passage"),
    [
        ("経1-1の現状と課題の内容は", STATE),
        ("参加の現状と課題を教えて", STATE),
        ("経1-2の現状と課題は", None),
        ("現状と課題で大学はどう書かれていますか", None),
    ],
)
def test_a_passage_named_by_its_heading_is_asked_for_as_it_stands(
    question: str, passage: Passage | None
) -> None:
    assert asked_passage(ask(question), [HEAD, STATE]) == passage
