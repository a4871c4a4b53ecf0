from __future__ import annotations

import pytest
from tiny_city import make_case, make_passage

from bot.asked_department import responsible_for
from bot.expected import lacks_fact, unknown_phrase, with_expected_fact
from ingest.records import Passage

FEE = make_passage("住民票の写しの手数料は、一通300円とする。")
RULE = make_passage("住民票の写しの手数料は、前納とする。")
POOL = make_passage("プールの使用料は、一回500円とする。")
ROADS = make_passage("道路の占用には、許可を受ける。")


def test_the_passage_with_the_price_goes_before_the_one_without() -> None:
    case = make_case("住民票の手数料はいくらですか", RULE, FEE, others=[ROADS])
    found = with_expected_fact(case)
    assert found is not None
    assert [hit.passage for hit in found.found.hits] == [FEE, RULE]


def test_a_bare_figure_under_a_column_of_yen_is_a_price() -> None:
    row = make_passage("手続名: 住民票の写し\n手数料（円）: 300")
    found = with_expected_fact(make_case("住民票の手数料はいくらですか", RULE, row))
    assert found is not None
    assert [hit.passage for hit in found.found.hits] == [row, RULE]


def test_the_price_of_something_else_is_no_answer() -> None:
    case = make_case("パスポートの手数料はいくらですか", POOL, RULE, others=[ROADS])
    assert with_expected_fact(case) is None


def test_without_any_price_there_is_no_answer() -> None:
    assert with_expected_fact(make_case("住民票の手数料はいくらですか", RULE)) is None


def test_a_question_that_asks_for_no_fact_keeps_its_passages() -> None:
    case = make_case("道路を使うには", ROADS, FEE)
    assert with_expected_fact(case) == case


def test_who_asks_whether_there_is_a_thing_is_not_told_of_its_parts() -> None:
    harbour = make_passage("港の水揚げ量は、年間6,300トンである。")
    library = make_passage("市は、図書館を置く。")
    assert with_expected_fact(make_case("空港はありますか", harbour, others=[ROADS])) is None
    found = with_expected_fact(make_case("図書館はありますか", harbour, library))
    assert found is not None
    assert found.found.hits[0].passage == library


def test_what_may_happen_is_no_part_of_the_thing_asked_for() -> None:
    cover = make_passage("活動の間の賠償の保険を用意する。")
    assert with_expected_fact(make_case("活動でけがをしたら保険はありますか", cover))
    assert with_expected_fact(make_case("転んだら見舞金はありますか", cover)) is None


def test_a_person_is_a_surname_with_a_given_name() -> None:
    mayor = make_passage("市長　山田太郎")
    office = make_passage("市長は、市を代表する。")
    found = with_expected_fact(make_case("市長の名前を教えて", office, mayor))
    assert found is not None
    assert found.found.hits[0].passage == mayor
    assert with_expected_fact(make_case("市長の名前を教えて", office)) is None
    member = make_passage("市民課　山田太郎")
    assert with_expected_fact(make_case("市民オンブズマンの名前を教えて", member, mayor)) is None


def test_quoted_words_that_no_passage_holds_are_unknown() -> None:
    assert unknown_phrase(make_case("「宇宙開発計画」の目標は", ROADS)) == "宇宙開発計画"


def test_quoted_words_that_a_passage_holds_are_known() -> None:
    assert unknown_phrase(make_case("「道路の占用」の許可は", ROADS)) is None


def test_quoted_words_in_another_form_are_known() -> None:
    assert unknown_phrase(make_case("「道路占用の許可」は", ROADS)) is None


def test_the_quoted_title_of_a_document_is_known() -> None:
    assert unknown_phrase(make_case("「自治基本条例」の目的は", ROADS)) is None


def test_the_name_of_a_place_is_a_proper_name_before_it() -> None:
    named = make_passage("避難所は、横浜小学校とする。")
    unnamed = make_passage("避難所となる小学校に水を備える。")
    found = with_expected_fact(make_case("避難所になる小学校の名前を教えて", unnamed, named))
    assert found is not None
    assert found.found.hits[0].passage == named
    assert with_expected_fact(make_case("避難所になる小学校の名前を教えて", unnamed)) is None


