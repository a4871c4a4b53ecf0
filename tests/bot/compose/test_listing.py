from __future__ import annotations

from tiny_city import make_article, make_draft, make_judge, make_passage

from bot.compose.listing import asked_count, compose_list, has_list_of


def test_a_list_is_given_whole_with_its_number_of_items() -> None:
    passage = make_passage("・参加\n・公開\n・協働", heading="自治の原則", path=("自治の原則",))
    draft = make_draft(passage)
    judge = make_judge("自治の原則は何がありますか", passage)
    assert compose_list(draft, passage, judge)
    assert draft.text == "自治の原則：3つあります[1]。\n参加／公開／協働"
    assert draft.citations[0].quote == "参加 ・公開 ・協働"


def test_long_items_stand_on_lines_of_their_own() -> None:
    long = "市民が市政に関する情報を共有し、互いに協力してまちづくりを進めること"
    passage = make_passage(f"・{long}\n・公開", heading="自治の原則", path=("自治の原則",))
    draft = make_draft(passage)
    assert compose_list(draft, passage, make_judge("自治の原則", passage))
    assert draft.parts[1:] == [f"・{long}", "・公開"]


def test_the_items_of_an_article_are_those_of_its_paragraph() -> None:
    article = make_article(
        3,
        "原則",
        "第3条　自治の原則は、次のとおりとする。\n(1) 参加\n(2) 公開\n２　市は、責務を果たす。",
    )
    draft = make_draft(article)
    assert compose_list(draft, article, make_judge("自治の原則", article))
    assert draft.text == "第3条（原則）：2つあります[1]。\n(1) 参加／(2) 公開"


def test_a_passage_without_a_list_gives_none() -> None:
    passage = make_passage("市は、参加を進める。")
    draft = make_draft(passage)
    assert not compose_list(draft, passage, make_judge("参加", passage))
    assert draft.citations == []


def test_the_number_of_items_is_read_off_the_question() -> None:
    assert asked_count("6つの視点を教えて") == 6
    assert asked_count("理念は八つあると聞きました") == 8
    assert asked_count("視点を教えて") is None


def test_a_list_of_as_many_items_is_known() -> None:
    passage = make_passage("視点\n①市民 ②財政 ③職員")
    judge = make_judge("三つの視点", passage)
    assert has_list_of(passage, judge, count=3)
    assert not has_list_of(passage, judge, count=4)


def test_fewer_items_than_the_question_says_are_not_called_all() -> None:
    passage = make_passage("・参加\n・公開", heading="自治の原則", path=("自治の原則",))
    draft = make_draft(passage)
    assert compose_list(draft, passage, make_judge("自治の原則", passage), count=3)
    assert draft.parts[0] == "自治の原則：資料のこの箇所にあるのは2つです[1]。"


def test_the_bullets_of_a_stage_are_told_with_what_is_below_them() -> None:
    text = "・ごみの対策\n　・分別\n　・減量\n・公園の緑化"
    passage = make_passage(text, kind="stage", locator="段階2")
    draft = make_draft(passage)
    assert compose_list(draft, passage, make_judge("段階2の項目", passage))
    assert draft.text == f"段階2：2つあります[1]。\n{text}"


def test_a_bullet_that_the_question_is_about_gives_what_is_below_it() -> None:
    passage = make_passage(
        "・ごみの対策\n　・分別\n　・減量\n・公園の緑化\n　・植樹\n　・花壇",
        kind="stage",
        locator="段階2",
    )
    draft = make_draft(passage)
    assert compose_list(draft, passage, make_judge("ごみの対策は何がありますか", passage))
    assert draft.text == "段階2 ごみの対策：2つあります[1]。\n分別／減量"
