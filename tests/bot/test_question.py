from __future__ import annotations

import pytest

from bot.question import (
    Question,
    Wanted,
    defined_term,
    named_municipality,
    quoted_phrases,
    understand,
    without_names_too,
)
from kb.locators import Locator

CITIES = ("みなと市", "川口市", "川崎市")


def ask(text: str, city: str | None = None) -> Question:
    return understand(text, city=city, municipalities=CITIES)


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("ごみの担当はどこですか", "department"),
        ("どこの課に相談すればいいですか", "department"),
        ("粗大ごみの窓口は？", "department"),
        ("Which department handles garbage?", "department"),
        ("市民課の電話番号は？", "contact"),
        ("自治基本条例 18条", "clause"),
        ("2項は？", "clause"),
        ("苦情のことは第何条ですか", "which_clause"),
        ("どこに決まりがありますか", "which_clause"),
        ("区役所サービスの理念には何がありますか", "list"),
        ("3つの柱を教えて", "list"),
        ("南区と緑区の違いは？", "compare"),
        ("住民投票とは", "definition"),
        ("協働の意味を教えて", "definition"),
        ("水道管の目標は", "goal"),
        ("犬が死んだときはどうしますか", "statement"),
    ],
)
def test_the_kind_of_answer_is_told_by_the_words_of_asking(question: str, wanted: Wanted) -> None:
    assert ask(question).wanted == wanted


def test_a_question_is_understood_after_nfkc_with_its_places() -> None:
    question = ask("届出（とどけで）の第２４条第２項は")
    assert question.text == "届出の第24条第2項は"
    assert question.locators == [Locator("条24", paragraph=2, text="第24条第2項")]


def test_a_named_city_goes_before_the_chosen_one() -> None:
    question = ask("川口市のごみの日は", city="みなと市")
    assert (question.municipality, question.named_municipality) == ("川口市", "川口市")


def test_the_chosen_city_stands_where_none_is_named() -> None:
    question = ask("ごみの日は", city="みなと市")
    assert (question.municipality, question.named_municipality) == ("みなと市", None)


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("川崎のごみの日は", "川崎市"),
        ("川口は？", "川口市"),
        ("川崎区の窓口は", None),
        ("川崎駅の駐輪場は", None),
        ("横浜市のごみの日は", "横浜市"),
        ("近隣市との協定は", None),
        ("都市の計画は", None),
    ],
)
def test_cities_are_known_by_name_and_others_by_their_suffix(
    question: str, named: str | None
) -> None:
    assert named_municipality(question, CITIES) == named


def test_the_kind_of_fact_is_read_off_the_question() -> None:
    assert ask("手数料はいくらですか").answer_type == "money"


def test_the_name_of_the_city_is_no_part_of_the_topic() -> None:
    assert ask("川口市ではごみをどう減らすの").topic == "ごみをどう減らすの"
    assert ask("川口市立小学校の数は").topic == "川口市立小学校の数は"


@pytest.mark.parametrize(
    ("question", "term"),
    [
        ("協働とは", "協働"),
        ("協働って何ですか", "協働"),
        ("「市民自治」の意味は", "市民自治"),
        ("この条例でいう協働とは", "協働"),
        ("協働 定義 条例", "協働"),
        ("条例でいう「市民」に私も入りますか", "市民"),
        ("ごみの日はいつ", None),
    ],
)
def test_the_term_that_is_asked_about_is_found(question: str, term: str | None) -> None:
    assert defined_term(ask(question)) == term


def test_quoted_words_are_found_from_four_characters_on() -> None:
    assert quoted_phrases(ask("「くらし応援室」と『生活の手引』と「市民」")) == [
        "くらし応援室",
        "生活の手引",
    ]


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("当市では、ごみの収集はどうですか", "ごみの収集はどうですか"),
        ("うちの町の図書館は", "図書館は"),
        ("本町の図書館は", "本町の図書館は"),
        ("どこの課に相談すればいいですか", "どこの課に相談すればいいですか"),
        ("担当市民課は", "担当市民課は"),
    ],
)
def test_the_askers_own_city_is_no_topic(question: str, text: str) -> None:
    assert ask(question).text == text


@pytest.mark.parametrize(
    "question", ["「市民」って誰のこと？", "住民とは誰を指しますか", "区民はどこまでを含みますか"]
)
def test_who_asks_whom_a_word_means_wants_its_definition(question: str) -> None:
    assert ask(question).wanted == "definition"
    assert defined_term(ask(question)) in ("市民", "住民", "区民")


def test_the_work_before_a_term_is_no_part_of_it() -> None:
    assert defined_term(ask("個人情報保護法の個人情報とは何ですか")) == "個人情報"


@pytest.mark.parametrize(
    ("text", "municipality"),
    [
        ("Which department in Saitama handles parks?", "さいたま市"),
        ("garbage in kawaguchi", "川口市"),
        ("What are the goals of Kawaguchi-shi?", "川口市"),
        ("Is the city park mine or yours? To whom do I go?", None),
        ("Is Kawaguchi City in Saitama larger?", "川口市"),
        ("From Saitama to Kawaguchi", "さいたま市"),
        ("Which department handles nursery schools?", None),
    ],
)
def test_a_municipality_is_known_in_latin_letters(text: str, municipality: str | None) -> None:
    known = ["さいたま市", "川口市", "美祢市", "津市"]
    assert named_municipality(text, known) == municipality


def test_whether_something_falls_under_a_quoted_term_asks_for_its_definition() -> None:
    asked = understand("祖父の記録も「個人記録」に入りますか", city=None, municipalities=[])
    assert asked.wanted == "definition"
    assert defined_term(asked) == "個人記録"


def test_that_names_are_wanted_too_is_not_what_is_looked_for() -> None:
    assert without_names_too("課はいくつありますか。名前も全部教えて") == "課はいくつありますか。"
    assert without_names_too("名前の変更を教えて") == "名前の変更を教えて"


@pytest.mark.parametrize(
    ("text", "municipality"),
    [
        ("この講座ってかわぐち市にある？", "川口市"),
        ("かわぐちの むかしを しりたい", "川口市"),
        ("うかわぐちの魚", None),
        ("つの形", None),
    ],
)
def test_a_municipality_is_known_in_kana(text: str, municipality: str | None) -> None:
    assert named_municipality(text, ["川口市", "津市"]) == municipality


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("「今だけ半額」って宣伝する店はだめですか", []),
        ("「名簿を見せて」と言われたら", []),
        ("「まちづくり協議会」って何", ["まちづくり協議会"]),
        ("「まちづくり協議会」の目的は", ["まちづくり協議会"]),
    ],
)
def test_words_that_somebody_said_are_no_term_of_a_document(text: str, phrases: list[str]) -> None:
    assert quoted_phrases(understand(text, city=None, municipalities=[])) == phrases


@pytest.mark.parametrize(
    "text",
    ["条例の「市民」にあたる人の範囲を全部", "「市民」は、市に住んでいる人だけを指しますか"],
)
def test_whom_a_quoted_term_means_asks_for_its_definition(text: str) -> None:
    asked = understand(text, city=None, municipalities=[])
    assert asked.wanted == "definition"
    assert defined_term(asked) == "市民"
