"""What must come out of the real documents: counts, places and who stands where."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from ingest.normalize import map_radicals, match_form
from ingest.pipeline import read_documents
from ingest.records import Document, Passage

pytestmark = [pytest.mark.real, pytest.mark.integration]


@pytest.fixture(scope="module")
def documents(real_policies: Path) -> dict[str, Document]:
    read = [d for d in read_documents([real_policies]) if isinstance(d, Document)]
    return {document.kind: document for document in read}


def of_kind(document: Document, *kinds: str) -> list[Passage]:
    return [passage for passage in document.passages if passage.kind in kinds]


def in_work(document: Document, word: str) -> list[Passage]:
    return [passage for passage in document.passages if word in passage.title]


def test_every_document_is_recognized_by_its_content(documents: dict[str, Document]) -> None:
    assert {"goal_table", "plan", "measure_sheets", "roadmap"} < set(documents)


def test_every_piece_stands_in_the_source(documents: dict[str, Document]) -> None:
    for document in documents.values():
        for passage in document.passages:
            for piece in passage.pieces:
                run = map_radicals(document.text[piece.start : piece.start + piece.length])
                assert passage.text[piece.at : piece.at + piece.length] == run
                assert passage.start <= piece.start
                assert piece.start + piece.length <= passage.end


def test_the_goal_table_has_97_rows_each_with_one_department(
    documents: dict[str, Document],
) -> None:
    goals = of_kind(documents["goal_table"], "goal")
    assert len(goals) == 97
    assert len({goal.locator for goal in goals}) == 97
    assert all(goal.departments == (goal.locator,) for goal in goals)
    assert all(re.fullmatch(r"\S+ \S+", goal.locator) for goal in goals)


@pytest.mark.parametrize(
    "name",
    [
        "都市戦略本部 行財政改革推進部",
        "教育委員会事務局 生涯学習総合センター",
        "都市局 北部都市計画事務所",
        "保健衛生局 健康科学研究センター",
        "子ども未来局 総合療育センターひまわり学園",
        "岩槻区役所 健康福祉部",
        "環境局 資源循環推進部",
    ],
)
def test_broken_and_whole_names_of_departments_come_out(
    documents: dict[str, Document], name: str
) -> None:
    assert name in {goal.locator for goal in of_kind(documents["goal_table"], "goal")}


def test_goals_are_whole_and_hold_nothing_else(documents: dict[str, Document]) -> None:
    for goal in of_kind(documents["goal_table"], "goal"):
        assert "○" not in goal.text
        assert "\n" not in goal.text
        assert 25 <= len(goal.text) <= 160
        assert re.search(r"[。）)]$", goal.text), goal.text
        assert "一覧" not in goal.text
        assert "ポスター" not in goal.text


def test_ward_offices_have_three_rows_but_for_one(documents: dict[str, Document]) -> None:
    goals = of_kind(documents["goal_table"], "goal")
    wards = Counter(
        goal.locator.split()[0] for goal in goals if goal.locator.split()[0].endswith("区役所")
    )
    assert len(wards) == 10
    assert sorted(wards.values()) == [2] + [3] * 9


def test_the_plan_has_four_sections_and_thirteen_measures(
    documents: dict[str, Document],
) -> None:
    plan = documents["plan"]
    issues = [p for p in plan.passages if p.heading == "現状と課題"]
    assert len(issues) == 4
    measures = of_kind(plan, "measure")
    assert [measure.locator for measure in measures] == [
        *(f"第1章 第1節 {number}" for number in range(1, 5)),
        *(f"第2章 第1節 {number}" for number in range(1, 5)),
        *(f"第2章 第2節 {number}" for number in range(1, 4)),
        *(f"第2章 第3節 {number}" for number in range(1, 3)),
    ]
    for measure in measures:
        number, *rest = measure.text.split("\n")
        assert number.startswith(measure.locator.split()[-1])
        assert rest
        assert all(line.startswith("❖") and line.endswith("。") for line in rest)
    assert [len(m.text.split("\n")) - 1 for m in measures] == [
        3,
        3,
        2,
        3,
        3,
        4,
        3,
        3,
        2,
        2,
        1,
        1,
        2,
    ]


def test_a_chapters_opening_is_a_section(documents: dict[str, Document]) -> None:
    openings = [p for p in documents["plan"].passages if p.locator in ("第1章", "第2章")]
    assert [opening.text.count("◉") for opening in openings] == [5, 6]


CODES = ["1-1-1", *(f"経{a}-{b}" for a in range(1, 4) for b in range(1, 4))]


def test_there_are_ten_sheets_each_once(documents: dict[str, Document]) -> None:
    sheets = documents["measure_sheets"]
    overviews = [p.locator for p in of_kind(sheets, "measure") if p.locator in CODES]
    assert overviews == CODES
    issues = [p.locator for p in sheets.passages if p.heading == "現状と課題"]
    assert issues == [f"{code} 現状と課題" for code in CODES]


def test_every_initiative_is_named_and_under_its_sheet(documents: dict[str, Document]) -> None:
    initiatives = [
        p for p in of_kind(documents["measure_sheets"], "measure") if p.locator not in CODES
    ]
    assert Counter(p.locator.split()[0] for p in initiatives) == Counter(
        {
            "1-1-1": 7,
            "経1-1": 6,
            "経1-2": 5,
            "経1-3": 3,
            "経2-1": 5,
            "経2-2": 4,
            "経2-3": 6,
            "経3-1": 10,
            "経3-2": 2,
            "経3-3": 4,
        }
    )
    for initiative in initiatives:
        assert initiative.heading
        assert initiative.text.startswith(initiative.heading)
        assert any(initiative.locator.startswith(part.split()[0]) for part in initiative.path)
        assert len(re.findall("[①-⑥]", initiative.text)) <= 1


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("広域的な水防体制の強化", "経2-2"),
        ("コミュニティ組織・活動への援助", "経1-1"),
        ("災害に対する地域の活動支援", "1-1-1"),
        ("シティプロモーションによる魅力発信", "経2-1"),
    ],
)
def test_displaced_and_broken_names_stand_with_their_sheet(
    documents: dict[str, Document], name: str, code: str
) -> None:
    (found,) = [p for p in documents["measure_sheets"].passages if p.heading == name]
    assert found.locator == f"{code} 取組み「{name}」"


def test_annotations_are_no_part_of_the_first_sheet(documents: dict[str, Document]) -> None:
    first = [p for p in documents["measure_sheets"].passages if p.locator.split()[0] == "1-1-1"]
    assert all("課題を解決するための" not in passage.text for passage in first)


def test_nine_themes_have_three_stages_each(documents: dict[str, Document]) -> None:
    stages = of_kind(documents["roadmap"], "stage")
    assert len(stages) == 27
    assert len({stage.locator for stage in stages}) == 27
    themes = Counter(stage.locator.rsplit(" ", 1)[0] for stage in stages)
    assert set(themes.values()) == {3}
    assert {"防災", "防犯", "都市整備", "環境整備", "財政改革", "組織・意識改革"} < set(themes)


def test_each_stage_begins_and_ends_where_its_column_does(
    documents: dict[str, Document],
) -> None:
    stages = {p.locator: p for p in of_kind(documents["roadmap"], "stage")}
    for locator, stage in stages.items():
        second = stage.text.split("\n")[1]
        assert stage.text.startswith("・"), locator
        assert second.startswith("・"), locator
        if locator.endswith("段階2") and "その他業務" in stage.label:
            assert stage.text.startswith("・各施策の実施")
        if locator.endswith("段階1"):
            assert not re.search("(?:が多い|が充分|の充実|の実現)$", stage.text)


def test_pages_are_named_by_their_code(documents: dict[str, Document]) -> None:
    labels = {p.locator: p.label for p in of_kind(documents["roadmap"], "stage")}
    assert "[1.2.8-7]" in labels["防災 段階1"]
    assert "その他業務" in labels["防災 段階1"]
    assert "段階1（すぐに）" in labels["防災 段階1"]
    assert "[1.2.8-5]" in labels["財政改革 段階3"]
    assert "[1.2.8-10]" in labels["環境整備 段階2"]


@pytest.fixture(scope="module")
def guideline(documents: dict[str, Document]) -> Document:
    (found,) = [d for d in documents.values() if any(p.kind == "article" for p in d.passages)]
    return found


def test_the_ordinance_inside_the_guideline_is_a_work_of_its_own(guideline: Document) -> None:
    articles = of_kind(guideline, "article")
    assert [article.locator for article in articles] == [f"第{n}条" for n in range(1, 35)]
    assert {"自治基本条例" in article.title for article in articles} == {True}


def test_principles_are_together_and_apart(guideline: Document) -> None:
    together = [
        p
        for p in guideline.passages
        if "区役所サービスの理念" in p.label and p.text.count("【") >= 8
    ]
    assert len(together) == 1
    apart = [p for p in guideline.passages if "考え方> 【" in p.label]
    assert len(apart) == 8


def test_every_ward_has_three_rows_of_what_it_did(guideline: Document) -> None:
    rows = [p for p in of_kind(guideline, "row") if "これまでの取組" in p.label]
    wards = Counter(
        re.findall(r"(川崎区|幸区|中原区|高津区|宮前区|多摩区|麻生区)", p.label)[0] for p in rows
    )
    assert wards == Counter(dict.fromkeys(wards, 3))
    assert len(wards) == 7
    assert all("①" in row.text and "<" not in row.text for row in rows)


def test_the_contact_at_the_end_names_its_department(guideline: Document) -> None:
    last = guideline.passages[-1]
    assert "お問い合わせ" in last.label
    assert last.departments == ("市民・こども局区政推進部区調整課",)
    assert match_form("電話") in match_form(last.text)


def test_contents_lists_give_no_passages(documents: dict[str, Document]) -> None:
    for document in documents.values():
        for passage in document.passages:
            assert "....." not in passage.text
            assert "・・・・・・" not in passage.text
