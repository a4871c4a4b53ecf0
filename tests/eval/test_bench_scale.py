from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from eval.bench_scale import run_scale
from eval.bench_search import PART_TITLES
from eval.municipalities import documents, take, write_documents
from eval.scale_report import growth_plot, scale_markdown, scale_page, scale_plot, shares_plot
from ingest.pipeline import read_documents
from ingest.records import Document


def test_the_same_seed_gives_the_same_documents_and_another_one_others() -> None:
    assert take(40) == take(40)
    assert take(3) != take(3, seed=2)


def test_no_two_documents_and_hardly_any_two_articles_are_the_same() -> None:
    files = take(60)
    articles = [part for file in files for part in file.text.split("\n\n") if "第" in part]
    assert len({file.name for file in files}) == 60
    assert len(set(articles)) > 0.95 * len(articles)


def test_cities_follow_one_another() -> None:
    names: set[str] = set()
    for file in documents():
        names.add(file.name.partition("_")[0])
        if len(names) == 3:
            break
    assert len(names) == 3


@pytest.mark.integration
def test_documents_hold_as_many_passages_as_asked_for_of_every_kind(tmp_path: Path) -> None:
    questions = write_documents(tmp_path / "documents", passages=600)
    found = [d for d in read_documents([tmp_path / "documents"]) if isinstance(d, Document)]
    passages = [passage for document in found for passage in document.passages]
    assert 550 < len(passages) < 750
    assert {"ordinance", "procedures"} <= {document.kind for document in found}
    assert {"article", "procedure", "section"} <= {passage.kind for passage in passages}
    assert len(questions) > 50
    assert len({document.municipality for document in found} - {None}) == 1


def test_lines_grow_to_the_upper_right() -> None:
    image = growth_plot([1000, 10_000], {"検索": [1.0, 10.0]})
    root = ElementTree.fromstring(image)
    (line,) = root.iter("{http://www.w3.org/2000/svg}polyline")
    first, last = (tuple(map(float, point.split(","))) for point in line.attrib["points"].split())
    assert first[0] < last[0]
    assert first[1] > last[1]


@pytest.mark.integration
def test_sizes_are_measured_in_processes_of_their_own_and_told(tmp_path: Path) -> None:
    said: list[str] = []
    figures = run_scale([120], progress=said.append)
    (size,) = figures["sizes"]
    assert len(said) == 3
    assert size["search"]["passages"] == size["ingest"]["passages"] > 100
    assert size["search"]["recall_at_10"] > 0.95
    assert set(size["ingest"]["bytes"]) == {"catalog.sqlite", "chroma", "dense", "lexical"}
    assert size["search"]["parts_ms"]["nearest"]["median"] > 0
    assert size["search"]["bare_ms"]["chroma"]["median"] > 0
    assert size["search"]["chroma_recall_at_10"] > 0.95
    assert json.loads(json.dumps(figures)) == figures
    assert f"| {size['search']['passages']:,} |" in scale_markdown(figures)
    ElementTree.fromstring(scale_plot(figures))
    shares = ElementTree.fromstring(shares_plot(figures))
    titles = [title.text or "" for title in shares.iter("{http://www.w3.org/2000/svg}title")]
    assert [title.rpartition(" ")[0].rpartition(" ")[0] for title in titles] == list(
        PART_TITLES.values()
    )
    page = scale_page(figures)
    assert page.count("<svg") == 2
    assert not re.search(r"(src|href)=", page)
