from __future__ import annotations

from tiny_city import make_draft, make_passage

from bot.compose.fields import compose_field

SHEET = make_passage(
    "経1-1 参加\n目指す姿\n市民が参加している\n取組みの方向\n機会を増やす",
    kind="measure",
    heading="参加",
    locator="経1-1",
    path=("計画", "経1-1 参加"),
)


def test_the_part_that_the_question_names_is_quoted() -> None:
    draft = make_draft(SHEET)
    assert compose_field(draft, SHEET, "経1-1の目指す姿は何ですか")
    assert draft.text == "経1-1 参加 目指す姿：「市民が参加している」[1]"


def test_a_sheet_without_the_named_part_is_left_alone() -> None:
    draft = make_draft(SHEET)
    assert not compose_field(draft, SHEET, "経1-1の予算は")
    assert draft.citations == []
