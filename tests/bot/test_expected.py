from __future__ import annotations

from tiny_city import make_case, make_passage

from bot.expected import unknown_phrase, with_expected_fact

FEE = make_passage("住民票の写しの手数料は、一通300円とする。")
RULE = make_passage("住民票の写しの手数料は、前納とする。")
POOL = make_passage("プールの使用料は、一回500円とする。")
ROADS = make_passage("道路の占用には、許可を受ける。")


def test_the_passage_with_the_price_goes_before_the_one_without() -> None:
    case = make_case("住民票の手数料はいくらですか", RULE, FEE, others=[ROADS])
    found = with_expected_fact(case)
    assert found is not None
    assert [hit.passage for hit in found.found.hits] == [FEE, RULE]


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


def test_a_person_is_a_surname_with_a_given_name() -> None:
    mayor = make_passage("市長　山田太郎")
    office = make_passage("市長は、市を代表する。")
    found = with_expected_fact(make_case("市長の名前を教えて", office, mayor))
    assert found is not None
    assert found.found.hits[0].passage == mayor
    assert with_expected_fact(make_case("市長の名前を教えて", office)) is None


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
