"""Peers get the same documents and questions, and are scored by the same scorer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from langchain_core.documents import Document
from planted import (
    GARBAGE,
    GARBAGE_CASE,
    PASSPORT_CASE,
    RULES,
    WATER,
    make_set,
    record_of,
    refusal,
    right_answer,
)

from eval.peers import (
    Finder,
    MissingPeerError,
    PeerRun,
    Retrieve,
    Skipped,
    cut_by_structure,
    cut_plainly,
    finders,
    run_peers,
)
from eval.peers_report import make_peer_report, peers_markdown
from ingest.records import Passage


@dataclass(frozen=True)
class Stored:
    name: str = "規則.txt"
    title: str = "くらしの規則"
    municipality: str = "虹野市"
    audience: str = "public"


class TinySnapshot:
    documents = (Stored(),)

    def source_text(self, document: str) -> str:
        return RULES

    def passages(self, document: str | None = None) -> Iterator[Passage]:
        yield from (GARBAGE, WATER)


SNAPSHOT: Any = TinySnapshot()
SETS = [make_set(GARBAGE_CASE, PASSPORT_CASE)]


def in_order(chunks: list[Document]) -> Retrieve:
    return lambda question: chunks


def missing(chunks: list[Document]) -> Retrieve:
    raise MissingPeerError("部品がありません。")


def run(*found: Finder) -> dict[str, PeerRun | Skipped]:
    return {result.name: result for result in run_peers(SNAPSHOT, SETS, found)}


def test_documents_are_cut_as_the_tutorial_does_and_as_we_do() -> None:
    [plain] = cut_plainly(SNAPSHOT)

    assert plain.page_content == RULES.strip()
    assert [chunk.page_content for chunk in cut_by_structure(SNAPSHOT)] == [
        f"{GARBAGE.label}\n{GARBAGE.text}",
        f"{WATER.label}\n{WATER.text}",
    ]


def test_an_answer_is_the_best_chunks_each_with_its_mark() -> None:
    result = run(Finder("順に", in_order))["構造分割、順に、1件"]
    assert isinstance(result, PeerRun)
    [garbage, passport] = result.records

    assert garbage.answer["text"] == f"{GARBAGE.label}\n{GARBAGE.text}[1]"
    assert [citation["label"] for citation in garbage.answer["citations"]] == [GARBAGE.label]
    assert len(garbage.answer["passages"]) == 2
    assert passport.answer["status"] == "answered"


def test_what_an_asker_may_not_see_is_not_retrieved() -> None:
    def with_staff(chunks: list[Document]) -> Retrieve:
        hidden = Document("秘密", metadata={**chunks[0].metadata, "audience": "staff"})
        other = Document("他市", metadata={**chunks[0].metadata, "municipality": "雲野市"})
        return lambda question: [hidden, other, *chunks]

    result = run(Finder("職員用", with_staff))["構造分割、職員用、4件"]
    assert isinstance(result, PeerRun)
    [garbage, passport] = result.records

    assert "秘密" not in garbage.answer["text"]  # a citizen who chose 虹野市
    assert "他市" not in garbage.answer["text"]
    assert "秘密" in passport.answer["text"]  # the counter, no city chosen


def test_a_peer_that_cannot_be_built_is_skipped_with_its_reason() -> None:
    results = run(Finder("ない", missing))

    assert results["再帰分割、ない"] == Skipped("再帰分割、ない", "部品がありません。")


def test_the_report_says_how_far_the_product_is_above_the_best_peer() -> None:
    own = [record_of(GARBAGE_CASE, right_answer()), record_of(PASSPORT_CASE, refusal())]

    report = make_peer_report(
        own, list(run(Finder("順に", in_order), Finder("ない", missing)).values())
    )

    lead = {lead.metric: lead for lead in report.leads}["right"]
    assert report.product.value("right") == 1.0
    # The chunk answers the first question and is pasted for the second, too.
    assert {row.value("right") for row in report.peers} == {0.5}
    assert (lead.difference.value, lead.difference.count) == (0.5, 2)
    assert not lead.are_apart  # two questions prove nothing
    markdown = peers_markdown(report)
    assert "| Madoguchi | 100.0%" in markdown
    assert "測れなかったもの: 再帰分割、ない（部品がありません。）" in markdown


def test_langchains_retriever_finds_a_japanese_word_only_with_japanese_words() -> None:
    pytest.importorskip("langchain_community", reason="extra peers is not installed")
    pytest.importorskip("rank_bm25", reason="extra peers is not installed")
    as_it_comes, with_sudachi = finders([], [])
    chunks = [
        Document("水道料金は2か月ごとに納めます。"),
        Document("公園は朝9時に開きます。"),
        Document("税は銀行で納めます。"),
        Document("犬は登録します。"),
    ]

    assert with_sudachi.build(chunks)("料金を知りたい")[0].page_content == chunks[0].page_content
    scores = as_it_comes.build(chunks)("料金を知りたい")
    assert scores[0].page_content != chunks[0].page_content  # all alike: the last comes first
