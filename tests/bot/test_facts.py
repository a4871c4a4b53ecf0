from __future__ import annotations

import pytest

from bot.facts import counted_fact, expected_fact, fact_kind, role_holder, without_bullets


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("手数料はいくらですか", "money"),
        ("いつ特例市になったの", "when"),
        ("参加費は？", "money"),
        ("保険料は何回払いですか", None),
        ("納めた手数料は返してもらえますか", None),
        ("自転車 撤去 費用 免除", None),
        ("電話は何番ですか", "phone"),
        ("電話は何コールで出ますか", None),
        ("市民課の電話番号は", "phone"),
        ("市長は誰ですか", "person"),
        ("施策の名称は", None),
        ("何曜日に集めますか", "weekday"),
        ("ごみの日を教えて", "collection"),
        ("ペットボトルの日はいつ", "collection"),
        ("記念の日を決めた条例は", None),
        ("何時に開きますか", "clock"),
        ("期日前投票 時間", "clock"),
        ("会館の使用料と場所が知りたい", "money"),
        ("会館の料金表は？", "money"),
        ("入園の指数はいくら", None),
        ("給料はいくら", "money"),
        ("消費生活ホットラインの番号なんやっけ", "phone"),
        ("予約はどうやるの", "apply"),
        ("表彰式の会場と服装", "place"),
        ("何を持っていけばいいですか", "papers"),
        ("市民センターの場所は？", "address"),
        ("庁舎の地図はありますか", "address"),
        ("ごみの減らし方は", None),
    ],
)
def test_what_an_answer_must_hold_is_told_by_the_question(question: str, kind: str | None) -> None:
    assert fact_kind(question) == kind


@pytest.mark.parametrize(
    ("question", "holds", "lacks"),
    [
        ("手数料はいくらですか", "手数料は300円とする。", "手数料を納める。"),
        ("何曜日に集めますか", "月曜日に集める。", "週に二回集める。"),
        (
            "ごみの日は",
            "燃やすごみは火曜日と金曜日に集める。",
            "電話は月曜から土曜の9:00から受ける。",
        ),
        ("電話番号は", "電話 048-000-0000", "市民課が行う。"),
        ("何人いますか", "委員は10人以内とする。", "委員を置く。"),
        ("何館ありますか", "全12公民館で行う。", "公民館で行う。"),
        ("何年に施行されましたか", "平成19(2007)年に条例を施行した。", "条例を施行した。"),
        ("何グラムまで減らすの", "850gを目指す。", "減量を目指す。"),
        ("年に何回開くの", "毎月開く。", "定期に開く。"),
        ("事務所 職員数", "職員8人で行う。", "月1回、会議を開く。"),
        ("広報紙の発行部数は", "5万部を配る。", "月一回発行する。"),
        ("年間の開催回数は", "会議は毎月開く。", "委員は10人とする。"),
        ("年に何回開くの", "年に3回開く。", "第3回の会議を開いた。"),
        ("何校に置きますか", "全23校に置く。", "23.校長の権限を強める。"),
        ("何人減らしますか", "職員を5人減らす。", "職員一人ひとりが学ぶ。"),
        ("商品券 販売場所", "中央1丁目の店で売る。", "商品券を発行する。"),
        ("事業は何個ありますか", "14事業を進める。", "事業を進める。"),
        ("働く人の人数を知りたい", "職員8人で行う。", "企業の数は30以上とする。"),
        ("斎場はどこに建ちますか", "駅前に建てる。", "4年以内に建てる。"),
        ("What time does it open?", "9:00に開く。", "展示を行う。"),
        ("事業はいくつありますか", "14事業を進める。", "※2 用語 事業を進める。"),
        ("いくつ以上集めますか", "企業の数 30以上", "企業を集める。"),
        ("地図はありますか", "中央一丁目2番3号", "市役所が行う。"),
        ("何コールで電話に出ますか", "3コール以内に出る。", "3回以内に出る。"),
        ("年末は何日から休みですか", "12月28日から休む。", "年末は休む。"),
    ],
)
def test_the_expected_fact_is_in_the_sentence_that_answers(
    question: str, holds: str, lacks: str
) -> None:
    pattern = expected_fact(question)
    assert pattern is not None
    assert pattern.search(holds)
    assert not pattern.search(lacks)


def test_no_fact_is_expected_of_an_open_question() -> None:
    assert expected_fact("ごみの減らし方は") is None


