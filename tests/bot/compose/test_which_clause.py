from __future__ import annotations

from dataclasses import replace

from tiny_city import CITY, make_article, make_draft, make_judge, make_passage

from bot.compose.which_clause import compose_which_clause
from bot.question import Question, understand

COMPLAINTS = make_article(
    18,
    "（苦情への措置）",
    "第18条　市に、苦情を処理する機関を置きます。\n"
    "２　市は、次に掲げる措置を講じます。\n"
    "(1) 調査\n"
    "(2) 公表",
)
PURPOSE = make_article(1, "目的", "第1条　自治の基本を定めます。")
DUTY = make_passage(
    "第六条　都市課の分掌事務は、次のとおりとする。\n一　町道の改良に関すること。\n"
    "二　屋外広告物の許可に関すること。",
    kind="duty",
    title="組織規則",
    locator="第6条 都市課",
    label="組織規則 第6条 都市課",
    heading="都市課",
    departments=("都市課",),
)


def ask(text: str) -> Question:
    return understand(text, city=None, municipalities=[CITY])


def test_which_article_is_answered_by_its_number_and_then_its_words() -> None:
    draft = make_draft(COMPLAINTS, PURPOSE)
    judge = make_judge("苦情を処理する機関", COMPLAINTS, PURPOSE)
    question = ask("苦情を処理する機関は何条ですか")
    assert compose_which_clause(draft, [COMPLAINTS, PURPOSE], judge, question=question)
    first, second = draft.text.split("\n")
    assert first == "みなと市自治基本条例の第18条（苦情への措置）です[1]。"
    assert "苦情を処理する機関を置きます。" in second
    assert {citation.locator for citation in draft.citations} == {"第18条"}


def test_the_item_is_named_where_it_is_asked_for() -> None:
    draft = make_draft(COMPLAINTS)
    question = ask("公表の根拠の条と号を教えてください")
    assert question.wanted == "which_clause"
    judge = make_judge("公表", COMPLAINTS, PURPOSE)
    assert compose_which_clause(draft, [COMPLAINTS], judge, question=question)
    assert draft.text == (
        "みなと市自治基本条例の第18条第2項第2号（苦情への措置）です[1]。\n「(2) 公表」[1]"
    )
    assert draft.citations[0].label == "みなと市自治基本条例 第18条第2項第2号"


def test_a_duty_is_named_with_its_division_and_item() -> None:
    draft = make_draft(DUTY)
    question = ask("屋外広告物の許可はどの課の仕事で、何条にありますか")
    judge = make_judge("屋外広告物の許可", DUTY, PURPOSE)
    assert compose_which_clause(draft, [DUTY], judge, question=question)
    assert draft.text == (
        "担当は、都市課です[1]。\n組織規則の第6条第2号 都市課です[1]。\n"
        "「二　屋外広告物の許可に関すること。」[1]"
    )
    assert [d.name for d in draft.departments] == ["都市課"]


def test_supplementary_provisions_come_after_the_article_unless_they_are_meant() -> None:
    transition = make_article(2, "経過措置", "同意があったものとみなす。")
    transition = replace(transition, kind="supplementary")
    consent = make_article(5, "提供の制限", "同意を得ないで提供してはならない。")
    found = [transition, consent]
    judge = make_judge("同意を得る", *found)
    draft = make_draft(*found)
    assert compose_which_clause(draft, found, judge, question=ask("同意を得るのは何条ですか"))
    assert draft.citations[0].locator == "第5条"
    draft = make_draft(*found)
    asked = ask("経過措置の同意は何条ですか")
    assert compose_which_clause(draft, found, judge, question=asked)
    assert draft.citations[0].locator == "第2条"


def test_the_article_that_defines_a_term_is_the_one_of_its_definition() -> None:
    use = make_article(13, "占用料", "占用の許可を受けた者は、占用料を納める。")
    define = make_article(2, "定義", "この条例において「占用」とは、水路を使うことをいう。")
    judge = make_judge("占用", use, define)
    draft = make_draft(use, define)
    asked = ask("占用の定義は第何条ですか")
    assert compose_which_clause(draft, [use, define], judge, question=asked)
    assert draft.citations[0].locator == "第2条"


def test_without_an_article_there_is_no_which() -> None:
    judge = make_judge("苦情", COMPLAINTS)
    assert not compose_which_clause(make_draft(), [], judge, question=ask("苦情は何条ですか"))
