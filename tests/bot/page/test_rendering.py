from __future__ import annotations

import re
from dataclasses import replace

import pytest
from sample_desk import (
    ARTICLE_ANSWER,
    BOTH_ANSWER,
    DEPARTMENT_ANSWER,
    WASTE,
    SampleDesk,
    Snapshot,
    cite,
)

from bot.answer import Answer
from bot.furigana import Ruby, ruby
from bot.page.conversation import Turn, open_cities
from bot.page.excerpt import place_of_citation
from bot.page.furigana import with_furigana
from bot.page.rendering import render_conversation, render_problem, render_turn
from bot.page.texts import EASY, ENGLISH, JAPANESE
from bot.page.words import render_text

LABELS = {1: "第1条", 2: "第2条"}


def turn_of(answer: Answer, *, number: int = 1) -> Turn:
    snapshot = Snapshot()
    places = tuple(place_of_citation(citation, snapshot) for citation in answer.citations)
    return Turn(answer.question, number, answer, places, cities=open_cities(answer))


def test_marks_become_buttons_that_name_their_source() -> None:
    html = render_text((Ruby("目的です[1]。"),), LABELS, 3, JAPANESE)

    assert 'data-open="source-3-1"' in html
    assert 'aria-label="出典1を開く：第1条"' in html
    assert "[1]" not in html


def test_a_mark_stays_on_the_line_of_the_words_before_it_and_the_stop_after_it() -> None:
    html = render_text((Ruby("目的です[1][2]。次"),), LABELS, 1, JAPANESE)

    assert html.startswith('<p>目的で<span class="keep">す<button')
    assert html.endswith("</button>。</span>次</p>")
    assert html.count("<button") == 2


def test_a_number_in_brackets_that_is_no_citation_stays_as_it_is() -> None:
    assert render_text((Ruby("表[7]を見る"),), LABELS, 1, JAPANESE) == "<p>表[7]を見る</p>"


def test_each_line_is_a_paragraph_and_empty_lines_are_none() -> None:
    assert render_text((Ruby("一\n\n二\n"),), {}, 1, JAPANESE) == "<p>一</p><p>二</p>"


HOSTILE = "<img src=x onerror=alert(1)>\"'&</details><script>alert(2)</script>![](https://x.jp/a)"


@pytest.mark.parametrize("texts", [JAPANESE, ENGLISH])
def test_nothing_from_documents_or_questions_becomes_markup(texts: object) -> None:
    passage = replace(
        WASTE,
        label=HOSTILE, title=HOSTILE, municipality=HOSTILE, document=HOSTILE, text=HOSTILE,
        path=(HOSTILE,), date=HOSTILE,
    )  # fmt: skip
    citation = replace(cite(WASTE, "850g"), passage=passage, label=HOSTILE, quote=HOSTILE)
    department = replace(
        DEPARTMENT_ANSWER.departments[0], name=HOSTILE, municipality=HOSTILE, contact=HOSTILE
    )
    answer = Answer(
        HOSTILE, "answered", HOSTILE + "[1]", citations=(citation,),
        departments=(department, department), suggestions=(HOSTILE,),
    )  # fmt: skip
    turn = replace(turn_of(answer), cities=(HOSTILE, "みどり市"))

    html = render_turn(turn, texts)  # type: ignore[arg-type]

    assert "<img" not in html
    assert "<script" not in html
    assert 'onerror=alert(1)>"' not in html
    assert html.count("<details") == html.count("</details>") == 1


def test_a_citation_shows_label_municipality_date_page_and_quote() -> None:
    html = render_turn(turn_of(ARTICLE_ANSWER), JAPANESE)

    assert "みどり市自治基本条例 第2条（苦情、不服等に対する措置）" in html
    assert "みどり市 ・ 2005年4月1日 ・ 3ページ" in html
    assert '<q lang="ja">簡易迅速にその処理' in html
    assert "<li>第1章 総則</li>" in html


