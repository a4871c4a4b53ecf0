from __future__ import annotations

import pytest
from tiny_city import make_case, make_passage

from bot.asked_things import is_of_the_unknown, is_only_anger

SHELTER = make_passage(
    "避難所は、小学校に開く。委員会は、各課の課長で構成する。件数は、年3件とする。"
)


@pytest.mark.parametrize(
    "question",
    [
        "避難所にペットは連れて行けますか",
        "避難所の毛布はいつ配りますか",
        "避難所のスケジュールを知りたい",
        "避難所にはどんなテントがありますか",
        "避難所はいつ解体されますか",
    ],
)
def test_what_no_passage_speaks_of_is_unknown(question: str) -> None:
    assert is_of_the_unknown(make_case(question, SHELTER))


@pytest.mark.parametrize(
    "question",
    [
        "避難所は小学校に開きますか",
        "今年は何件ですか",
        "委員会のメンバーは誰ですか",
        "避難所を開く場所はどこですか",
        "避難所の根拠になる条文は",
        "町の帳簿を見せてもらったりできる小学校はどこ",
        "避難所を開く理由を教えてください",
    ],
)
def test_times_and_words_for_anything_need_not_be_spoken_of(question: str) -> None:
    assert not is_of_the_unknown(make_case(question, SHELTER))


def test_anger_alone_asks_nothing() -> None:
    assert is_only_anger("窓口をたらい回しにされた。どうなってるんだ！")
    assert not is_only_anger("窓口をたらい回しにされた。どこに言えばいい？腹が立つ")
    assert not is_only_anger("駅前の工事はどうなっていますか")
