from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest
from sample_desk import KnowledgeBase, SampleDesk, Snapshot

pytestmark = pytest.mark.browser


def test_a_question_is_answered_followed_up_and_survives_a_reload(
    served: Any, new_tab: Any
) -> None:
    tab = new_tab()
    tab.open(served.address)

    tab.page.get_by_role("button", name="苦情を聞いてくれる機関は").click()
    tab.page.locator("[data-turn='1'] .source").wait_for()
    tab.last.locator("button.mark").first.click()
    mark = tab.last.locator(".excerpt mark")
    mark.wait_for()
    assert mark.inner_text() == "簡易迅速にその処理、救済等を図る機関を置きます。"
    excerpt = tab.last.locator(".excerpt")
    assert "この条例は、市の自治の基本" in excerpt.locator(".around").first.inner_text()
    assert "この条例の施行に必要な事項" in excerpt.locator(".around").last.inner_text()
    assert excerpt.locator("b").count() == 0
    assert "第1章 総則" in tab.last.locator(".path").inner_text()
    assert "みどり市 ・ 2005年4月1日 ・ 3ページ" in tab.last.locator("summary").inner_text()

    tab.last.get_by_role("button", name="前の箇所").click()
    tab.last.locator(".place > .label").wait_for()
    assert "第1条（目的）" in tab.last.locator(".place > .label").inner_text()
    tab.last.get_by_role("button", name="引用に戻る").click()
    tab.last.locator(".excerpt mark").wait_for()

    tab.ask("ごみを減らすのってどこがやってるの？")
    asked = served.desk.asked[-1]
    assert [question for question, _ in asked["history"]] == [
        "苦情を聞いてくれる機関はどこに決まりがありますか"
    ]
    assert "担当は、環境局 資源循環推進部です" in tab.last.locator("[data-answer]").inner_text()
    assert "048-000-0000" in tab.last.locator(".department").inner_text()
    assert tab.page.locator("details.source[open]").get_attribute("id") == "source-1-1"
    assert tab.page.locator("#question textarea").input_value() == ""
    announcer = tab.page.locator("#announcer")
    assert announcer.get_attribute("aria-live") == "polite"
    assert "担当は、環境局 資源循環推進部です[1]。" in announcer.inner_text()

    tab.page.reload()
    tab.page.locator(".turn:nth-of-type(2) .department").wait_for()
    tab.ask("目指しているのは？")
    assert len(served.desk.asked[-1]["history"]) == 2
    assert tab.complaints == []

    tab.page.get_by_role("button", name="新しい会話").click()
    tab.page.locator(".welcome").wait_for()
    tab.ask("ごみは？")
    assert served.desk.asked[-1]["history"] == []
    assert tab.page.locator(".turn").count() == 1


def test_an_answer_grows_as_it_is_written_and_is_announced_once(served: Any, new_tab: Any) -> None:
    tab = new_tab()
    tab.open(served.address)
    tab.page.evaluate(
        """() => {
            window.said = [];
            const region = document.getElementById("announcer");
            new MutationObserver(() => window.said.push(region.textContent))
                .observe(region, { childList: true });
        }"""
    )
    served.desk.go_on.clear()

    tab.page.locator("#question textarea").fill("苦情は？ 順に")
    tab.page.keyboard.press("Enter")
    tab.last.get_by_text("みどり市自治基本条例の第2条です").wait_for()
    assert tab.last.get_attribute("data-pending") is not None
    assert "回答を書いています" in tab.last.inner_text()
    assert tab.last.locator(".source").count() == 0
    served.desk.go_on.set()
    tab.last.locator(".source").wait_for()

    assert "回答を書いています" not in tab.last.inner_text()
    first, last = tab.page.evaluate("window.said")
    assert "資料を調べています" in first
    assert last.startswith("みどり市自治基本条例の第2条です[1]。")
    assert tab.complaints == []


