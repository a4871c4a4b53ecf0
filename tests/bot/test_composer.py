from __future__ import annotations

from dataclasses import replace

import pytest
from tiny_city import make_article, make_case, make_passage

from bot.composer import compose
from bot.further import FURTHEST
from kb.records import Hit

FORM = make_article(3, "方法", "表彰は、表彰状を授与して行う。")
NOTICE = make_article(6, "公表", "表彰された者は、広報に載せる。")
ROADS = make_article(9, "道路", "道路の工事を行う。")


@pytest.mark.parametrize(
    ("below", "quoted"), [(FURTHEST[0] - 3.0, [FORM, NOTICE]), (FURTHEST[0] + 10.0, [FORM])]
)
def test_a_second_passage_is_quoted_where_its_score_is_close(
    below: float, quoted: list[object]
) -> None:
    case = make_case("表彰された人はどうなる", FORM, NOTICE, others=[ROADS])
    hits = (Hit(FORM, 30.0), Hit(NOTICE, 30.0 - below), Hit(ROADS, 2.0))
    draft = compose(replace(case, found=replace(case.found, hits=hits)))
    assert [citation.passage for citation in draft.citations] == quoted


def test_what_is_known_to_be_meant_stands_alone() -> None:
    case = make_case("表彰された人はどうなる", FORM, NOTICE, others=[ROADS])
    hits = (Hit(FORM, 30.0), Hit(NOTICE, 29.9))
    settled = replace(case, found=replace(case.found, hits=hits), is_settled=True)
    assert [citation.passage for citation in compose(settled).citations] == [FORM]


def test_two_terms_that_are_defined_are_compared_by_their_definitions() -> None:
    terms = make_article(
        2,
        "定義",
        "用語の意義は、次による。\n(1) 参加 行動することをいう。\n(2) 協働 協力することをいう。",
    )
    both = make_article(5, "原則", "参加と協働の違いにより不利益を与えない。")
    text = compose(make_case("参加と協働の違いは何ですか", both, terms)).text
    assert text == (
        "参加：「(1) 参加 行動することをいう。」[1]（第2条（定義））\n"
        "協働：「(2) 協働 協力することをいう。」[2]（第2条（定義））"
    )


def test_the_asked_cells_of_a_long_row_are_told_and_not_just_any() -> None:
    cells = ["名称：中央図書館", "電話：048-000-0000", "開始時間：9:30", "終了時間：20:00"]
    filler = [f"備考{n}：{'あ' * 30}" for n in range(4)]
    row = make_passage("\n".join([*cells, *filler]), kind="row", heading="中央図書館")
    text = compose(make_case("中央図書館は何時まで開いていますか", row)).text
    assert text.split("\n")[:3] == ["中央図書館[1]", "開始時間：9:30", "終了時間：20:00"]


def test_a_cell_that_goes_on_is_read_line_by_line() -> None:
    items = [
        f"{mark} 窓口の{what}を改めました。" for mark, what in zip("①②③④", "表机灯花", strict=True)
    ]
    row = make_passage("\n".join([f"取組：{items[0]}", *items[1:], "あ" * 200]), kind="row")
    draft = compose(make_case("窓口の花をどうしましたか", row))
    assert "④ 窓口の花を改めました。" in draft.text


@pytest.mark.parametrize(("asked", "count"), [("どの部とどの部", 2), ("どの部", 1)])
def test_several_departments_are_named_where_several_are_asked_for(
    asked: str, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.composer.full_department", lambda *found: found[2])
    monkeypatch.setattr("bot.composer.find_contact", lambda *found: None)
    first, second = (
        make_passage(f"{what}の会議の紙を減らします。", kind="goal", departments=(name,))
        for what, name in (("生活", "福祉局 生活部"), ("長寿", "福祉局 長寿部"))
    )
    case = make_case(f"会議の紙を減らすのは{asked}ですか", first, second)
    draft = compose(
        replace(case, found=replace(case.found, hits=(Hit(first, 20.0), Hit(second, 16.0))))
    )
    assert len(draft.departments) == count