def test_each_of_two_wards_may_stand_in_a_passage_of_its_own() -> None:
    north = make_passage("要望に二日以内に応じる。", label="北区役所 くらし室")
    south = make_passage("要望に三日以内に応じる。", label="南区役所 くらし室")
    question = "北区 南区 くらし室 要望 日数"
    assert with_expected_fact(make_case(question, north, south)) is not None
    assert with_expected_fact(make_case(question, north)) is None


def test_the_post_that_fills_a_role_answers_who_fills_it() -> None:
    chair = make_passage("推進会議は、副市長を議長とする。")
    case = make_case("推進会議の議長は誰ですか", chair)
    assert with_expected_fact(case) is not None


COUNCIL = make_passage(
    "協議会は、市長に意見を述べる。\n委員の任期は、2年とする。", heading="（地域協議会）"
)
HALL = make_passage("公民館は、5人以上の団体が使える。\n休館日は、月曜日とする。")
POLLUTION = make_passage(
    "騒音の苦情を受け付けること。", kind="duty", departments=("環境局 環境保全課",)
)
REPORT = make_passage("子どもの騒音は、減っている。")


@pytest.mark.parametrize(
    ("question", "passage", "is_answered"),
    [
        ("委員の任期は何年ですか", COUNCIL, True),
        ("地域協議会の任期は", COUNCIL, True),
        ("市長の任期は何年ですか", COUNCIL, False),
        ("公民館の休館日はいつですか", HALL, True),
        ("図書館の休館日はいつですか", HALL, False),
        ("公民館の定員は何人ですか", HALL, False),
    ],
)
def test_a_term_or_a_closing_day_is_that_of_the_body_asked_about(
    question: str, passage: Passage, is_answered: bool
) -> None:
    case = make_case(question, passage, others=[ROADS])
    assert (with_expected_fact(case) is not None) == is_answered


def test_a_department_is_told_by_a_passage_that_names_one_and_carries_the_thing() -> None:
    case = make_case("騒音の苦情はどこが担当ですか", REPORT, POLLUTION, others=[ROADS])
    found = with_expected_fact(case)
    assert found is not None
    assert found.found.hits[0].passage == POLLUTION


@pytest.mark.parametrize("hits", [[REPORT], [REPORT, POLLUTION]])
def test_without_a_department_for_the_thing_there_is_no_answer(hits: list[Passage]) -> None:
    case = make_case("子どもの医療費のことはどこが担当ですか", *hits, others=[ROADS])
    assert with_expected_fact(case) is None


@pytest.mark.parametrize(
    ("question", "thing"),
    [
        ("児童手当はどこが担当？", "児童手当"),
        ("子どもの医療費のことはどこが担当ですか", "子どもの医療費"),
        ("国民健康保険の担当課は", "国民健康保険"),
        ("ごみを減らすのってどこがやってるの？", None),
        ("うるさい工場はどこに言えばいい？", None),
        ("児童手当はいくら？", None),
    ],
)
def test_a_thing_named_by_nouns_is_told_from_a_story(question: str, thing: str | None) -> None:
    assert responsible_for(question) == thing


@pytest.mark.parametrize(
    ("question", "without", "holding"),
    [
        ("喫煙の罰則は", "喫煙は禁止する。", "喫煙した者は過料に処する。"),
        ("大会の賞金は", "大会はパワーポイントで発表する。", "大会の一位に賞金を贈る。"),
        ("講座の申込み方法は", "講座を開く。", "講座は窓口で受け付ける。"),
        ("投票は18歳からできますか", "投票を行う。", "投票は、満18歳以上の者が行う。"),
    ],
)
def test_an_attribute_that_no_passage_tells_is_not_answered(
    question: str, without: str, holding: str
) -> None:
    lacking, telling = make_passage(without), make_passage(holding)
    assert with_expected_fact(make_case(question, lacking, others=[ROADS])) is None
    found = with_expected_fact(make_case(question, lacking, telling, others=[ROADS]))
    assert found is not None
    assert found.found.hits[0].passage == telling


def test_a_fact_asked_of_a_stage_is_none_of_another_stage() -> None:
    first = make_passage("職員の削減", kind="stage", locator="段階1", label="工程表 段階1")
    third = make_passage("職員の200人の削減", kind="stage", locator="段階3", label="工程表 段階3")
    assert with_expected_fact(make_case("段階1で職員は何人削減する", first, third)) is None
    assert with_expected_fact(make_case("段階3で職員は何人削減する", third, first)) is not None


