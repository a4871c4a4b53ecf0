from ingest.lines import cut_lines
from ingest.records import SourceText
from ingest.structure.detect import choose
from ingest.structure.minutes import MinutesParser

MINUTES = """令和6年第1回汐野市議会定例会会議録（第2号）

令和6年3月5日（火曜日）

出席議員（14名）
1番　山田花子　2番　田中次郎

午前10時00分開議

○議長（山田花子）　ただいまから本日の会議を開きます。

日程第1　一般質問

○議長（山田花子）　2番田中次郎議員。

○2番（田中次郎）　粗大ごみの戸別収集について、
市の考えを伺います。

○環境部長（佐藤三郎）　月2回に増やす予定でございます。
申込みは環境課で受け付けます。

午前11時30分散会
"""


def test_minutes_are_told_by_their_speakers() -> None:
    assert choose(cut_lines(MINUTES)).kind == "minutes"


def test_each_speech_is_a_passage_under_its_item_of_the_agenda() -> None:
    drafts = MinutesParser().parse(SourceText("x", MINUTES), 0, len(MINUTES))
    assert [draft.locator for draft in drafts] == [
        "",
        "",
        "議長(山田花子)",
        "日程第1 一般質問",
        "日程第1 一般質問 議長(山田花子)",
        "日程第1 一般質問 2番(田中次郎)",
        "日程第1 一般質問 環境部長(佐藤三郎)",
        "日程第1 一般質問",
    ]
    assert drafts[5].text == "○2番（田中次郎）　粗大ごみの戸別収集について、市の考えを伺います。"


def test_a_list_with_circles_is_no_minutes() -> None:
    text = (
        "○市長の責務\n市長は努める。\n○市民の責務\n市民は協力する。\n○議会の責務\n議会は定める。\n"
    )
    assert choose(cut_lines(text)).kind != "minutes"
