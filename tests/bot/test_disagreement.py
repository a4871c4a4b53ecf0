from __future__ import annotations

from tiny_city import make_case, make_draft, make_passage

from bot.compose.draft import Draft
from bot.compose.statement import compose_statement
from bot.disagreement import add_difference
from ingest.records import Passage

OLD = make_passage("プールの使用料は、一回300円とする。", title="運動施設の案内", date="2015-04-01")
NEW = make_passage("プールの使用料は、一回500円である。", title="料金の一覧", date="2024-04-01")
SAME = make_passage("プールの使用料は、300円です。", title="便利な手帳", date="2020-04-01")
OTHER = make_passage("体育館の使用料は、一回900円である。", title="料金の一覧", date="2024-04-01")
AWAY = make_passage(
    "プールの使用料は、一回700円である。", municipality="やま市", title="料金", date="2024-04-01"
)
QUESTION = "プールの使用料はいくらですか"


def _told(*passages: Passage, question: str = QUESTION) -> Draft:
    case = make_case(question, *passages)
    draft = make_draft(*passages)
    assert compose_statement(draft, passages[0], case.judge)
    add_difference(draft, case)
    return draft


def test_two_documents_of_a_city_that_differ_are_both_shown_with_their_dates() -> None:
    draft = _told(OLD, NEW)
    assert [citation.passage for citation in draft.citations] == [OLD, NEW]
    assert draft.parts[-1] == (
        "資料によって記載が異なります。上は「運動施設の案内」（2015年4月1日）[1]、"
        "「料金の一覧」（2024年4月1日）では次のとおりです。\n"
        "料金の一覧：「プールの使用料は、一回500円である。」[2]"
    )


def test_the_same_figure_another_matter_and_another_city_are_no_difference() -> None:
    assert len(_told(OLD, SAME).citations) == 1
    assert len(_told(OLD, OTHER).citations) == 1
    assert len(_told(OLD, AWAY).citations) == 1


def test_only_figures_that_are_asked_for_are_compared() -> None:
    assert len(_told(OLD, NEW, question="プールの使用料について教えて").citations) == 1


def test_two_departments_for_one_matter_are_both_shown() -> None:
    old = make_passage("担当課：環境課", heading="犬の登録", departments=("環境課",), title="手引")
    new = make_passage("担当課：衛生課", heading="犬の登録", departments=("衛生課",), title="一覧")
    same = make_passage("担当：環境課", heading="犬の登録", departments=("環境局 環境課",))
    asked = "犬の登録の担当課はどこですか"
    assert [c.passage for c in _told(old, new, question=asked).citations] == [old, new]
    assert len(_told(old, same, question=asked).citations) == 1