def test_a_figure_without_the_rarest_word_of_the_question_is_of_something_else() -> None:
    weekdays = make_passage("区役所の証明の窓口は、午後5時まで開く。")
    saturdays = make_passage("区役所の窓口は、土曜は午後1時まで開く。")
    asked = "区役所の窓口は土曜は何時までですか"
    assert with_expected_fact(make_case(asked, weekdays, others=[ROADS])) is None
    assert with_expected_fact(make_case(asked, saturdays, others=[weekdays])) is not None


def test_the_time_of_a_stage_stands_in_its_label() -> None:
    stage = make_passage("・待機児童の解消", kind="stage", label="工程表 段階3（5年後）")
    assert with_expected_fact(make_case("待機児童の解消はいつまで", stage)) is not None


def test_a_fact_of_a_thing_that_nothing_speaks_of_is_not_told() -> None:
    vote = make_passage("住民投票は、市長が七日以内に行う。")
    assert with_expected_fact(make_case("投票用紙はいつ届きますか", vote, others=[ROADS])) is None
    assert with_expected_fact(make_case("住民投票はいつ行われますか", vote, others=[ROADS]))


def test_a_number_in_a_passage_far_from_the_question_is_one_of_something_else() -> None:
    station = make_passage("市民交番を置く。")
    other = make_passage("相談の窓口を市民課に置く。")
    far = make_passage("窓口を2か所に減らす。")
    assert (
        with_expected_fact(make_case("市民交番は何か所に置きますか", station, other, far)) is None
    )


def test_whether_something_is_necessary_is_asked_of_no_thing_of_that_name() -> None:
    condition = make_passage("補助の条件は、市税を納めていることとする。")
    need = make_passage("補助に必要な事項を定める。")
    found = with_expected_fact(make_case("補助の条件を満たす必要がありますか", condition, need))
    assert found is not None
    assert found.found.hits[0].passage == condition


def test_the_unit_that_a_price_is_counted_by_is_no_topic() -> None:
    sign = make_passage("屋外広告物の手数料は、5平方メートルまで2,400円とする。")
    asked = make_case("水路の占用料は1平方メートルいくらですか", sign, others=[ROADS])
    assert with_expected_fact(asked) is None


def test_a_word_made_of_scattered_signs_is_not_carried() -> None:
    bicycles = make_passage("原動機付自転車の料金は、200円とする。")
    assert with_expected_fact(make_case("自動車の料金はいくらですか", bicycles)) is None


def test_a_general_word_for_a_thing_need_not_stand_in_the_passage() -> None:
    support = make_passage("市は、市民の活動を支援する。")
    assert with_expected_fact(make_case("活動の支援の制度はありますか", support, others=[ROADS]))


def test_an_english_question_for_a_department_is_answered_by_one_that_carries_the_matter() -> None:
    case = make_case("Which department handles noise?", REPORT, POLLUTION, others=[ROADS])
    found = with_expected_fact(case)
    assert found is not None
    assert found.found.hits[0].passage == POLLUTION
    case = make_case("Who is in charge of noise and drills?", REPORT, POLLUTION, others=[ROADS])
    assert with_expected_fact(case) is None


def test_a_relation_and_a_part_of_the_costs_are_no_departments() -> None:
    speaks = make_passage("児童手当の一部は、児童手当関係の書類により払う。")
    assert with_expected_fact(make_case("児童手当はどこが担当ですか", speaks)) is None


def test_a_target_figure_is_no_thing_that_must_be_named() -> None:
    goal = make_passage("協力する企業の数を30以上とする。")
    assert with_expected_fact(make_case("協力する企業の数に目標値がありますか", goal)) is not None


def test_until_when_something_holds_is_told_by_its_period() -> None:
    period = make_passage("指針の期間は、特に定めない。")
    assert with_expected_fact(make_case("指針の有効期限は", period)) is not None


