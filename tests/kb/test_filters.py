"""A search with filters, against a knowledge base that holds nothing else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from stored_samples import LetterEmbedder, make_document, make_passage

import kb.similarity
from ingest.records import Audience, Document, Passage, PassageKind
from kb.generations import open_generation
from kb.records import Filters
from kb.snapshot import Snapshot
from kb.update import apply
from kb.vocabulary import load_vocabulary

pytestmark = pytest.mark.integration

CITIES = ("みなと市", "やま市", None)
KINDS: tuple[PassageKind, ...] = ("article", "goal", "procedure")
DATES = ("2021", "2023-04", "2024-02-01", None)
SUBJECTS = ("ごみの収集", "公園の管理", "住民票の交付", "道路の補修", "保育の申込み", "防災の訓練")


def make_documents() -> list[Document]:
    """Return twelve documents of every mixture of city, kind, audience and date."""
    documents = []
    for number in range(12):
        audience: Audience = "staff" if number % 4 == 3 else "public"
        name = f"{number:02d}.txt"
        passages = tuple(
            make_passage(
                name,
                10 * number + place,
                f"{subject}は{number}番の課が行います。\n{subject}の費用は{place}円です。",
                municipality=CITIES[number % 3],
                kind=KINDS[(number + place) % 3],
                audience=audience,
                date=DATES[number % 4],
                heading=subject,
                path=(subject,),
            )
            for place, subject in enumerate(SUBJECTS)
        )
        documents.append(make_document(name, audience=audience, passages=passages))
    return documents


DOCUMENTS = make_documents()


def open_snapshot(path: Path, documents: list[Document]) -> Snapshot:
    apply(path, documents, embedder=LetterEmbedder())
    return Snapshot(open_generation(path), LetterEmbedder(), load_vocabulary())


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return open_snapshot(tmp_path_factory.mktemp("filters") / "kb", DOCUMENTS)


filters_ = st.builds(
    Filters,
    municipality=st.sampled_from([*CITIES[:2], None]),
    include_staff=st.booleans(),
    documents=st.frozensets(st.sampled_from([d.name for d in DOCUMENTS]), max_size=3),
    kinds=st.frozensets(st.sampled_from(KINDS), max_size=2),
    since=st.sampled_from([None, "2022", "2023-04-10"]),
    until=st.sampled_from([None, "2023", "2024-01-31"]),
)


def lets_through(filters: Filters, passage: Passage) -> bool:
    """Say it again, in other words than the catalog does."""
    first = {"2021": "2021-01-01", "2023-04": "2023-04-01"}
    last = {"2021": "2021-12-31", "2023-04": "2023-04-30"}
    ends = {"2023": "2023-12-31", "2024-01-31": "2024-01-31"}
    date = passage.date
    return (
        (filters.include_staff or passage.audience == "public")
        and (filters.municipality is None or passage.municipality in (None, filters.municipality))
        and (not filters.documents or passage.document in filters.documents)
        and (not filters.kinds or passage.kind in filters.kinds)
        and (not filters.since or (date is not None and last.get(date, date) >= filters.since))
        and (
            not filters.until or (date is not None and first.get(date, date) <= ends[filters.until])
        )
    )


@settings(max_examples=60, deadline=None)
@given(filters=filters_, subject=st.sampled_from(SUBJECTS))
def test_every_passage_that_the_filters_let_through_is_found_and_no_other(
    everything: Snapshot, filters: Filters, subject: str
) -> None:
    hits = everything.search(subject, filters=filters, limit=100).hits
    wanted = {
        passage.passage_id
        for document in DOCUMENTS
        for passage in document.passages
        if lets_through(filters, passage)
    }
    assert {hit.passage.passage_id for hit in hits} == wanted


@settings(max_examples=8, deadline=None)
@given(filters=filters_, subject=st.sampled_from(SUBJECTS))
def test_a_filtered_search_finds_what_a_knowledge_base_of_those_passages_alone_does(
    everything: Snapshot,
    filters: Filters,
    subject: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    kept = [
        replace(document, passages=tuple(p for p in document.passages if lets_through(filters, p)))
        for document in DOCUMENTS
    ]
    assume(any(document.passages for document in kept))
    alone = open_snapshot(tmp_path_factory.mktemp("alone") / "kb", [d for d in kept if d.passages])
    every = Filters(include_staff=True)
    count = sum(1 for d in kept for p in d.passages if p.heading == subject)
    found = {
        name: {hit.passage.passage_id for hit in snapshot.search(subject, **options).hits[:count]}
        for name, snapshot, options in (
            ("filtered", everything, {"filters": filters, "limit": 100}),
            ("alone", alone, {"filters": every, "limit": 100}),
        )
    }
    alone.close()
    assert found["filtered"] == found["alone"]


def test_filters_that_leave_more_than_is_compared_lose_none_of_the_words_finds(
    everything: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    filters = Filters(municipality="やま市", kinds=frozenset({"goal"}))
    exact = everything.search("保育の申込み", filters=filters, limit=5).hits
    monkeypatch.setattr(kb.similarity, "ALL_COMPARED", 0)
    nearest_only = everything.search("保育の申込み", filters=filters, limit=5).hits
    assert [hit.passage for hit in nearest_only] == [hit.passage for hit in exact]
    assert np.allclose([hit.score for hit in nearest_only], [hit.score for hit in exact], atol=0.05)


def test_documents_for_staff_leave_no_trace_in_what_citizens_find(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    public = [document for document in DOCUMENTS if document.audience == "public"]
    secret = make_passage(
        "z.txt",
        1,
        "特別監査班は公園の管理を調べます。\n公園の管理の費用は999円です。",
        audience="staff",
        heading="特別監査班",
        path=("特別監査班",),
        departments=("監査局 特別監査班",),
    )
    manual = make_document("z.txt", audience="staff", passages=(secret,))
    found = []
    for name, documents in (("with", [*public, manual]), ("without", public)):
        snapshot = open_snapshot(tmp_path_factory.mktemp(name) / "kb", documents)
        questions = (
            "公園の管理の費用",
            "特別監査班",
            "監査局 999円",
            "とくべつかんさはん",
            "公園の菅理",
        )
        for question in questions:
            asked = snapshot.search(question, filters=Filters(), limit=100)
            hits = [(hit.passage.passage_id, hit.score, hit.channels) for hit in asked.hits]
            found.append((name, question, asked.query, asked.names, hits))
        vocabulary = snapshot.index_for(Filters()).channel("names").vocabulary
        assert "特別監査班" not in vocabulary
        assert snapshot.index_for(Filters()).channel("words").idf("公園") > 0
        snapshot.close()
    half = len(found) // 2
    assert [each[1:] for each in found[:half]] == [each[1:] for each in found[half:]]


def test_documents_that_name_no_city_are_read_for_every_city(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    named = make_passage("a.txt", 1, "市民は参加できます。")
    nameless = make_passage("b.txt", 1, "市民は参加できます。", municipality=None)
    other = make_passage("c.txt", 1, "市民は参加できます。", municipality="やま市")

    def found(*passages: Passage) -> set[str]:
        documents = [make_document(p.document, passages=(p,)) for p in passages]
        snapshot = open_snapshot(tmp_path_factory.mktemp("one") / "kb", documents)
        hits = snapshot.search("市民の参加", filters=Filters(municipality="みなと市")).hits
        ids = {hit.passage.document for hit in hits}
        snapshot.close()
        return ids

    assert found(named, nameless) == {"a.txt", "b.txt"}
    assert found(named, nameless, other) == {"a.txt", "b.txt"}
