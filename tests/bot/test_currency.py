from __future__ import annotations

import datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest
from tiny_city import make_passage

from bot.answer import Citation
from bot.currency import age_notice, period_end, period_end_in, spoken_date
from bot.frames.japanese import JAPANESE
from kb.snapshot import Snapshot

TODAY = datetime.date(2026, 11, 21)


def _notice(
    text: str = "ごみを減らします。", newer: str | None = None, **values: Any
) -> str | None:
    passage = make_passage(text, **{"title": "みなと市ごみ計画", **values})
    citation = Citation(1, passage, passage.label, "", text, 0, len(text))
    document = SimpleNamespace(name=passage.document, superseded_by=newer)
    snapshot = SimpleNamespace(documents=(document,), source_text=lambda _: text)
    return age_notice(
        [citation], cast(Snapshot, snapshot), JAPANESE, today=TODAY, old_after_years=10
    )


def test_a_document_dated_longer_ago_than_the_setting_is_old() -> None:
    assert _notice(date="2016-11-21") == (
        "「みなと市ごみ計画」は2016年11月21日の資料です。今の内容と異なることがあります[1]。"
    )
    assert _notice(date="2016-11-22") is None
    assert _notice(date="2012-03") is not None
    assert _notice(date=None) is None


def test_an_ordinance_is_in_force_whatever_its_date() -> None:
    assert _notice(date="1950-04-01", kind="article") is None


def test_a_plan_whose_period_is_over_is_told_of() -> None:
    assert _notice("計画期間は、令和3年度から令和7年度までです。", date="2021-03") == (
        "「みなと市ごみ計画」の期間は2025年度までです。今の内容と異なることがあります[1]。"
    )
    assert _notice("計画期間は、令和4年度から令和13年度までです。", date="2012-03") is None


def test_an_old_version_is_told_of_whatever_it_is() -> None:
    assert _notice(date="2020-04", kind="article", newer="新.txt") == (
        "「みなと市ごみ計画」（2020年4月）には、新しい版があります[1]。"
    )


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("みなと市ごみ計画（令和３年度～７年度）", 2025),
        ("総合計画 平成28年度-令和2年度", 2020),
        ("基本計画2021～2030年度", 2030),
        ("みなと市ごみ計画", None),
        ("資料3-5", None),
        ("令和7年度～令和3年度", None),
    ],
)
def test_the_period_in_a_title_is_read(title: str, year: int | None) -> None:
    assert period_end(title) == year


def test_a_period_counts_where_it_is_called_one() -> None:
    assert period_end_in("募集は令和3年度から令和4年度までです。") is None
    assert period_end_in("この計画の期間\n計画期間：平成30(2018)年度から令和4(2022)年度") == 2022


def test_dates_are_said_as_people_do() -> None:
    assert [spoken_date(iso) for iso in ("2012", "2012-03", "2012-03-09")] == [
        "2012年",
        "2012年3月",
        "2012年3月9日",
    ]
