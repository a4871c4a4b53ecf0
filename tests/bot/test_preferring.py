from __future__ import annotations

from dataclasses import replace

import pytest
from tiny_city import make_article, make_case, make_passage

from bot.case import Case
from bot.preferring import lists_asked_kind, with_preferred
from ingest.records import Passage
from kb.records import Hit


def stage(number: int, text: str) -> Passage:
    return make_passage(text, kind="stage", locator=f"緑化 段階{number}", document="steps.txt")


FIRST, SECOND, THIRD = (stage(n, f"・緑化の{n}番目") for n in (1, 2, 3))
RULE = make_article(5, "期日", "表彰は、七月一日に行う。", title="表彰規程", document="rule.txt")
IN_FORCE = make_passage(
    "この規程は、四月一日から施行する。",
    kind="supplementary",
    title="表彰規程",
    document="rule.txt",
)
VOTE = make_article(31, "住民投票制度", "市長は、住民投票を実施する。")
MAYOR = make_article(14, "市長等の責務", "市長等は、職務を誠実に行う。")
SHOPS = make_article(8, "地域社会との調和", "事業者は、地域社会との調和を図る。")
FORM = make_article(3, "表彰の方法", "表彰は、表彰状を授与して行う。")
PERSONS = make_article(
    2, "表彰の対象", "次に該当する者を表彰する。\n(1) 人命を救助した者\n(2) 地域に尽くした者"
)

TABLE = make_passage("2-1 人口\n各年10月1日現在", label="統計書 2-1 人口", document="tokei.xlsx")
YEAR_5, YEAR_6 = (
    make_passage(
        f"年次: 令和{year}年\n総数: 5{year}000",
        kind="row",
        label=f"統計書 2-1 人口 令和{year}年",
        document="tokei.xlsx",
    )
    for year in (5, 6)
)


def near(question: str, *passages: Passage) -> Case:
    """Return a case whose passages are all about equally near."""
    case = make_case(question, *passages)
    hits = tuple(Hit(passage, 8.0 - n / 10) for n, passage in enumerate(passages))
    return replace(case, found=replace(case.found, hits=hits))


@pytest.mark.parametrize(
    ("question", "passages", "first"),
    [
        ("緑化の最終段階では何をしますか", [SECOND, FIRST, THIRD], THIRD),
        ("緑化は最初の段階で何をするの", [SECOND, FIRST, THIRD], FIRST),
        ("市長は何をする人ですか", [VOTE, MAYOR], MAYOR),
        ("事業者は何をしないといけない?", [VOTE, SHOPS], SHOPS),
        ("市長の責務を教えて", [VOTE, MAYOR], MAYOR),
        ("表彰されるのはどんな人?", [FORM, PERSONS], PERSONS),
        ("表彰規程はいつ施行されましたか", [RULE, IN_FORCE], IN_FORCE),
        ("令和６年の人口の総数", [TABLE, YEAR_5, YEAR_6], YEAR_6),
    ],
)
def test_the_passage_that_the_form_of_a_question_means_is_first(
    question: str, passages: list[Passage], first: Passage
) -> None:
    case = with_preferred(near(question, *passages))
    assert case.found.hits[0].passage == first
    assert len(case.found.hits) == len(passages)
    assert case.is_settled


@pytest.mark.parametrize("question", ["緑化を進めますか", "住民投票はいつ行われますか"])
def test_a_question_without_such_a_form_leaves_the_order(question: str) -> None:
    case = near(question, SECOND, VOTE, MAYOR)
    assert with_preferred(case) is case


def test_a_table_stays_first_where_no_row_is_named() -> None:
    assert with_preferred(near("人口の推移", TABLE, YEAR_5)).found.hits[0].passage == TABLE


def test_a_passage_that_is_much_further_from_the_question_stays_behind() -> None:
    case = near("表彰されるのはどんな人?", FORM, PERSONS)
    hits = (case.found.hits[0], replace(case.found.hits[1], score=2.0))
    case = replace(case, found=replace(case.found, hits=hits))
    assert with_preferred(case) is case


def test_persons_and_cases_are_told_by_the_ends_of_the_items() -> None:
    cases = make_article(5, "例外", "次の場合を除く。\n(1) 急ぐとき\n(2) 同意がある場合")
    assert lists_asked_kind("どんな場合に除かれますか", cases)
    assert not lists_asked_kind("どんな人が除かれますか", cases)
    assert lists_asked_kind("どのような方が対象ですか", PERSONS)