def test_the_quote_is_marked_in_the_passage_in_its_document() -> None:
    html = render_turn(turn_of(ARTICLE_ANSWER), JAPANESE)

    assert "<mark>簡易迅速にその処理、救済等を図る機関を置きます。</mark>" in html
    assert '<span class="around">みどり市自治基本条例' in html
    assert "&lt;b&gt;市民の権利利益&lt;/b&gt;" in html


def test_the_responsible_department_is_a_card_with_its_contact_and_source() -> None:
    html = render_turn(turn_of(DEPARTMENT_ANSWER), JAPANESE)

    card = html[
        html.index('<section class="department">') : html.index('<section class="sources">')
    ]
    assert "環境局 資源循環推進部" in card
    assert "048-000-0000" in card
    assert 'data-open="source-1-1"' in card


@pytest.mark.parametrize(
    ("status", "title"),
    [
        ("not_found", JAPANESE.not_found),
        ("refused", JAPANESE.refused),
        ("clarify", JAPANESE.clarify),
        ("error", JAPANESE.error),
    ],
)
def test_what_is_not_answered_has_a_title_and_suggestions_as_buttons(
    status: str, title: str
) -> None:
    answer = Answer("問い", status, "説明", suggestions=("別の問い",))  # type: ignore[arg-type]

    html = render_turn(turn_of(answer), JAPANESE)

    assert f'<section class="notice {status}"><h3>{title}</h3>' in html
    assert '<button type="button" data-ask="別の問い"' in html


def test_an_answer_over_several_cities_offers_each_of_them() -> None:
    html = render_turn(turn_of(BOTH_ANSWER), JAPANESE)

    assert 'data-ask="市は何を目指しますか" data-city="みどり市"' in html
    assert 'data-city="あおぞら市"' in html


def test_the_interface_is_english_while_quotations_stay_japanese() -> None:
    html = render_turn(turn_of(DEPARTMENT_ANSWER), ENGLISH)

    assert "Responsible department" in html
    assert "Open source 1:" in html
    assert "担当</h3>" not in html
    assert '<div class="words" lang="ja" data-answer>' in html


def test_before_the_first_question_there_are_examples() -> None:
    examples = SampleDesk().examples(city=None, audience="citizen")

    html = render_conversation((), examples, JAPANESE)

    assert JAPANESE.welcome in html
    assert html.count("data-ask=") == 2


def test_a_question_that_waits_says_so() -> None:
    html = render_turn(Turn("問い", 1), JAPANESE)

    assert "data-pending" in html
    assert JAPANESE.searching in html


def test_a_problem_is_shown_in_place_of_the_welcome() -> None:
    assert "&lt;KB&gt;がありません" in render_problem("<KB>がありません", JAPANESE)


def test_an_easy_answer_is_drawn_with_the_readings_that_it_carries() -> None:
    said = Answer(
        "？", "answered", "申込(もうしこ)みは課(か)です[1]。（本文(ほんぶん)）",
        citations=ARTICLE_ANSWER.citations, language="easy",
        ruby=(Ruby("申込", "もうしこ"), Ruby("みは"), Ruby("課", "か"), Ruby("です[1]。（本文）")),
    )  # fmt: skip
    html = with_furigana(render_turn(turn_of(said), EASY, furigana=True))
    words = re.search(r'<div class="words"[^>]*>(.*?)</div>', html, re.DOTALL)
    assert words
    shown = re.sub(r"<button.*?</button>", "[1]", words[1])

    assert shown == (
        "<p><ruby>申込<rp>(</rp><rt>もうしこ</rt><rp>)</rp></ruby>みは"
        "<ruby>課<rp>(</rp><rt>か</rt><rp>)</rp></ruby>で"
        '<span class="keep">す[1]。</span>（本文）</p>'
    )


def test_a_word_before_a_mark_keeps_its_reading() -> None:
    html = render_text(ruby("資料の公開[1]。"), {1: "第1条"}, 1, JAPANESE)

    assert "<rt>こうかい</rt>" in html
    assert '<span class="keep"><ruby>公開' in html
