"""The report of an evaluation in a real browser: it loads nothing, filters and sorts."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "eval"))

from planted import GARBAGE_CASE, PASSPORT_CASE, make_header, record_of, refusal, right_answer

from eval.page import report_page
from eval.score import judge, summarize

pytestmark = pytest.mark.browser


@pytest.fixture
def report(browser: Any, tmp_path: Path) -> Iterator[Any]:
    """A page with a right answer, a slow one, a false refusal and an answer to what has none."""
    cases = {
        "right": (GARBAGE_CASE, right_answer(), 12.0),
        "slow": (replace(GARBAGE_CASE, language="en"), right_answer(), 1_900.0),
        "refused": (replace(GARBAGE_CASE, kind="list"), refusal(), 30.0),
        "answered": (PASSPORT_CASE, right_answer(), 700.0),
    }
    judgements = [
        judge(replace(record_of(replace(case, case_id=name), answer), wall_ms=wall_ms))
        for name, (case, answer, wall_ms) in cases.items()
    ]
    path = tmp_path / "report.html"
    path.write_text(report_page(make_header(), summarize(judgements), judgements), "utf-8")
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.problems = []
    page.on("console", lambda message: page.problems.append(message.text))
    page.on("request", lambda request: page.problems.append(request.url))
    page.goto(path.as_uri())
    page.problems.remove(path.as_uri())
    yield page
    page.close()


def shown(page: Any) -> list[str]:
    found: list[str] = page.eval_on_selector_all(
        "article:not([hidden]) .about code", "all => all.map(one => one.textContent)"
    )
    return found


def test_what_is_wrong_is_shown_first_and_filters_narrow_it(report: Any) -> None:
    assert sorted(shown(report)) == ["small/answered", "small/refused"]

    report.select_option("#shown", "slow")
    assert shown(report) == ["small/slow"]

    report.select_option("#shown", "all")
    report.select_option("select[data-field=kind]", "list")
    assert shown(report) == ["small/refused"]
    assert report.inner_text("#count") == "1問"


def test_the_table_sorts_by_a_press_of_its_heading(report: Any) -> None:
    report.select_option("#shown", "all")
    report.evaluate("document.querySelector('#questions').closest('details').open = true")

    report.click("#questions th:nth-child(7) button")

    times = report.eval_on_selector_all(
        "#questions tbody tr", "rows => rows.map(row => row.cells[6].textContent)"
    )
    assert times == ["1900", "700", "30", "12"]


def test_it_loads_nothing_and_fits_a_phone(report: Any) -> None:
    assert report.problems == []
    assert report.evaluate("document.documentElement.scrollWidth") == 390