def test_a_role_is_filled_by_a_post() -> None:
    pattern = role_holder("推進会議の議長は誰ですか")
    assert pattern is not None
    assert pattern.search("副市長を議長とする推進会議を置く。")
    assert not pattern.search("議長は、会議を招集する。")
    assert role_holder("誰が担当していますか") is None


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("路上喫煙の罰則はありますか", "penalty"),
        ("写真コンテストの賞品は", "prize"),
        ("講座の申込み方法を教えて", "apply"),
        ("住民投票は18歳からできますか", "age"),
        ("市のホームページのアドレスは", "web"),
        ("公園の面積を教えて", "size"),
        ("町の人口は何人", "population"),
        ("待機児童の減少率は", None),
        ("投票率は", "rate"),
        ("新しい庁舎はいつできるの", "when"),
        ("いつでも相談できますか", None),
    ],
)
def test_attributes_are_told_by_the_words_of_asking(question: str, kind: str | None) -> None:
    assert fact_kind(question) == kind


def test_a_date_is_no_number_of_days_and_a_number_behind_a_month_stands() -> None:
    days, cases = expected_fact("意見は何日間募集しますか"), expected_fact("月に何件ありますか")
    assert days is not None
    assert cases is not None
    assert days.search("30日間募集する")
    assert not days.search("1月20日に募集した")
    assert cases.search("月310件行う")


def test_every_morning_tells_how_often_and_not_how_long() -> None:
    often, long = counted_fact("月に何日開きますか"), counted_fact("何日以内に見に来ますか")
    assert often is not None
    assert long is not None
    assert often.search("毎朝開く")
    assert not long.search("毎朝打ち合わせをする")
    assert long.search("3日以内に確かめる")


def test_a_number_of_things_may_be_asked_for_by_its_noun() -> None:
    assert counted_fact("広報紙の発行部数は？") is not None
    assert counted_fact("窓口の手数は？") is None


def test_a_share_of_a_price_is_no_price() -> None:
    assert fact_kind("会館 利用料 減免割合") != "money"
    assert fact_kind("会館 利用料 ") == "money"


def test_a_column_of_numbers_says_what_its_cells_count() -> None:
    for question in ("税務の職員数は？", "税務の職員は何人ですか"):
        counted = counted_fact(question)
        assert counted is not None
        assert counted.search("部門: 税務\n職員数 令和7年: 33\n対前年増減: -1")
        assert counted.search("部門: 税務\n係数: 33\n対前年増減: -1") is None


@pytest.mark.parametrize("question", ["健診は何年ごと", "何年おきですか", "何か月に1回ですか"])
def test_how_often_is_told_by_every_other_year(question: str) -> None:
    often = counted_fact(question)
    assert often is not None
    assert often.search("健診は、隔年で行う")


def test_how_many_years_something_takes_is_never_every_year() -> None:
    long = counted_fact("何年かかりますか")
    assert long is not None
    assert not long.search("毎年行う")


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("来た人の名前を集めるのはだめですか", None),
        ("委員長の名前を教えて", "person"),
        ("休みの日もやっている窓口はありますか", None),
        ("図書館の休みの日は", "closed"),
        ("事務所は何区の何丁目にありますか", "address"),
    ],
)
def test_what_is_spoken_of_is_not_asked_for(question: str, kind: str | None) -> None:
    assert fact_kind(question) == kind


def test_a_task_about_places_for_staff_is_no_number_of_them() -> None:
    number = expected_fact("庁の定員は何人")
    assert number is not None
    assert not number.search("庁の機構及び定員に関すること。")


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("会館に寄付するにはどうすればいい", "apply"),
        ("電子市役所のURLは", "web"),
        ("火災件数の去年の実績は", "result"),
        ("選手の名前を教えて", "person"),
    ],
)
def test_ways_results_and_persons_are_asked_for(question: str, kind: str) -> None:
    assert fact_kind(question) == kind


def test_the_year_before_which_something_was_built_is_no_deadline() -> None:
    deadline = expected_fact("補助の申請の締め切りは")
    assert deadline is not None
    assert not deadline.search("昭和56年以前に建てた家の費用を補助します。")
    assert deadline.search("令和6年3月まで受け付けます。")


def test_enough_is_no_number_of_minutes_and_a_paragraph_counts_nothing() -> None:
    minutes = counted_fact("待ち時間は何分ですか")
    assert minutes is not None
    assert not minutes.search("十分な情報を示す")
    assert minutes.search("十分以内に呼ぶ")
    assert minutes.search("15分待つ")
    assert without_bullets("２　団体は、名簿を作る。") == "団体は、名簿を作る。"
