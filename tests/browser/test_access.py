"""Who sees little, hears the page, or has but a keyboard: JIS X 8341-3 and WCAG 2.2, A and AA."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest

pytestmark = pytest.mark.browser

PAGES = (
    "lookup",
    "lookup?q=苦情",
    "learn",
    "organization?city=みどり市",
    "terms",
    "quiz?city=みどり市&seed=1",
    "quiz?city=みどり市&seed=1&check=1&a0=0",
    "documents",
    "document?name=jichi.txt",
    "source?id=jichi-2",
    "source?id=nothing",
    "slip?id=mokuhyo-1",
    "api/docs",
)
STAFF_PAGES = (
    "documents",
    "login",
    "admin",
    "admin/questions",
    "admin/documents",
    "admin/sync",
    "admin/words?everyday=ゴミ&terms=廃棄物",
    "admin/directory",
    "admin/switches",
)
HANDED_IN: tuple[Any, ...] = (
    {
        "name": "船着場.txt",
        "mimeType": "text/plain",
        "buffer": (
            "汐野市船着場使用条例\n（目的）\n第1条　この条例は、船着場の使用を定める。\n"
            "（使用料）\n第2条　使用料は、一回につき三百円とする。\n"
        ).encode(),
    },
    {"name": "空.txt", "mimeType": "text/plain", "buffer": b""},
)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]

# What stands out to the right and is not in something that scrolls by itself.
OUTSIDE = """() => [...document.querySelectorAll("body *")].filter((element) => {
    const box = element.getBoundingClientRect();
    const scrolls = element.closest(".wide[role=region], pre, #header nav, .hidden, .skip, svg");
    return box.width && box.right > innerWidth + 1 && !scrolls;
}).map((element) => element.outerHTML.slice(0, 120))"""

# A button half under the field to write in, while the page still scrolls, is no small one.
SETTLED = """() => new Promise((resolve) => {
    let last = "", same = 0;
    const look = () => {
        const places = [...document.querySelectorAll("button")].map(
            (button) => button.getBoundingClientRect().top);
        const now = places.join();
        same = now === last ? same + 1 : 0;
        last = now;
        if (same >= 10) resolve(); else requestAnimationFrame(look);
    };
    look();
})"""

FOCUSED = """() => {
    const element = document.activeElement;
    // The circle of a choice is hidden; its label shows the focus.
    const shown = element.matches("#audience input") ? element.closest("label") : element;
    const style = getComputedStyle(shown);
    const box = shown.getBoundingClientRect();
    const over = document.elementFromPoint(
        box.left + Math.min(box.width / 2, 40), box.top + Math.min(box.height / 2, 20));
    return {
        name: (element.getAttribute("aria-label") || element.labels?.[0]?.textContent
            || element.textContent || element.id).trim().slice(0, 24),
        outlined: style.outlineStyle === "solid" && parseFloat(style.outlineWidth) >= 2,
        uncovered: !over || shown.contains(over) || over.contains(shown),
    };
}"""


class Check:
    """Collects what is wrong with the pages that a tab shows."""

    def __init__(self, tab: Any) -> None:
        self.tab = tab
        self.problems: list[str] = []

    def page(self, name: str) -> None:
        from axe_playwright_python.sync_playwright import Axe

        self.tab.page.evaluate(SETTLED)
        found = Axe().run(self.tab.page, options={"runOnly": RULES, "resultTypes": ["violations"]})
        self.problems += [
            f"{name}: {violation['id']} {node['html'][:160]}"
            for violation in found.response["violations"]
            for node in violation["nodes"]
        ]
        self.width(name)

    def width(self, name: str) -> None:
        wide = self.tab.page.evaluate("document.documentElement.scrollWidth")
        if wide > self.tab.page.viewport_size["width"]:
            self.problems.append(f"{name}: {wide} px wide")
        self.problems += [f"{name}: cut off {html}" for html in self.tab.page.evaluate(OUTSIDE)]


def converse(tab: Any, address: str) -> None:
    """Leave the chat with every kind of answer, a source and the display switches open."""
    tab.open(address)
    tab.ask("ごみの担当は？")
    tab.ask("市は何を目指しますか")
    tab.last.locator("button.mark").first.click()
    tab.ask("パスポート")
    tab.ask("詩を書いて")
    tab.last.get_by_role("button", name="役に立たなかった").click()
    tab.page.locator(".display summary").click()


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_no_page_breaks_a_rule_or_asks_another_host(
    served: Any, new_tab: Any, colours: str
) -> None:
    tab = new_tab(viewport={"width": 320, "height": 640}, color_scheme=colours)
    check = Check(tab)
    for name in PAGES:
        tab.go(f"{served.address}/{name}")
        check.page(name)
    tab.page.set_viewport_size({"width": 1280, "height": 800})
    tab.page.goto(f"{served.address}/lookup?q=苦情")
    tab.page.locator("a.result").click()
    tab.page.locator("#preview .excerpt").wait_for()
    check.page("preview")
    tab.page.set_viewport_size({"width": 320, "height": 640})
    converse(tab, served.address)
    check.page("chat")
    tab.choose("やさしい日本語")
    tab.page.locator("#conversation ruby").first.wait_for()
    check.page("chat in easy Japanese")

    assert "\n".join(check.problems) == ""
    own = urlsplit(served.address).netloc
    assert {urlsplit(url).netloc for url in tab.requests if url.startswith("http")} == {own}
    assert [told for told in tab.complaints if "404" not in told] == []


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_no_page_of_staff_breaks_a_rule(guarded: Any, new_tab: Any, colours: str) -> None:
    tab = new_tab(viewport={"width": 320, "height": 640}, color_scheme=colours)
    check = Check(tab)
    tab.go(f"{guarded.address}/login")
    tab.page.get_by_label("名前").fill("hana")
    tab.page.get_by_label("パスワード").fill("違う言葉")
    tab.page.keyboard.press("Enter")
    tab.page.locator("main .problem").wait_for()
    check.page("login refused")

    guarded.let_in(tab)
    guarded.record()
    for language in ("ja", "en", "easy"):
        for name in STAFF_PAGES:
            mark = "&" if "?" in name else "?"
            tab.go(f"{guarded.address}/{name}{mark}lang={language}")
            tab.page.locator("#header .login summary").click()
            for summary in tab.page.locator("main details > summary").all():
                summary.click()
            check.page(f"{name} {language}")
    for file in HANDED_IN:
        tab.go(f"{guarded.address}/admin/documents")
        tab.page.locator("#file").set_input_files(file)
        tab.page.locator("main form .primary").click()
        tab.page.get_by_role("button", name="やめる").wait_for()
        for summary in tab.page.locator("main details > summary").all():
            summary.click()
        check.page(f"preview of {file['name']}")
    check_sync(guarded, tab, check)
    tab.page.goto(f"{guarded.address}/admin/switches")
    tab.page.get_by_role("button", name="休止する").first.click()
    tab.page.get_by_text("休止の理由を書いてください").wait_for()
    check.page("what went wrong")
    tab.open(guarded.address)
    tab.ask("ごみの担当は？")
    check.page("chat of staff")

    assert "\n".join(check.problems) == ""
    assert [told for told in tab.complaints if "401" not in told and "400" not in told] == []


def check_sync(guarded: Any, tab: Any, check: Check) -> None:
    """Look at a folder, read a file of it, sync; then at the folder without its documents."""
    for name in ("案内.txt", "別の案内.txt"):
        text = f"汐野市の{name}\n\n船着場は、北の岸にあります。\n"
        (guarded.folder / name).write_text(text, encoding="utf-8")
    (guarded.folder / "空.txt").write_bytes(b"")
    tab.go(f"{guarded.address}/admin/sync")
    tab.page.get_by_role("button", name="変更を調べる").click()
    tab.page.locator("#sync:not([data-active]) button.primary").wait_for()
    check.page("what a sync would change")
    address = tab.page.url
    tab.page.locator("main details a").first.click()
    tab.page.get_by_role("link", name="変更の一覧に戻る").wait_for()
    check.page("how a file of a folder is read")
    tab.go(address)
    tab.page.get_by_role("button", name="この内容で同期する").click()
    tab.page.locator("#sync .done").wait_for()
    check.page("what a sync did")
    (guarded.folder / "案内.txt").unlink()
    (guarded.folder / "別の案内.txt").unlink()
    (guarded.folder / "新しい案内.txt").write_text("汐野市の案内\n\n鍵は箱にあります。\n")
    tab.page.get_by_role("button", name="もう一度調べる").click()
    tab.page.get_by_label("確かめました").wait_for()
    check.page("a sync that takes much away")


def test_every_page_can_be_read_at_400_percent_without_moving_it_sideways(
    served: Any, guarded: Any, new_tab: Any
) -> None:
    # 1280 by 1024 pixels at 400%.
    tab = new_tab(viewport={"width": 320, "height": 256}, device_scale_factor=4)
    check = Check(tab)
    for name in PAGES:
        tab.go(f"{served.address}/{name}")
        check.width(name)
    converse(tab, served.address)
    check.width("chat")
    guarded.let_in(tab)
    for name in STAFF_PAGES:
        tab.go(f"{guarded.address}/{name}")
        check.width(name)

    assert "\n".join(check.problems) == ""


def walk(tab: Any, *, most: int = 60) -> list[str]:
    """Press Tab through a page; return what was named, once round."""
    names: list[str] = []
    for _ in range(most):
        tab.page.keyboard.press("Tab")
        if tab.page.evaluate("document.activeElement === document.body"):
            break
        tab.page.wait_for_timeout(30)
        focused = tab.page.evaluate(FOCUSED)
        assert focused["outlined"], focused
        assert focused["uncovered"], focused
        names.append(focused["name"])
    return names


def in_order(names: list[str], wanted: list[str]) -> bool:
    """Tell whether what is wanted comes in this order, other things between it or not."""
    rest = iter(names)
    return all(any(want in name for name in rest) for want in wanted)


def test_the_focus_goes_through_the_chat_in_reading_order_and_is_seen(
    served: Any, new_tab: Any
) -> None:
    tab = new_tab(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    tab.open(served.address)
    tab.ask("ごみの担当は？")
    tab.page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    tab.page.locator("body").evaluate("body => { body.tabIndex = -1; body.focus(); }")
    names = walk(tab)

    wanted = [
        "質問の入力欄へ移動", "表示", "質問する", "調べる", "学ぶ", "資料", "市区町村",
        "新しい会話", "出典1を開く", "048-000-0000", "あおぞら市「行動目標一覧」", "回答をコピー",
        "質問のリンクをコピー", "印刷", "役に立った", "役に立たなかった", "水道管の耐震化",
        "質問", "質問する", "開発者向けAPI",
    ]  # fmt: skip
    assert in_order(names, wanted), names


def test_the_focus_goes_through_lookup_and_documents_in_reading_order_and_is_seen(
    served: Any, new_tab: Any
) -> None:
    tab = new_tab(viewport={"width": 1280, "height": 800})
    tab.go(f"{served.address}/lookup?q=苦情")
    tab.page.locator("body").evaluate("body => { body.tabIndex = -1; body.focus(); }")
    names = walk(tab)
    wanted = [
        "本文へ移動", "表示", "質問する", "調べる", "学ぶ", "資料", "調べる言葉", "調べる",
        "市区町村", "資料", "まとまり", "みどり市自治基本条例 第2条", "引用としてコピー", "窓口票",
        "開発者向けAPI",
    ]  # fmt: skip
    assert in_order(names, wanted), names

    tab.go(f"{served.address}/documents")
    names = walk(tab)
    assert in_order(names, ["本文へ移動", "表示", "質問する", "資料", "行動目標一覧", "開発者"]), (
        names
    )


def test_the_skip_link_leads_to_the_content(served: Any, new_tab: Any) -> None:
    tab = new_tab()
    tab.go(f"{served.address}/documents")
    tab.page.keyboard.press("Tab")
    tab.page.keyboard.press("Enter")
    assert tab.page.evaluate("document.activeElement.id") == "main"

    tab.open(served.address)
    tab.page.keyboard.press("Tab")
    tab.page.keyboard.press("Enter")
    assert tab.page.evaluate("document.activeElement.tagName") == "TEXTAREA"
