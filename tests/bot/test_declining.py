from __future__ import annotations

from tiny_city import make_case, make_passage

from bot.compose.draft import Draft
from bot.declining import compose_known
from ingest.records import Passage

POOL = make_passage("市は、町民プールを夏に開く。", heading="運動")
MAYOR = make_passage("委員の任期は、2年とする。市長は、委員を選ぶ。", heading="会議")


def _known(question: str, passage: Passage) -> Draft | None:
    case = make_case(question, passage)
    draft = Draft(lambda _: passage.text)
    return draft if compose_known(draft, case) else None


def test_what_stands_of_the_matter_is_quoted_where_the_fact_is_missing() -> None:
    draft = _known("町民プールの料金はいくらですか", POOL)
    assert draft is not None
    assert draft.text == (
        "登録されている資料には、町民プールの料金についての記載が見つかりませんでした。\n"
        "関係する記載は、次のとおりです。\n"
        "運動：「市は、町民プールを夏に開く。」[1]\n"
        "くわしくは、市の窓口にお問い合わせください。"
    )
    assert [citation.quote for citation in draft.citations] == ["市は、町民プールを夏に開く。"]


def test_a_passage_about_something_else_is_not_quoted() -> None:
    assert _known("体育館の料金はいくらですか", POOL) is None


def test_the_fact_of_something_else_is_not_quoted() -> None:
    assert _known("市長の任期は何年ですか", MAYOR) is None
