from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.browser


def test_the_counter_looks_up_with_the_keyboard_alone_and_prints_a_slip(
    served: Any, new_tab: Any
) -> None:
    tab = new_tab(viewport={"width": 1280, "height": 800})
    tab.go(f"{served.address}/lookup")
    keyboard = tab.page.keyboard

    keyboard.type("苦情")
    tab.page.locator("a.result").wait_for()
    assert tab.page.locator("#told").inner_text() == "1件"
    assert tab.page.locator(".group h2").inner_text() == "条文"
    assert tab.page.locator(".snippet b").first.inner_text() == "苦情"
    keyboard.press("ArrowDown")
    keyboard.press("Enter")
    preview = tab.page.locator("#preview")
    preview.locator(".excerpt").wait_for()
    assert "簡易迅速に" in preview.inner_text()
    assert tab.page.evaluate("document.activeElement.id") == "preview"
    keyboard.press("Escape")
    assert "result" in tab.page.evaluate("document.activeElement.className")
    keyboard.press("ArrowUp")
    assert tab.page.evaluate("document.activeElement.id") == "words"
    assert "q=" in tab.page.url

    tab.page.locator(".group").get_by_role("link", name="窓口票").click()
    tab.page.locator(".slip").wait_for()
    tab.page.emulate_media(media="print")
    assert not tab.page.locator("#header").is_visible()
    assert not tab.page.get_by_role("button", name="印刷").is_visible()
    assert "みどり市自治基本条例 第2条" in tab.page.locator(".slip").inner_text()
    assert tab.complaints == []


@pytest.mark.parametrize(("paper", "points"), [("A5", (420, 595)), ("A4", (595, 842))])
def test_a_slip_is_printed_on_one_sheet(
    served: Any, new_tab: Any, paper: str, points: tuple[int, int]
) -> None:
    import pypdfium2

    tab = new_tab()
    tab.go(f"{served.address}/slip?id=jichi-2&paper={paper}")
    printed = pypdfium2.PdfDocument(tab.page.pdf(prefer_css_page_size=True))

    assert len(printed) == 1
    assert tuple(round(side) for side in printed[0].get_size()) == points


def test_new_staff_browse_read_terms_and_take_the_quiz(served: Any, new_tab: Any) -> None:
    tab = new_tab()
    tab.go(f"{served.address}/learn")
    tab.page.get_by_role("link", name="みどり市自治基本条例").click()
    tab.page.get_by_text("第1章 総則").click()
    tab.page.get_by_role("link", name="第1条（目的）").click()
    tab.page.get_by_role("heading", name="みどり市自治基本条例 第1条").wait_for()
    tab.page.get_by_role("link", name="次の箇所").click()
    tab.page.get_by_role("heading", name="第2条").wait_for()

    tab.go(f"{served.address}/organization?city=みどり市")
    tab.page.get_by_label("絞り込む").fill("公園")
    tab.page.get_by_text("地域の公園を月に1回点検").wait_for()
    assert not tab.page.get_by_text("消防局", exact=True).is_visible()

    tab.page.get_by_label("絞り込む").fill("消防局")
    tab.page.get_by_text("住宅用火災警報器の設置率").wait_for()
    source = tab.page.locator("details[open] details[open] .said a")
    assert source.get_attribute("href") == "source?id=goal-4"
    assert source.inner_text() == "みどり市「行動目標一覧」消防局 予防部"

    tab.go(f"{served.address}/quiz?city=みどり市&seed=1")
    questions = tab.page.locator(".quiz fieldset")
    for number in range(questions.count()):
        questions.nth(number).locator("label").first.click()
    tab.page.get_by_role("button", name="答え合わせ").click()
    tab.page.locator(".score").wait_for()
    right = tab.page.locator(".verdict strong").get_by_text("正解", exact=True).count()
    assert tab.page.locator(".score").inner_text() == f"{questions.count()}問中{right}問正解"
    assert tab.page.locator(".verdict a").count() == questions.count() > 0
