from __future__ import annotations

from tiny_city import make_article, make_draft, make_judge, make_passage

from bot.compose.statement import MAX_WHOLE, answering_quotes, compose_statement
from ingest.records import Passage

FILLER = "この節では、市の考え方を順に述べるとともに、関係する団体の役割を示すこととする。"
OTHER = make_passage("道路の工事を行う。")


def long_passage(*sentences: str) -> Passage:
    passage = make_article(5, "投票", "".join([*sentences, FILLER * 8]))
    assert len(passage.text) > MAX_WHOLE
    return passage


def test_a_short_passage_is_quoted_whole_with_its_label() -> None:
    passage = make_article(24, "情報公開", "市は、情報を公開する。請求は文書による。")
    draft = make_draft(passage)
    assert compose_statement(draft, passage, make_judge("情報公開", passage, OTHER))
    assert draft.text == "第24条（情報公開）：「市は、情報を公開する。請求は文書による。」[1]"


def test_of_measures_side_by_side_the_one_that_answers_is_quoted() -> None:
    measures = [
        "❖ 乗合タクシーを、令和8年度に東の6集落で始めます。" + "利用の登録は区役所で受け付けます。",
        "❖ バスの運賃を、計画の期間は大人200円に据え置きます。" + "小学生は半額とします。" * 4,
        "❖ 道路の穴などの通報には、2日以内に応急の対応をします。" + "夜間も受け付けます。",
    ]
    passage = make_passage("\n".join(measures), heading="移動しやすいまち")
    assert 150 < len(passage.text) <= MAX_WHOLE
    quotes = answering_quotes(passage, make_judge("乗合タクシーはいつ始まる", passage, OTHER))
    assert "乗合タクシー" in quotes[0].text
    assert all("道路の穴" not in quote.text for quote in quotes)


def test_the_answering_sentence_of_a_long_passage_is_quoted() -> None:
    passage = long_passage("議会は審議する。", "住民投票は、市長が実施する。")
    quotes = answering_quotes(passage, make_judge("住民投票の実施", passage, OTHER))
    assert [quote.text for quote in quotes] == ["住民投票は、市長が実施する。"]


def test_an_exception_that_follows_belongs_to_its_sentence() -> None:
    passage = long_passage("住民投票は、市長が実施する。", "ただし、選挙の日を除く。")
    quotes = answering_quotes(passage, make_judge("住民投票の実施", passage, OTHER))
    assert [quote.text for quote in quotes] == [
        "住民投票は、市長が実施する。ただし、選挙の日を除く。"
    ]


def test_quotes_stand_in_reading_order_and_do_not_overlap() -> None:
    passage = long_passage("投票は、市民が行う。", "議会は審議する。", "結果は、市長が公表する。")
    judge = make_judge("市民の投票の結果を公表", passage, OTHER)
    quotes = answering_quotes(passage, judge)
    ends = [quote.end for quote in quotes]
    assert quotes
    assert all(quote.at >= end for quote, end in zip(quotes[1:], ends, strict=False))


def test_an_item_of_a_stage_is_quoted_with_its_bullet() -> None:
    passage = make_passage(
        "・公園の整備\n　　木を植える\n　　道を広げる\n・防災の訓練\n　　" + "訓練を行う" * 60,
        kind="stage",
        locator="段階1",
    )
    quotes = answering_quotes(passage, make_judge("木を植える", passage, OTHER))
    assert quotes[0].text == "・公園の整備 木を植える 道を広げる"


def test_the_city_is_named_where_several_could_be_meant() -> None:
    passage = make_article(24, "情報公開", "市は、情報を公開する。")
    draft = make_draft(passage)
    compose_statement(draft, passage, make_judge("公開", passage), with_city=True)
    assert draft.text.startswith("みなと市 第24条（情報公開）：")


def test_a_statement_names_the_department_of_its_passage() -> None:
    passage = make_passage("ごみを減らす。", kind="goal", departments=("環境局",))
    draft = make_draft(passage)
    compose_statement(draft, passage, make_judge("ごみ", passage))
    assert [department.name for department in draft.departments] == ["環境局"]


def test_a_passage_without_words_says_nothing() -> None:
    passage = make_passage(" \n")
    assert not compose_statement(make_draft(passage), passage, make_judge("ごみ", OTHER))


def test_a_list_that_a_sentence_announces_comes_with_it() -> None:
    passage = make_article(
        7,
        "責務",
        "市民は、次に掲げることを行う。\n(1) 負担を分かつこと。\n(2) 次の世代に配慮すること。"
        "\n2 議会は審議する。" + FILLER * 8,
    )
    draft = make_draft(passage)
    assert compose_statement(draft, passage, make_judge("市民が行うこと", passage, OTHER))
    assert draft.text == (
        "第7条（責務）[1]\n市民は、次に掲げることを行う。\n"
        "(1) 負担を分かつこと。\n(2) 次の世代に配慮すること。"
    )


