from __future__ import annotations

import pytest
from tiny_city import make_article, make_passage

from bot.verify.check import check_sentence
from ingest.records import Passage

ARTICLE = make_article(
    12,
    "（苦情）",
    "第12条　市長は、苦情を受けたときは、受け付けた日から14日以内に回答しなければならない。\n"
    "２　前項の規定は、匿名の苦情については、適用しない。\n"
    "３　市民は、日頃から水を備蓄するよう努めるものとする。\n"
    "４　勧告を受けた区長は、講じた措置を市長に報告する。",
)
ROW = make_passage(
    "手続名: 本の貸出し\n対象: 市内に住む人（職員を除く）\n手数料: 無料（再発行は100円）\n"
    "電話: 東区 099-111-2222、西区 099-111-3333",
    kind="procedure",
    heading="本の貸出し",
)


@pytest.mark.parametrize(
    ("passage", "sentence"),
    [
        (ARTICLE, "苦情には、受け付けた日から14日以内に回答しなければなりません。"),
        (ARTICLE, "匿名の苦情には適用されません。"),
        (ARTICLE, "市民はふだんから水を備蓄するよう努めます。"),
        (ARTICLE, "苦情への回答は第12条に定められています。"),
        (ROW, "本の貸出しは無料です。"),
        (ROW, "東区の電話は099-111-2222です。"),
        (ROW, "再発行には100円かかります。"),
    ],
)
def test_a_paraphrase_is_supported(passage: Passage, sentence: str) -> None:
    assert check_sentence(sentence, passage).reason == ""


@pytest.mark.parametrize(
    ("passage", "sentence", "reason"),
    [
        (ARTICLE, "苦情には7日以内に回答しなければなりません。", "figure 日"),
        (ARTICLE, "匿名の苦情にも14日以内に回答します。", "figure of another place"),
        (ARTICLE, "匿名の苦情にも適用されます。", "denial"),
        (ARTICLE, "市民は日頃から水を備蓄しなければなりません。", "duty"),
        (ARTICLE, "苦情には14日以内に回答するよう努めます。", "duty weakened"),
        (ARTICLE, "議会は、苦情に14日以内に回答しなければなりません。", "word 議会"),
        (ARTICLE, "苦情の回答は、第13条に定められています。", "figure clause 条"),
        (ARTICLE, "苦情には「誠意をもって」回答します。", "quote"),
        (ARTICLE, "苦情にはすべて14日以内に回答しなければなりません。", "overclaim"),
        (ARTICLE, "苦情は弁護士にも相談できます。", "word 弁護"),
        (ARTICLE, "苦情は<b>14日以内</b>に回答します。", "markup"),
        (ARTICLE, "はい。", "empty"),
        (ROW, "西区の電話は099-111-2222です。", "figure of another part"),
        (ROW, "再発行は無料です。", "opposite"),
        (ROW, "職員も本を借りられます。", "excepted"),
    ],
)
def test_a_sentence_that_says_more_or_else_is_not(
    passage: Passage, sentence: str, reason: str
) -> None:
    assert check_sentence(sentence, passage).reason == reason
