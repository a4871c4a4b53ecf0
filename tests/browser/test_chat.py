from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest

pytestmark = pytest.mark.browser


def test_a_question_is_answered_with_its_department_and_source(served: Any, new_tab: Any) -> None:
    tab = new_tab()
    tab.open(served.address)

    tab.ask("ごみを減らすのってどこがやってるの？")

    assert "担当は、環境局 資源循環推進部です" in tab.last.locator("[data-answer]").inner_text()
    assert "048-000-0000" in tab.last.locator(".department").inner_text()
    assert tab.last.locator(".source .label").inner_text() == (
        "あおぞら市「行動目標一覧」環境局 資源循環推進部"
    )
    assert tab.page.locator("#question textarea").input_value() == ""


def test_a_mark_opens_its_source_with_the_quote_highlighted_in_the_document(
    served: Any, new_tab: Any
) -> None:
    tab = new_tab()
    tab.open(served.address)
    tab.ask("苦情を聞いてくれる機関は？")

    tab.last.locator("button.mark").first.click()

    excerpt = tab.last.locator(".excerpt")
    mark = excerpt.locator("mark")
    mark.wait_for()
    assert mark.inner_text() == "簡易迅速にその処理、救済等を図る機関を置きます。"
    assert "この条例は、市の自治の基本" in excerpt.locator(".around").first.inner_text()
    assert "この条例の施行に必要な事項" in excerpt.locator(".around").last.inner_text()
    assert "<b>市民の権利利益</b>" in excerpt.inner_text()
    assert excerpt.locator("b").count() == 0
    assert "第1章 総則" in tab.last.locator(".path").inner_text()


def test_from_a_source_one_steps_to_the_passage_before_it_and_back(
    served: Any, new_tab: Any
) -> None:
    tab = new_tab()
    tab.open(served.address)
    tab.ask("苦情を聞いてくれる機関は？")
    tab.last.locator("summary").click()

    tab.last.get_by_role("button", name="前の箇所").click()
    tab.last.locator(".place > .label").wait_for()
    assert "第1条（目的）" in tab.last.locator(".place > .label").inner_text()

    tab.last.get_by_role("button", name="引用に戻る").click()
    tab.last.locator(".excerpt mark").wait_for()


def test_an_opened_source_stays_open_when_the_conversation_goes_on(
    served: Any, new_tab: Any
) -> None:
    tab = new_tab()
    tab.open(served.address)
    tab.ask("苦情を聞いてくれる機関は？")
    tab.last.locator("summary").click()

    tab.ask("ごみの担当は？")

    assert tab.page.locator("details[open]").count() == 1
    assert tab.page.locator("details[open]").get_attribute("id") == "source-1-1"


def test_an_example_and_a_suggestion_are_asked_by_a_click(served: Any, new_tab: Any) -> None:
    tab = new_tab()
    tab.open(served.address)

    tab.page.get_by_role("button", name="ごみを減らす担当はどこですか").click()
    tab.page.locator("[data-turn='1'] .source").wait_for()
    tab.ask("パスポートの手数料は？")

    assert "資料に見つかりませんでした" in tab.last.locator(".notice").inner_text()
    tab.last.get_by_role("button", name="ごみを減らす担当はどこですか").click()
    tab.page.locator("[data-turn='3'] .department").wait_for()


def test_a_city_offered_under_an_answer_is_chosen_and_asked(served: Any, new_tab: Any) -> None:
    tab = new_tab()
    tab.open(served.address)
    tab.ask("市は何を目指しますか")

    tab.last.get_by_role("button", name="みどり市", exact=True).click()
    tab.page.locator("[data-turn='2']:not([data-pending])").wait_for()

    assert tab.page.get_by_label("市区町村").input_value() == "みどり市"
    assert served.desk.asked[-1]["city"] == "みどり市"
    assert tab.last.locator(".cities").count() == 0


def test_a_chosen_city_is_asked_about_and_survives_the_language_switch(
    served: Any, new_tab: Any
) -> None:
    tab = new_tab()
    tab.open(served.address)

    tab.page.get_by_label("市区町村").select_option("あおぞら市")
    tab.ask("ごみの担当は？")
    assert served.desk.asked[-1]["city"] == "あおぞら市"

    tab.choose("English")
    tab.page.get_by_label("Municipality").wait_for()
    assert tab.page.get_by_label("Municipality").input_value() == "あおぞら市"


