from __future__ import annotations

from tiny_city import make_draft, make_judge, make_passage

from bot.answer import ResponsibleDepartment
from bot.compose.department import compose_department

WASTE = make_passage(
    "ごみを減らします。", kind="goal", locator="環境局 減量課", departments=("環境局 減量課",)
)
ROADS = make_passage(
    "道路のごみを片付けます。", kind="goal", locator="土木部", departments=("土木部",)
)


def no_contact(name: str, municipality: str | None) -> str | None:
    return None


def test_the_responsible_department_comes_first_with_its_reason() -> None:
    draft = make_draft(WASTE, ROADS)
    judge = make_judge("ごみを減らす", WASTE, ROADS)
    assert compose_department(draft, [WASTE, ROADS], judge, contact=no_contact)
    assert draft.text == (
        "担当は、環境局 減量課です[1]。\n「ごみを減らします。」[1]\nほかに、土木部も関係します[2]。"
    )
    assert draft.departments == [
        ResponsibleDepartment("環境局 減量課", "みなと市", None, 1),
        ResponsibleDepartment("土木部", "みなと市", None, 2),
    ]


def test_a_contact_that_a_document_gives_is_told() -> None:
    asked: list[tuple[str, str | None]] = []

    def contact(name: str, municipality: str | None) -> str | None:
        asked.append((name, municipality))
        return "電話 048-000-0000"

    draft = make_draft(WASTE)
    judge = make_judge("ごみ", WASTE)
    assert compose_department(draft, [WASTE], judge, contact=contact)
    assert draft.text.endswith("連絡先：電話 048-000-0000")
    assert draft.departments[0].contact == "電話 048-000-0000"
    assert asked == [("環境局 減量課", "みなと市")]


def test_the_city_is_named_where_several_could_be_meant() -> None:
    draft = make_draft(WASTE)
    judge = make_judge("ごみ", WASTE)
    compose_department(draft, [WASTE], judge, contact=no_contact, with_city=True)
    assert draft.parts[0] == "担当は、みなと市 環境局 減量課です[1]。"


def test_without_passages_no_department_is_named() -> None:
    assert not compose_department(make_draft(), [], make_judge("ごみ", WASTE), contact=no_contact)


def test_a_department_that_is_not_sure_is_called_the_nearest() -> None:
    draft = make_draft(WASTE)
    judge = make_judge("ごみ", WASTE)
    compose_department(draft, [WASTE], judge, contact=no_contact, sure=False)
    assert draft.parts[0] == (
        "はっきりした担当は見つかりませんが、近いのは、環境局 減量課です[1]。"
    )
