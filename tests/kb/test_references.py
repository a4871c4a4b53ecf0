from __future__ import annotations

from kb.references import Reference, references


def test_articles_of_the_same_work_are_told_with_paragraph_and_item() -> None:
    assert references("第八条第二項又は第三項の規定による命令に違反した者", own="条19") == [
        Reference("条8", 2),
        Reference("条8", 3),
    ]
    assert references("第10条第３号の規定", own="条20") == [Reference("条10", None, 3)]
    assert references("第３条の２の届出") == [Reference("条3の2")]


def test_the_articles_before_are_counted_back_from_the_own_one() -> None:
    assert references("前二条の違反行為", own="条23") == [Reference("条21"), Reference("条22")]
    assert references("前条第二項の規定による命令", own="条9") == [Reference("条8", 2)]
    assert references("前条の規定") == []


def test_articles_of_other_works_and_the_own_number_are_left_out() -> None:
    assert references("農地法(昭和二十七年法律第二百二十九号)第二条第一項に規定する農地") == []
    assert references("条例第５条第１項の許可", own="条4") == []
    assert references("第四条　前条に定めるもの", own="条4") == [Reference("条3")]
