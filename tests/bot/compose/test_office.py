from __future__ import annotations

from tiny_city import CITY, make_draft, make_passage, make_snapshot

from bot.compose.office import compose_goals, compose_units, goals_of_office, units_of_office
from bot.question import understand
from ingest.records import Passage
from kb.records import Filters


def _goal(office: str, department: str, text: str) -> Passage:
    name = f"{office} {department}"
    return make_passage(
        text, kind="goal", departments=(name,), locator=name, label=f"{CITY}「目標」{name}"
    )


ROADS = _goal("港区役所", "道路室", "穴は3日以内に直します。")
WELFARE = _goal("港区役所", "福祉部", "窓口での待ち時間を減らします。")
OTHER = _goal("山区役所", "福祉部", "あいさつをします。")


def _goals(question: str, *names: str) -> list[Passage]:
    asked = understand(question, city=None, municipalities=[CITY])
    return goals_of_office(asked, names, make_snapshot(ROADS, WELFARE, OTHER), Filters())


def test_the_goals_of_an_office_are_those_of_all_its_departments() -> None:
    assert _goals("港区役所の目標を教えて", "港区役所") == [ROADS, WELFARE]
    assert _goals("港区の目標は", "港区") == [ROADS, WELFARE]


def test_a_department_or_a_matter_beside_the_office_asks_for_less() -> None:
    assert _goals("港区役所道路室の目標は", "港区役所", "港区役所道路室") == []
    assert _goals("港区役所の待ち時間の目標は", "港区役所") == []


def test_an_office_with_one_goal_is_answered_for_as_any_passage() -> None:
    assert _goals("山区役所の目標は", "山区役所") == []


def test_each_goal_stands_behind_its_department() -> None:
    draft = make_draft(ROADS, WELFARE)
    assert compose_goals(draft, [ROADS, WELFARE])
    assert draft.text == (
        "・港区役所 道路室：「穴は3日以内に直します。」[1]\n"
        "・港区役所 福祉部：「窓口での待ち時間を減らします。」[2]"
    )


def _units(question: str, *names: str) -> list[str]:
    asked = understand(question, city=None, municipalities=[CITY])
    units = units_of_office(asked, names, make_snapshot(ROADS, WELFARE, OTHER), Filters())
    return [name for name, _ in units]


def test_the_departments_of_an_office_are_those_that_passages_name_below_it() -> None:
    assert _units("港区役所にはどんな部署がありますか", "港区役所") == ["道路室", "福祉部"]
    assert _units("港区役所の部署一覧", "港区役所") == ["道路室", "福祉部"]
    assert _units("港区役所の窓口はどこですか", "港区役所") == []


def test_departments_are_listed_each_with_its_source() -> None:
    draft = make_draft(ROADS, WELFARE)
    assert compose_units(draft, [("道路室", ROADS), ("福祉部", WELFARE)], "港区役所")
    assert draft.text == "港区役所：2つあります[1]。\n・道路室[1]\n・福祉部[2]"
