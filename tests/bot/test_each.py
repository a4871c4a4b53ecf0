from __future__ import annotations

import pytest

from bot.each import asked_of_each


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        (
            "市には審議員と参与がそれぞれ何人いますか。",
            ["市には審議員が何人いますか", "市には参与が何人いますか"],
        ),
        ("館長と副館長は何人ずつですか", ["館長は何人ですか", "副館長は何人ですか"]),
        (
            "占用と空地の定義は、それぞれ第何条ですか",
            ["占用の定義は第何条ですか", "空地の定義は第何条ですか"],
        ),
        (
            "北区と南区の受付の時間はそれぞれいつですか",
            ["北区の受付の時間はいつですか", "南区の受付の時間はいつですか"],
        ),
        (
            "監視員と審議会の委員はそれぞれ何人ですか",
            ["監視員は何人ですか", "審議会の委員は何人ですか"],
        ),
        (
            "会を開くことと会長を置くことは、それぞれ何条ですか",
            ["会を開くことは何条ですか", "会長を置くことは何条ですか"],
        ),
        ("議会の役割と、議員の責務をそれぞれ教えて", ["議会の役割を教えて", "議員の責務を教えて"]),
    ],
)
def test_the_same_asked_of_several_things_is_asked_of_each(text: str, questions: list[str]) -> None:
    assert asked_of_each(text) == questions


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        ("様式集 決定日 公開日", ["様式集 決定日", "様式集 公開日"]),
        ("松原公園 開園年度 中里公園 開園年度", ["松原公園 開園年度", "中里公園 開園年度"]),
    ],
)
def test_several_facts_as_keywords_are_asked_for_one_by_one(
    text: str, questions: list[str]
) -> None:
    assert asked_of_each(text) == questions


@pytest.mark.parametrize(
    "text",
    [
        "それぞれの段階の名前を教えて",
        "市民と行政の役割は何ですか",
        "会館 利用料 減免割合 障害者団体",
        "住民票 手数料 電話番号",
        "粗大ごみ 申込み 電話番号",
    ],
)
def test_one_question_stays_one(text: str) -> None:
    assert asked_of_each(text) == []
