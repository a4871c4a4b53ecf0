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


SUMMARY = """令和7年度第1回汐野市緑化審議会　議事要旨

1　議題
（１）並木の手入れについて
（２）苗の配布について
2　議事
（会長）
議題（１）について、事務局から説明を求める。
（事務局）
並木は3年ごとに手入れをする。
（会長）
次に、議題（２）に移る。
（委員Ａ）
いつ配るのか。
（事務局）
毎年4月である。
"""


def test_a_summary_joins_an_answer_to_its_question_under_the_item_called_up() -> None:
    drafts = MinutesParser().parse(SourceText("x", SUMMARY), 0, len(SUMMARY))
    assert choose(cut_lines(SUMMARY)).kind == "minutes"
    assert [draft.locator for draft in drafts[1:]] == [
        "並木の手入れについて 会長",
        "並木の手入れについて 事務局",
        "苗の配布について 会長",
        "苗の配布について 委員A・事務局",
    ]
    assert drafts[-1].text == "（委員Ａ）\nいつ配るのか。\n（事務局）\n毎年4月である。"


def test_a_list_of_members_is_no_minutes() -> None:
    text = "会長：山田花子\n副会長：田中次郎\n委員：佐藤三郎\n事務局：環境課\n"
    assert choose(cut_lines(text)).kind != "minutes"
