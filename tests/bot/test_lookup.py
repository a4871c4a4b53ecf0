from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

sys.path.insert(0, str(Path(__file__).parent / "page"))

from sample_desk import COMPLAINTS, PURPOSE, WASTE, Snapshot

from bot.lookup import look_up, make_snippet
from bot.slip import make_slip
from kb.directory import Directory
from kb.directory_lines import DirectoryLine, LineKind
from kb.records import Filters, Hit

EVERYTHING = Filters(include_staff=True)


class Ranked(Snapshot):
    """Finds what it is told to find."""

    def __init__(self, *hits: Hit) -> None:
        self._hits = hits

    def search(self, text: str, *, filters: Filters, limit: int = 10) -> SimpleNamespace:
        return SimpleNamespace(hits=self._hits)


def found(*hits: Hit) -> list[tuple[str, list[str]]]:
    groups = look_up(Ranked(*hits), "苦情", filters=EVERYTHING).groups
    return [(group, [result.passage.passage_id for result in results]) for group, results in groups]


def test_results_are_grouped_the_best_group_first() -> None:
    assert found(Hit(WASTE, 20.0), Hit(COMPLAINTS, 15.0), Hit(PURPOSE, 12.0)) == [
        ("department", ["mokuhyo-1"]),
        ("article", ["jichi-2", "jichi-1"]),
    ]


def test_the_tail_of_a_ranking_and_a_ranking_without_a_shared_word_are_left_out() -> None:
    assert found(Hit(COMPLAINTS, 50.0), Hit(PURPOSE, 12.0)) == [("article", ["jichi-2"])]
    assert found(Hit(COMPLAINTS, 0.9)) == []


def test_nothing_typed_finds_nothing() -> None:
    assert look_up(Snapshot(), "  ", filters=EVERYTHING).count == 0


def test_a_snippet_shows_the_words_where_they_stand() -> None:
    snippet = make_snippet("前" * 60 + "\nごみの収集\n" + "後" * 90, ["ごみ"])

    assert snippet.text.startswith("…")
    assert snippet.text.endswith("…")
    assert [snippet.text[start:end] for start, end in snippet.marks] == ["ごみ"]


def slip(text: str, **fields: Any) -> Any:
    passage = replace(WASTE, text=text, **fields)
    return make_slip(passage, Snapshot(), filters=EVERYTHING)


def test_a_slip_takes_counter_and_number_from_the_passage() -> None:
    made = slip("手続名: 転入届\n窓口: 本庁舎1階\n電話: 099-900-5120、本町 099-900-5121")

    assert (made.window, made.contact) == ("本庁舎1階", "099-900-5120、本町 099-900-5121")
    assert made.departments == ("環境局 資源循環推進部",)


def test_a_slip_takes_the_number_of_another_passage_of_that_department_alone() -> None:
    own = replace(WASTE, text="電話 099-900-1111")
    shared = replace(own, departments=("環境局 資源循環推進部", "市民局"), text="電話 099-900-2222")

    both = Ranked(Hit(shared, 9.0), Hit(own, 8.0))
    assert make_slip(WASTE, both, filters=EVERYTHING).contact == "099-900-1111"
    assert make_slip(WASTE, Ranked(Hit(shared, 9.0)), filters=EVERYTHING).contact is None


def test_a_slip_takes_name_number_and_window_of_the_directory_for_what_its_passage_leaves_out() -> (
    None
):
    def said(kind: LineKind, value: str) -> DirectoryLine:
        return DirectoryLine(
            "あおぞら市", "資源循環推進部", kind, value, "x", "電話帳.txt", "電話帳", None, "public"
        )

    class Listed(Snapshot):
        def directory(self, filters: Filters) -> Directory:
            return Directory([said("contact", "099-900-3333"), said("window", "2階 5番窓口")])

    made = make_slip(replace(WASTE, departments=("資源循環推進部",)), Listed(), filters=EVERYTHING)

    assert (made.contact, made.window) == ("099-900-3333", "2階 5番窓口")
    own = replace(WASTE, departments=("資源循環推進部",), text="窓口: 1階\n電話: 099-900-1111")
    made = make_slip(own, Listed(), filters=EVERYTHING)
    assert (made.contact, made.window) == ("099-900-1111", "1階")


def test_a_long_passage_is_cut_after_a_sentence() -> None:
    made = slip("一文です。" * 200)

    assert made.excerpt.endswith("。…")
    assert len(made.excerpt) <= 421