def test_city_language_and_furigana_are_switched_and_remembered(served: Any, new_tab: Any) -> None:
    tab = new_tab()
    tab.open(served.address)
    tab.ask("市は何を目指しますか")
    tab.last.get_by_role("button", name="みどり市", exact=True).click()
    tab.page.locator("[data-turn='2']:not([data-pending])").wait_for()
    assert served.desk.asked[-1]["city"] == "みどり市"
    tab.page.get_by_label("市区町村").select_option("あおぞら市")
    tab.ask("ごみの担当は？")
    assert served.desk.asked[-1]["city"] == "あおぞら市"

    tab.choose("English")
    tab.page.get_by_role("button", name="New conversation").wait_for()
    tab.last.locator(".source").wait_for()
    assert tab.page.locator("html").get_attribute("lang") == "en"
    assert tab.page.get_by_label("Municipality").input_value() == "あおぞら市"
    assert "Responsible department" in tab.last.inner_text()
    assert tab.page.get_by_role("textbox", name="Question").count() == 1
    tab.go(f"{served.address}/documents")
    assert tab.page.locator("#main h1").inner_text() == "Registered documents"

    tab.choose("日本語")
    tab.page.get_by_role("heading", name="登録されている資料").wait_for()
    tab.choose("暗い")
    assert tab.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(22, 25, 29)"
    tab.page.keyboard.press("Escape")
    tab.choose("ふりがなを付ける")
    tab.page.locator("#main ruby").first.wait_for()
    assert "とうろく" in tab.page.locator("#main h1").inner_text()


def test_readings_stand_above_the_words_of_an_answer_where_they_are_wanted(
    served: Any, new_tab: Any
) -> None:
    tab = new_tab()
    tab.open(served.address)
    tab.ask("ごみの担当は？")
    assert tab.last.locator("rt").count() == 0
    tab.choose("ふりがなを付ける")
    tab.last.locator(".words rt").first.wait_for()
    assert "たんとう" in tab.last.locator(".words rt").all_inner_texts()

    tab.page.locator(".display summary").click()
    tab.page.locator("input[value=easy]").check()
    tab.page.get_by_role("button", name="さいしょから").wait_for()
    tab.ask("苦情は？")
    assert served.desk.asked[-1]["language"] == "easy"
    words = tab.last.locator(".words")
    assert "きほん" in words.locator("rt").all_inner_texts()
    # The brackets of the answer's text are not shown beside them.
    assert "(" not in words.evaluate(
        "words => { words.querySelectorAll('rt, rp').forEach(x => x.remove());"
        " return words.textContent; }"
    )
    assert tab.complaints == []


def test_an_answer_is_copied_with_its_sources_and_printed_alone(served: Any, new_tab: Any) -> None:
    tab = new_tab()
    tab.open(served.address)
    tab.ask("苦情は？")
    tab.ask("ごみの担当は？")

    tab.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    tab.last.get_by_role("button", name="回答をコピー").click()
    tab.last.get_by_role("button", name="コピーしました").wait_for()
    assert tab.page.evaluate("navigator.clipboard.readText()") == (
        "担当は、環境局 資源循環推進部です[1]。\n"
        "[1] あおぞら市「行動目標一覧」環境局 資源循環推進部"
    )

    tab.page.emulate_media(media="print")
    tab.page.evaluate(
        """() => { window.print = () => { window.printed = ["#header", "#composer", ".feedback",
            ".turn:nth-of-type(1)", ".turn:nth-of-type(2)", ".turn:nth-of-type(2) .department"]
            .filter(part => document.querySelector(part).offsetParent !== null); } }"""
    )
    tab.last.locator("button[data-print]").evaluate("button => button.click()")
    assert tab.page.evaluate("window.printed") == [
        ".turn:nth-of-type(2)", ".turn:nth-of-type(2) .department"
    ]  # fmt: skip


def test_a_shared_link_holds_the_question_and_a_judgement_is_kept(
    served: Any, new_tab: Any
) -> None:
    tab = new_tab()
    judged: list[Any] = []
    tab.page.on(
        "request",
        lambda request: (
            judged.append(json.loads(request.post_data))
            if request.url.endswith("/api/feedback")
            else None
        ),
    )
    tab.page.goto(f"{served.address}/?q={quote('ごみの担当は？')}")
    tab.page.locator(".turn .department").wait_for()
    assert "q=" not in tab.page.url

    tab.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    tab.last.get_by_role("button", name="質問のリンクをコピー").click()
    copied = tab.page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{served.address}/?q={quote('ごみの担当は？')}"

    tab.last.get_by_role("button", name="役に立たなかった").click()
    tab.last.get_by_role("button", name="情報が古い").click()
    tab.page.get_by_text("ありがとうございます").wait_for()
    assert judged == [
        {
            "helpful": False,
            "reason": "old",
            "question": "ごみの担当は？",
            "status": "answered",
            "labels": ["あおぞら市「行動目標一覧」環境局 資源循環推進部"],
        }
    ]


