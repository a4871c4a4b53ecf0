from __future__ import annotations

from typing import Any

from bot.admin.figures import Day, departments, figures_by_day, plot, unanswered_topics


def row(question: str, **fields: Any) -> dict[str, Any]:
    return {
        "question": question,
        "at": "2026-04-01T03:00:00.000000Z",
        "status": "answered",
        "reason": None,
        "latency_ms": 10.0,
        "departments": [],
        **fields,
    }


def test_figures_are_counted_by_day_and_reason() -> None:
    rows = [
        row("一", latency_ms=10.0),
        row("二", latency_ms=30.0, status="not_found", reason="no_evidence"),
        row("三", latency_ms=20.0, status="refused", reason="out_of_scope"),
        row("四", at="2026-04-03T03:00:00.000000Z"),
    ]

    assert figures_by_day(rows) == [
        Day("2026-04-01", 3, 1, {"no_evidence": 1, "out_of_scope": 1}, 20.0, 30.0),
        Day("2026-04-03", 1, 1, {}, 10.0, 10.0),
    ]


def test_the_department_named_first_is_counted() -> None:
    rows = [
        row("一", departments=["環境課", "税務課"]),
        row("二", departments=["環境課"]),
        row("三"),
    ]

    assert departments(rows) == [("環境課", 2)]


def test_questions_without_an_answer_are_grouped_by_their_words() -> None:
    rows = [
        row(question, status="not_found")
        for question in (
            "パスポートの手数料はいくらですか",
            "パスポートの手数料を教えて",
            "パスポートの手数料を教えて",
            "犬の登録はどこですか",
        )
    ] + [row("ごみの日はいつですか")]

    passport, dog = unanswered_topics(rows)

    assert passport.count == 3
    assert passport.questions == ("パスポートの手数料を教えて", "パスポートの手数料はいくらですか")
    assert {"パスポート", "手数"} <= set(passport.words)
    assert dog.questions == ("犬の登録はどこですか",)


def test_a_plot_says_its_numbers_and_bears_no_days() -> None:
    svg = plot(figures_by_day([row("一")]), title="<質問>")

    assert "2026-04-01 1" in svg
    assert "<質問>" not in svg
    assert "<svg" in plot([], title="なし")