def test_names_alone_on_their_lines_are_a_list_that_is_announced() -> None:
    text = "市長の事務部局に、次の二課を置く。\n総務課\n税務課" + "\n２　" + FILLER * 8
    passage = make_article(1, "課の設置", text)
    (quote,) = answering_quotes(passage, make_judge("事務部局の課", passage, OTHER))
    assert quote.text == "市長の事務部局に、次の二課を置く。 総務課 税務課"


def test_the_rows_of_a_table_that_is_announced_come_with_it() -> None:
    rows = "名称　位置\n東駐車場　港町一丁目、二丁目\n西駐車場　本町三丁目"
    passage = make_article(
        2, "位置", f"駐車場の位置は、次の表のとおりとする。\n{rows}\n{FILLER * 8}"
    )
    (quote,) = answering_quotes(passage, make_judge("駐車場の位置", passage, OTHER))
    assert passage.text[quote.at : quote.end].startswith(
        f"駐車場の位置は、次の表のとおりとする。\n{rows}"
    )


def test_an_exception_with_a_list_of_its_own_comes_with_the_list() -> None:
    passage = make_article(
        6,
        "閲覧",
        "市長は、閲覧の請求に応じる。ただし、次の各号のいずれかに該当する場合は、この限りでない。"
        f"\n一　支障がある場合\n二　法令に反する場合\n２　{FILLER * 8}",
    )
    (quote,) = answering_quotes(passage, make_judge("閲覧の請求", passage, OTHER))
    assert quote.text.endswith("この限りでない。 一　支障がある場合 二　法令に反する場合")


def test_what_holds_in_another_case_comes_with_the_rule() -> None:
    passage = long_passage("市長は、結果を報告する。", "守れない場合には、改善の方策を示す。")
    quotes = answering_quotes(passage, make_judge("市長の報告", passage, OTHER))
    assert quotes[0].text == "市長は、結果を報告する。守れない場合には、改善の方策を示す。"


def test_a_sentence_goes_on_in_the_next_line() -> None:
    passage = make_passage(
        "市は、条例の考え方を尊重\nしながら、参加を進めます。" + "\n" + FILLER * 8
    )
    quotes = answering_quotes(passage, make_judge("条例の考え方の尊重", passage, OTHER))
    assert quotes[0].text == "市は、条例の考え方を尊重 しながら、参加を進めます。"


def test_an_entry_of_questions_and_answers_gives_its_answer_whole_and_not_its_question() -> None:
    question = "耐震診断を無料で受けられると聞きました。対象を教えてください。"
    answer = "昭和56年5月以前の木造住宅が対象です。\n【申込み】\n建築課へ申請書を出してください。"
    passage = make_passage(f"{question}\n{answer}", kind="faq", heading=question)
    quotes = answering_quotes(passage, make_judge("古い家の耐震診断は無料？", passage, OTHER))
    assert [quote.text for quote in quotes] == [answer.replace("\n", " ")]


def test_of_a_long_list_of_a_stage_the_line_that_answers_stands_first() -> None:
    text = "・通学路の点検\n　・街灯の調査\n　・歩道の調査\n　・段差の調査\n　・放置自転車の調査"
    stage = make_passage(text, kind="stage", locator="段階1", label="工程表 段階1")
    draft = make_draft(stage)
    assert compose_statement(draft, stage, make_judge("放置自転車はどうしますか", stage))
    assert draft.text.split("\n")[0] == "段階1：「放置自転車の調査」[1]"
    assert draft.text.endswith("・放置自転車の調査")


def test_a_list_none_of_whose_items_stands_out_is_quoted_whole() -> None:
    items = "① 広場 憩いの場面\n② 電話 尋ねる場面\n③ 窓口 話す場面\n④ 訪問 出向く場面"
    passage = make_passage(f"{FILLER * 8}\n基本の場面は次のとおりです。\n{items}\n{FILLER}")
    quotes = answering_quotes(passage, make_judge("基本の場面", passage, OTHER))
    assert f"基本の場面は次のとおりです。 {items}".replace("\n", " ") in [q.text for q in quotes]


def test_a_bullet_of_two_sentences_is_quoted_with_both() -> None:
    bullet = "●災害の時は情報が届きにくくなります。このため、伝える手段を増やします。"
    passage = make_passage(f"●{FILLER * 4}\n{bullet}\n●{FILLER * 4}")
    quotes = answering_quotes(passage, make_judge("災害の情報", passage, OTHER))
    assert [quote.text for quote in quotes] == [bullet]