def test_two_people_never_see_each_other_s_conversation(served: Any, new_tab: Any) -> None:
    one, other = new_tab(), new_tab()
    one.open(served.address)
    other.open(served.address)

    one.ask("ごみの担当は？ 一人目")
    other.ask("苦情は？ 二人目")
    one.ask("パスポート 一人目")

    assert [asked for asked, _ in served.desk.asked[-1]["history"]] == ["ごみの担当は？ 一人目"]
    assert "資料に見つかりませんでした" in one.last.locator(".notice").inner_text()
    assert "二人目" not in one.page.locator("#conversation").inner_text()
    assert "一人目" not in other.page.locator("#conversation").inner_text()
    other.page.reload()
    other.page.locator(".turn .source").wait_for()
    assert other.page.locator(".turn").count() == 1


def test_what_goes_wrong_is_told_calmly_and_the_next_question_works(
    served: Any, new_tab: Any
) -> None:
    tab = new_tab()
    tab.open(served.address)

    tab.ask("故障")
    assert "問題が起きました" in tab.last.locator(".notice").inner_text()
    assert "秘密" not in tab.page.content()

    field = tab.page.locator("#question textarea")
    field.fill("長" * 1_200)
    assert len(field.input_value()) <= 1_000

    before = len(served.desk.asked)
    field.fill("ごみ")
    field.evaluate(
        """(field) => ["keydown", "keypress"].forEach((name) => field.dispatchEvent(
            new KeyboardEvent(name, { key: "Enter", isComposing: true, bubbles: true })))"""
    )
    field.press("End")
    assert len(served.desk.asked) == before

    tab.page.route("**/gradio_api/queue/join*", lambda route: route.abort())
    tab.page.keyboard.press("Enter")
    tab.page.get_by_role("alert").get_by_text("サーバーにつながりません").wait_for()


def test_without_documents_the_pages_say_what_to_do(
    served_without_documents: Any, new_tab: Any
) -> None:
    tab = new_tab()

    tab.open(served_without_documents.address)
    assert "資料を調べられません" in tab.page.locator(".notice").inner_text()
    for name in ("documents", "lookup?q=ごみ", "learn", "organization", "terms", "quiz"):
        tab.go(f"{served_without_documents.address}/{name}")
        assert "資料を調べられません" in tab.page.locator(".notice").inner_text()


def test_a_knowledge_base_with_nothing_in_it_says_so_on_every_page(
    run_server: Any, new_tab: Any
) -> None:
    class Nothing(Snapshot):
        documents = ()

        def municipalities(self, filters: Any) -> list[str]:
            return []

        def passages(self, document: str | None = None) -> list[Any]:
            return []

    class Empty(KnowledgeBase):
        def snapshot(self) -> Snapshot:
            return Nothing()

    from bot.server import build_application

    tab = new_tab()
    with run_server(build_application(SampleDesk(Empty()))) as address:
        tab.open(address)
        assert "まだ資料が登録されていません" in tab.page.locator(".notice").inner_text()
        for name, told in (
            ("lookup?q=ゾウ", "当てはまる箇所がありません"),
            ("learn", "まだ資料がありません"),
            ("organization", "まだありません"),
            ("terms", "まだありません"),
            ("quiz", "まだありません"),
            ("documents", "まだ資料がありません"),
        ):
            tab.go(f"{address}/{name}")
            assert told in tab.page.locator("#main").inner_text()


def test_a_server_that_is_gone_is_told_and_its_return_too(run_server: Any, new_tab: Any) -> None:
    from bot.server import build_application

    tab = new_tab()
    with run_server(build_application(SampleDesk())) as address:
        tab.open(address)
        tab.ask("ごみの担当は？")
    tab.page.locator("#question textarea").fill("苦情は？")
    tab.page.keyboard.press("Enter")
    tab.page.get_by_role("alert").get_by_text("サーバーにつながりません").wait_for()
    assert "環境局 資源循環推進部" in tab.page.locator(".turn").first.inner_text()


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