def test_follow_ups_carry_the_conversation_and_a_new_one_starts_empty(
    served: Any, new_tab: Any
) -> None:
    tab = new_tab()
    tab.open(served.address)
    tab.ask("ごみの担当は？")
    tab.ask("苦情は？")
    assert [asked for asked, _ in served.desk.asked[-1]["history"]] == ["ごみの担当は？"]

    tab.page.get_by_role("button", name="新しい会話").click()
    tab.page.locator(".welcome").wait_for()
    tab.ask("ごみは？")

    assert served.desk.asked[-1]["history"] == []
    assert tab.page.locator(".turn").count() == 1


def test_two_people_never_see_each_other_s_conversation(served: Any, new_tab: Any) -> None:
    one, other = new_tab(), new_tab()
    one.open(served.address)
    other.open(served.address)

    one.ask("ごみの担当は？ 一人目")
    other.ask("苦情は？ 二人目")
    one.ask("パスポート 一人目")

    assert [asked for asked, _ in served.desk.asked[-1]["history"]] == ["ごみの担当は？ 一人目"]
    assert "二人目" not in one.page.locator("#conversation").inner_text()
    assert "一人目" not in other.page.locator("#conversation").inner_text()
    assert other.page.locator(".turn").count() == 1


def test_the_language_switches_as_a_whole_and_is_remembered(served: Any, new_tab: Any) -> None:
    tab = new_tab()
    tab.open(served.address)
    tab.ask("ごみの担当は？")

    tab.choose("English")
    tab.page.get_by_role("button", name="New conversation").wait_for()

    assert "Responsible department" in tab.last.inner_text()
    assert tab.page.locator("html").get_attribute("lang") == "en"
    assert tab.page.get_by_role("textbox", name="Question").count() == 1
    tab.page.reload()
    tab.page.locator(".turn .source").wait_for()
    assert "Responsible department" in tab.last.inner_text()


def test_answers_are_announced_to_screen_readers(served: Any, new_tab: Any) -> None:
    tab = new_tab()
    tab.open(served.address)

    tab.ask("ごみの担当は？")

    announcer = tab.page.locator("#announcer")
    assert announcer.get_attribute("aria-live") == "polite"
    assert "担当は、環境局 資源循環推進部です[1]。" in announcer.inner_text()


def test_enter_that_ends_a_conversion_sends_nothing(served: Any, new_tab: Any) -> None:
    tab = new_tab()
    tab.open(served.address)
    tab.page.locator("#question textarea").fill("ごみ")
    before = len(served.desk.asked)

    tab.page.locator("#question textarea").evaluate(
        """(field) => ["keydown", "keypress"].forEach((name) => field.dispatchEvent(
            new KeyboardEvent(name, { key: "Enter", isComposing: true, bubbles: true })))"""
    )
    tab.page.locator("#question textarea").press("End")

    assert tab.page.locator(".turn").count() == 0
    assert len(served.desk.asked) == before


def test_a_question_that_fails_says_so_calmly_and_the_next_one_works(
    served: Any, new_tab: Any
) -> None:
    tab = new_tab()
    tab.open(served.address)

    tab.ask("故障")
    assert "問題が起きました" in tab.last.locator(".notice").inner_text()
    assert "秘密" not in tab.page.content()

    tab.ask("ごみ")
    assert tab.last.locator(".department").count() == 1


def test_without_documents_the_page_says_what_to_do(
    served_without_documents: Any, new_tab: Any
) -> None:
    tab = new_tab()

    tab.open(served_without_documents.address)

    assert "取り込んでください" in tab.page.locator(".notice").inner_text()


def test_staff_may_choose_for_whom_only_where_it_is_let_in(
    served: Any, served_for_staff: Any, new_tab: Any
) -> None:
    citizen, staff = new_tab(), new_tab()
    citizen.open(served.address)
    staff.open(served_for_staff.address)

    staff.page.get_by_text("窓口職員", exact=True).click()
    staff.page.get_by_role("button", name="苦情を受けたらいつ報告しますか").wait_for()
    staff.ask("苦情は？")

    assert served_for_staff.desk.asked[-1]["audience"] == "counter"
    assert not citizen.page.get_by_text("窓口職員", exact=True).is_visible()


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_a_tour_asks_no_other_host_complains_of_nothing_and_fits_the_width(
    served: Any, new_tab: Any, width: int
) -> None:
    tab = new_tab(viewport={"width": width, "height": 800})
    tab.open(served.address)
    tab.ask("ごみの担当は？")
    tab.ask("苦情は？")
    tab.last.locator("button.mark").first.click()
    tab.ask("市は何を目指しますか")
    tab.ask("詩を書いて")
    tab.choose("English")
    tab.page.get_by_role("button", name="New conversation").wait_for()

    own = urlsplit(served.address).netloc
    assert {urlsplit(url).netloc for url in tab.requests if url.startswith("http")} == {own}
    assert tab.complaints == []
    assert tab.page.evaluate("document.documentElement.scrollWidth") <= width
