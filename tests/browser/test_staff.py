from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.browser

PASSWORD = "しおの-3丁目-cats"


def test_staff_log_in_from_the_header_judge_and_log_out(guarded: Any, new_tab: Any) -> None:
    address = guarded.address
    tab = new_tab()
    tab.open(address)
    assert tab.page.locator("#header .login").count() == 0

    guarded.gate.accounts.add("hana", PASSWORD, role="editor", actor="test")
    tab.go(f"{address}/documents")
    tab.page.get_by_role("link", name="職員ログイン").click()
    tab.page.get_by_label("名前").fill("hana")
    tab.page.get_by_label("パスワード").fill("違う言葉")
    tab.page.get_by_role("button", name="ログイン", exact=True).click()
    tab.page.get_by_text("名前かパスワードが違います。").wait_for()
    tab.page.get_by_label("名前").fill("hana")
    tab.page.get_by_label("パスワード").fill(PASSWORD)
    tab.page.get_by_role("button", name="ログイン", exact=True).click()

    menu = tab.page.locator("#header .login summary")
    menu.wait_for()
    assert tab.page.locator("#header .login .name").inner_text() == "hana"
    menu.click()
    assert tab.page.get_by_role("link", name="管理").get_attribute("href") == "admin"
    tab.page.keyboard.press("Escape")
    assert not tab.page.get_by_role("link", name="管理").is_visible()
    tab.page.get_by_text("窓口職員", exact=True).wait_for()
    tab.ask("ごみの担当は？")
    tab.last.get_by_role("button", name="役に立った").click()
    tab.page.get_by_text("ありがとうございます").wait_for()
    (judged,) = guarded.office.records.rows("feedback")
    assert (judged["helpful"], judged["question"]) == (True, "ごみの担当は？")

    menu.click()
    tab.page.get_by_role("button", name="ログアウト").click()
    tab.page.get_by_role("link", name="職員ログイン").wait_for()
    assert not tab.page.get_by_text("窓口職員", exact=True).is_visible()


def test_the_pages_of_staff_have_the_frame_and_the_language_of_all_others(
    guarded: Any, new_tab: Any
) -> None:
    tab = new_tab(viewport={"width": 390, "height": 844})
    guarded.let_in(tab)
    tab.go(f"{guarded.address}/admin/documents")
    tab.choose("暗い")
    assert tab.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(22, 25, 29)"
    tab.choose("English")
    tab.page.get_by_role("link", name="Look up").wait_for()
    tab.page.get_by_role("link", name="Switches and audit log").wait_for()
    tab.page.locator("#header nav").get_by_role("link", name="Documents").click()
    tab.page.get_by_role("heading", name="Registered documents").wait_for()
    tab.go(f"{guarded.address}/login")
    tab.page.get_by_role("heading", name="Staff login").wait_for()
    assert tab.page.get_by_label("Password").count() == 1
    # One row: the city, who is logged in, the display.
    assert tab.page.locator("#header .bar").bounding_box()["height"] < 70


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_the_button_that_withdraws_a_document_is_in_sight(
    guarded: Any, new_tab: Any, width: int
) -> None:
    tab = new_tab(viewport={"width": width, "height": 640})
    guarded.let_in(tab)
    tab.go(f"{guarded.address}/admin/documents")
    buttons = tab.page.get_by_role("cell").get_by_role("button", name="取り下げる").all()

    assert buttons
    for button in buttons:
        box = button.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
    # What is wider than its frame is cut off at the frame, not at the window.
    assert tab.page.locator(".wide").evaluate("part => part.scrollWidth <= part.clientWidth")
    # Still a table for screen readers.
    assert tab.page.get_by_role("columnheader", name="対象").count() == 1


RULE = """汐野市船着場条例
令和2年3月1日条例第5号

（目的）
第1条　この条例は、船着場の管理について定める。
（使用料）
第2条　船着場の使用料は、一隻につき一日三百円とする。
附　則
この条例は、公布の日から施行する。
"""


def test_a_folder_is_looked_at_read_and_synced(guarded: Any, new_tab: Any) -> None:
    file = guarded.folder / "船着場条例.txt"
    file.write_text(RULE, encoding="utf-8")
    tab = new_tab(viewport={"width": 390, "height": 844})
    page = tab.page
    guarded.let_in(tab)
    tab.go(f"{guarded.address}/admin/documents")
    page.get_by_role("link", name="フォルダーの同期").click()
    page.get_by_role("button", name="変更を調べる").click()
    # The page tells by itself that the look has ended.
    page.get_by_text("まだ何も変更していません").wait_for()

    page.get_by_role("link", name="船着場条例.txtの読み取りを見る").click()
    page.get_by_text("第2条", exact=False).first.click()
    assert page.get_by_text("一日三百円").first.is_visible()
    page.get_by_role("link", name="変更の一覧に戻る").click()
    page.get_by_role("button", name="この内容で同期する").click()
    page.get_by_text("同期しました").wait_for()
    page.get_by_text("登録されている資料は1件です。").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390

    file.unlink()
    (guarded.folder / "当番.txt").write_text("船着場の当番\n\n月曜に見回る。\n", encoding="utf-8")
    page.get_by_role("button", name="もう一度調べる").click()
    page.get_by_text("資料1件のうち1件を取り下げます").wait_for()
    # Without the tick the browser itself sends nothing.
    page.get_by_role("button", name="この内容で同期する").click()
    page.get_by_label("確かめました。このまま実行します。").check()
    page.get_by_role("button", name="この内容で同期する").click()
    page.get_by_text("同期しました").wait_for()
    page.get_by_role("link", name="フォルダーの一覧").click()
    page.get_by_role("link", name="同期しました").wait_for()
    assert [entry.action for entry in guarded.office.audit.latest(2)] == ["documents.sync"] * 2
    assert tab.complaints == []
