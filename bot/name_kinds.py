"""Kinds of facts that no pattern tells: names of persons, of things, of places.

``bot.named_facts`` tells them by the tokenizer.
"""

from __future__ import annotations

import re

from bot.fact_kind import NOTHING, FactKind

PERSON = FactKind(
    "person",
    re.compile(
        r"(?:[長者員人様役官師士監]|代表|さん|担当|先生|職)の?(?:お?名前|名称)(?:は|って|を|"
        r"が|と|も|\?|。|"
        r"$)|"
        r"氏名|フルネーム|"
        r"(?:誰|だれ|どなた)が、?(?:選ばれ|受賞し|当選し|優勝し|表彰され|任命され|就任し)|"
        r"(?:長|議員|担当者|責任者|管理者|代表者?|理事|監事|講師|作者|設計者|委員|長官|大臣|先生|担任|司会|監督|"
        r"コーチ|スタッフ)(?:は|って)、?"
        r"(?:今|いま|現在|いったい)?の?、?(?:誰|だれ|どなた)(?!が(?!な|務|就)|に|を)|"
        r"(?:(?<!選挙)人|受賞者|委員|メンバー)の?(?:一覧|リスト|名簿)(?:は|を|が|って|\?|。|$)|"
        r"(?:ズマン|パーソン|リーダー|マネージャー)の?(?:お?名前|名称)|"
        r"who is the|name of the (?:mayor|head|chief|director)"
    ),
    NOTHING,  # names of persons are told by the tokenizer
)
NAME = FactKind(
    "name",  # of places, of which there are many; also told by the tokenizer
    re.compile(
        r"(?:[校館園所院店社駅橋市町村区]|センター|施設|大学|団体)の(?:名前|名称)"
        r"(?:は|って|を|が|\?|。|$)|"
        r"(?:[校館園院店社駅橋]|(?:避難|集会|保育|事務|停留|投票|診療|案内)所|センター|施設|業者|サークル|チーム|"
        r"企業|団体)"
        r"(?:(?:の|を|は|って)?、?(?:全部|すべて|全て|ぜんぶ)?(?:の|を)?、?(?:一覧|リスト)|"
        r"(?:は|って)、?どこ(?!で(?!す|しょ)|に|へ|が|の[課部局係]))|"
        r"(?:どこの|(?:何|なん)(?:という|ていう|て))(?:学校|店|会社|メーカー|業者|団体|チーム|大学|企業|病院|"
        r"施設|公園)|"
        r"どの(?:町|村|地区|学校|[小中]学校|公園|駅|店|会社|病院)(?!に?でも|も)"
    ),
    NOTHING,
)
SPOT = FactKind(
    "spot",  # どこでもらえる, どこにある; told by ``bot.named_facts``
    re.compile(
        r"どこ(?:(?:に|へ)(?:行|い)(?:けば|ったら))?(?:で|に|へ)?、?"
        r"(?:もらえ|貰え|買え|売って|借りられ|借りれ|手に入|配って|配布し|置いて|閲覧でき|"
        r"見られ|見れ|見える|開催|開かれ)|"
        r"どこ(?:で|に)(?:やって|開いて)(?:い)?(?:る|ます)|"
        r"(?:どこに、?あ(?:る|り)|場所は、?どこ)"
    ),
    NOTHING,
    frozenset(["場所", "所", "用紙"]),
)
