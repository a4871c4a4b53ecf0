from __future__ import annotations

from typing import get_args

from bot.admin import render, shown_documents
from bot.admin.figures import Topic
from bot.admin.shelf import Preview
from bot.admin.trial import Effect, Told
from bot.answer import Status
from bot.feedback import REASONS
from bot.frames.japanese import JAPANESE as FRAMES
from bot.page.texts import EASY, ENGLISH, JAPANESE
from bot.records.audit import Entry, Verdict
from bot.records.switches import State, Switch
from ingest.records import Audience, PassageKind

ALL = (JAPANESE, ENGLISH, EASY)
OWN_REASONS = ("no_evidence", "false_premise", "invalid_question", "switched_off")


def row(**fields: object) -> dict[str, object]:
    return {
        "question": "ごみの日",
        "at": "2026-04-01T03:00:00.000000Z",
        "status": "answered",
        "reason": None,
        "latency_ms": 10.0,
        "departments": [],
        **fields,
    }


def entry(action: str, **detail: object) -> Entry:
    return Entry(1, "2026-04-01T03:00:00.000000Z", "hana", action, detail, "0" * 64)


def test_everything_that_is_recorded_has_words_in_every_language() -> None:
    named = [
        *(("status", name) for name in get_args(Status)),
        *(("why", name) for name in (*OWN_REASONS, *FRAMES.refusals)),
        *(("reason", name) for name in REASONS),
        *(("passage", name) for name in get_args(PassageKind)),
        *(("audience", name) for name in get_args(Audience)),
    ]

    missing = {f"{group}_{name}" for group, name in named} - set(JAPANESE.rows)
    assert missing == set()


def test_no_code_is_shown_where_words_are_meant() -> None:
    rows = [
        row(),
        row(status="not_found", reason="no_evidence"),
        row(status="refused", reason="out_of_scope"),
        row(status="clarify"),
    ]
    off = State((("bot", Switch(False, "点検")),))
    log = [
        entry("documents.added", document="a.txt", audience="staff"),
        entry("switch.bot", is_on=False, reason="点検"),
        entry("users.add", name="hana", role="editor"),
        entry("synonym", everyday="ゴミ", terms=[]),
    ]
    told = Told("not_found", "no_evidence", ()), Told("answered", None, ("手続一覧 ごみ",))
    judged = [{"at": "2026-04-01", "helpful": False, "reason": "old", "question": "", "labels": []}]
    for texts in ALL:
        html = "".join(
            (
                render.figures(rows, off, (), 0, texts),
                render.questions([Topic(("ごみ",), ("ごみの日",), 1)], judged, texts),
                render.words((), "ゴミ", "廃棄物", [Effect("ごみの日", *told)], texts),
                render.switches(off, Verdict(4, "0" * 64, None), log, texts),
            )
        )
        for code in (
            "answered<", "no_evidence", "not_found", "out_of_scope", "clarify", "documents.added",
            "switch.bot", "is_on", "users.add", "synonym", "{", "Told(",
        ):  # fmt: skip
            assert code not in html, (texts.language, code)


def test_the_english_administration_has_japanese_only_where_it_says_so() -> None:
    html = render.switches(State(), Verdict(1, "0" * 64, None), [entry("users.add")], ENGLISH)

    assert not any("ぁ" <= letter <= "鿿" for letter in html), html


def test_a_preview_tells_how_a_file_was_read_and_offers_no_button_for_what_was_not() -> None:
    found = Preview("t", "空.txt", "public", (), ("「空.txt」は空です。",))

    html = shown_documents.preview(found, ENGLISH)

    assert '<p class="problem" lang="ja">「空.txt」は空です。</p>' in html
    assert "Do not publish" in html
    assert 'class="primary"' not in html
