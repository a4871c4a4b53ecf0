from __future__ import annotations

from dataclasses import replace

import pytest
from tiny_city import make_article, make_found, make_snapshot

from bot.legal_forms import asked_forms, by_legal_form

NOTICE = make_article(6, "届出", "空地の所有者は、市長に届け出なければならない。")
EXEMPT = make_article(4, "適用除外", "次に掲げる土地については、第二章の規定は、適用しない。")
BANNED = make_article(10, "行為の制限", "何人も、次に掲げる行為をしてはならない。")
DIVISIONS = make_article(1, "課の設置", "市に、次の七課を置く。")
TRANSITION = replace(
    make_article(2, "経過措置", "施行前になされた同意は、届出とみなす。"), kind="supplementary"
)


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("届出の決まりが当てはまらない空地は", EXEMPT),
        ("空地の届出が要らない例外は", EXEMPT),
        ("空地でやってはいけないことは", BANNED),
        ("空地の届出は", NOTICE),
        ("市の課は全部でいくつ", DIVISIONS),
    ],
)
def test_what_says_in_its_form_what_is_asked_comes_first(question: str, first: object) -> None:
    found = make_found(question, NOTICE, EXEMPT, BANNED, DIVISIONS)
    near = tuple(replace(hit, score=8.0 - n / 2) for n, hit in enumerate(found.hits))
    hits = by_legal_form(replace(found, hits=near), question, make_snapshot(NOTICE)).hits
    assert hits[0].passage == first
    assert len(hits) == 4


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("同意の届出は", NOTICE),
        ("同意の届出の経過措置は", TRANSITION),
        ("前から使っている人の届出は", TRANSITION),
    ],
)
def test_supplementary_provisions_come_first_only_where_they_are_meant(
    question: str, first: object
) -> None:
    found = make_found(question, TRANSITION, NOTICE)
    near = tuple(replace(hit, score=8.0 - n / 2) for n, hit in enumerate(found.hits))
    hits = by_legal_form(replace(found, hits=near), question, make_snapshot(NOTICE)).hits
    assert hits[0].passage == first


def test_an_exemption_is_found_by_the_article_that_it_names() -> None:
    work = {"document": "喫煙条例.txt"}
    ban = make_article(6, "禁止", "重点区域で喫煙をしてはならない。", **work)
    exemption = make_article(11, "適用除外", "第六条の規定は、祭礼のときには、適用しない。", **work)
    question = "重点区域で喫煙しても違反にならないのはどんな場合ですか"
    snapshot = make_snapshot(ban, exemption)
    hits = by_legal_form(make_found(question, ban), question, snapshot).hits
    assert [hit.passage for hit in hits] == [exemption, ban]


@pytest.mark.parametrize(
    "question",
    [
        "店が客の名前を勝手に渡したらいけないの",
        "無断で渡されるのは許されるの",
        "公園で飛ばしてもいい？",
        "たばこを吸っちゃだめ？",
    ],
)
def test_what_is_not_allowed_is_asked_in_many_ways(question: str) -> None:
    (form,) = asked_forms(question)
    assert form.search("本人の同意を得ないで提供してはならない。")


def test_what_need_not_be_done_is_no_question_for_a_ban() -> None:
    (form,) = asked_forms("届けなくてもいい人は")
    assert not form.search("本人の同意を得ないで提供してはならない。")
    assert form.search("第二章の規定は、適用しない。")
