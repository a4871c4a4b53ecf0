"""The real documents, as far as this part of the project promises them."""

from pathlib import Path

import pytest

from ingest.normalize import map_radicals
from ingest.pipeline import read_documents
from ingest.records import Document, Passage
from ingest.structure.article import split_article

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def policies(real_policies: Path) -> dict[str, Document]:
    found = read_documents([real_policies])
    return {d.name[:3]: d for d in found if isinstance(d, Document)}


@pytest.fixture(scope="module")
def ordinance(policies: dict[str, Document]) -> dict[str, Passage]:
    passages = policies["002"].passages
    return {p.locator: p for p in passages if p.title.endswith("条例")}


@pytest.mark.parametrize(
    ("number", "identity"),
    [
        ("000", ("CS90＋行動目標", "さいたま市", None, "goal_table")),
        ("001", ("市民と行政の協働", "さいたま市", None, "plan")),
        ("002", ("区役所サービス向上指針", "川崎市", "2012-03", "guideline")),
        ("003", ("施策内容（案）", "三郷市", None, "measure_sheets")),
        ("004", ("３段階工程表", "川口市", None, "roadmap")),
    ],
)
def test_each_document_is_taken_for_what_it_is(
    policies: dict[str, Document], number: str, identity: tuple[str | None, ...]
) -> None:
    document = policies[number]
    assert (document.title, document.municipality, document.date, document.kind) == identity


def test_every_quote_leads_back_to_its_source(policies: dict[str, Document]) -> None:
    for document in policies.values():
        for passage in document.passages:
            for piece in passage.pieces:
                run = document.text[piece.start : piece.start + piece.length]
                assert passage.text[piece.at : piece.at + piece.length] == map_radicals(run)
                assert passage.start <= piece.start
                assert piece.start + piece.length <= passage.end


def test_passage_ids_are_unique(policies: dict[str, Document]) -> None:
    ids = [p.passage_id for d in policies.values() for p in d.passages]
    assert len(set(ids)) == len(ids)


def test_the_ordinance_has_each_article_once(ordinance: dict[str, Passage]) -> None:
    assert list(ordinance) == ["前文", *(f"第{n}条" for n in range(1, 35)), "附則"]
    assert {p.municipality for p in ordinance.values()} == {"川崎市"}
    assert {p.date for p in ordinance.values()} == {"2005-04-01"}
    assert all(p.heading for p in ordinance.values())
    assert ordinance["第24条"].label == "川崎市自治基本条例 第24条"


def test_articles_without_caption_are_named_by_the_heading_above(
    ordinance: dict[str, Passage],
) -> None:
    for locator in ("第33条", "第34条"):
        assert ordinance[locator].heading in ordinance[locator].path[-2]


def test_paragraphs_and_items_of_an_article_are_counted(ordinance: dict[str, Passage]) -> None:
    counts = {
        locator: [len(p.items) for p in split_article(ordinance[locator].text)]
        for locator in ("第3条", "第5条", "第15条", "第18条", "第34条")
    }
    assert counts == {
        "第3条": [3],
        "第5条": [3, 0],
        "第15条": [0, 6, 0, 0],
        "第18条": [0, 0],
        "第34条": [0, 0],
    }


def test_a_ministry_s_rule_has_its_articles_and_its_many_supplements(
    real_documents: Path,
) -> None:
    [path] = real_documents.glob("*施行規則.txt")
    [document] = read_documents([path])
    assert isinstance(document, Document)
    assert document.municipality is None
    assert document.date == "1999-10-06"
    articles = [p.locator for p in document.passages if p.kind == "article"]
    branches = ["第5条の2", "第7条の2", "第8条の2", "第8条の3", "第21条の2", "第21条の3"]
    branches += ["第27条の2", "第27条の3"]
    assert sorted(articles) == sorted([*(f"第{n}条" for n in range(1, 51)), *branches])
    supplements = [p for p in document.passages if p.kind == "supplementary"]
    assert len(supplements) == 13
    assert len({p.locator for p in supplements}) == 13