def test_what_somebody_does_somewhere_is_no_thing_that_a_fact_is_of() -> None:
    receipts = make_passage("議会事務局は、領収書を公開する事務を行う。")
    case = make_case("領収書を見られるように支度しているのはどこの部署", receipts)
    assert with_expected_fact(case) is not None
    trip = make_passage("小学生を山の村に派遣する。")
    assert with_expected_fact(make_case("小学生の派遣の行き先はどこ", trip)) is not None


@pytest.mark.parametrize(
    ("question", "answers", "touches"),
    [
        (
            "防災マップはどこでもらえますか",
            "防災マップは、市民課の窓口で配布する。",
            "防災マップを毎年作り直す。",
        ),
        (
            "避難所の一覧がほしい",
            "避難所は、港小学校、岬小学校とする。避難所の一覧に梅田避難所、磯部避難所を加える。",
            "避難所の運営を円滑に進める。",
        ),
        (
            "駅伝で優勝したチームは",
            "駅伝の優勝は、港チームであった。",
            "駅伝にチームで参加できる。",
        ),
        ("花火の写真を見たい", "花火の写真は、写真展で見られる。", "花火を毎年上げる。"),
        (
            "許可を受けるには何の書類がいりますか",
            "許可には、申請書を添える。",
            "許可は、市長が与える。",
        ),
        ("訓練に出ると何がもらえる？", "訓練に出た者に記念品を贈る。", "訓練は、年1回行う。"),
        ("訓練には何団体が出ますか", "訓練には、5団体が出る。", "① 訓練に団体が出る。"),
        ("協力する会社は何社ですか", "協力する会社の数 30以上", "33．会社が協力する。"),
        ("訓練の日にちは", "訓練は、9月1日に行う。", "訓練は、必要なときに行う。"),
        ("組合の管理者は誰ですか", "組合の管理者　山田太郎", "組合は、水防に当たる。"),
    ],
)
def test_what_only_touches_the_matter_does_not_answer(
    question: str, answers: str, touches: str
) -> None:
    telling, touching = make_passage(answers), make_passage(touches)
    assert with_expected_fact(make_case(question, touching)) is None
    found = with_expected_fact(make_case(question, touching, telling))
    assert found is not None
    assert found.found.hits[0].passage == telling


def test_who_chooses_somebody_is_no_question_for_a_name() -> None:
    choosing = make_passage("会長は、委員の互選により定める。")
    case = make_case("会長は誰が選ぶのですか", choosing)
    assert with_expected_fact(case) == case


def test_a_ward_may_be_typed_in_kana() -> None:
    label = make_passage("大宮区の清掃を月に1回行う。")
    assert with_expected_fact(make_case("おおみや区の清掃は月に何回", label)) is not None
    other = make_passage("浦和区の清掃を月に1回行う。")
    assert with_expected_fact(make_case("おおみや区の清掃は月に何回", other)) is None


def test_a_compound_that_no_passage_defines_is_unknown() -> None:
    other = make_passage("この法律において個人情報とは、個人に関する情報をいう。")
    assert unknown_phrase(make_case("匿名加工情報とは何ですか", other)) == "匿名加工情報"
    assert unknown_phrase(make_case("個人情報とは何ですか", other)) is None


def test_the_role_of_an_english_question_is_filled_by_a_post() -> None:
    role = make_passage("区民部長を委員長とする「サービス委員会」を置く。")
    case = make_case("Who is the chairperson of the サービス委員会?", role)
    assert with_expected_fact(case) is not None


def test_how_many_there_are_is_told_by_the_items_themselves() -> None:
    items = make_passage("基本は、次のとおりとする。\n(1) 情報の共有\n(2) 参加\n(3) 協働")
    case = make_case("基本はいくつありますか", items)
    assert with_expected_fact(case) is not None


def test_a_row_without_the_fact_that_is_asked_for_lacks_it() -> None:
    row = make_passage("コード：PRK\n名称：北朝鮮", kind="row")
    assert lacks_fact(make_case("北朝鮮の人口は", row))
    assert not lacks_fact(make_case("北朝鮮のコードは", row))


def test_who_it_is_for_need_not_stand_beside_the_price() -> None:
    case = make_case("80歳の母がプールに入ったらいくら？", RULE, POOL, others=[ROADS])
    found = with_expected_fact(case)
    assert found is not None
    assert found.found.hits[0].passage == POOL
