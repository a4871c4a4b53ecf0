from __future__ import annotations

from eval.matching import first_covering_rank, group_in, holds, is_department, share_of_groups


def test_width_white_space_marks_and_radicals_do_not_matter() -> None:
    assert holds("⺠ 生 | 委員は１０\n名", ["民生委員は10名"])
    assert holds("**週2回**<br>集める", ["週２回集める"])
    assert not holds("週3回", ["週2回"])


def test_a_group_stands_within_one_text() -> None:
    assert not group_in(["週2回集める"], ["週2回", "集める"])
    assert group_in(["週3回", "集める"], ["週2回", "集める"])


def test_the_share_counts_groups_not_alternatives() -> None:
    groups = (("あ", "い"), ("う",), ("え",))

    assert share_of_groups(groups, ["いう"]) == 2 / 3
    assert share_of_groups((), ["いう"]) == 1.0


def test_the_rank_is_that_of_the_last_group_found() -> None:
    groups = (("あ",), ("い",))

    assert first_covering_rank(groups, ["う", "あ", "い", "あい"]) == 3
    assert first_covering_rank(groups, ["う", "あい"]) == 2
    assert first_covering_rank(groups, ["あ", "う"]) is None
    assert first_covering_rank((), ["あ"]) is None


def test_a_department_is_known_by_all_its_parts() -> None:
    gold = "環境局 資源循環推進部"

    assert is_department("環境局資源循環推進部", gold)
    assert is_department("環境局 資源循環推進部 ごみ減量課", gold)
    assert not is_department("環境局 環境創造部", gold)
    assert not is_department("資源循環推進部", gold)
    assert is_department("市民・こども局 区政推進部", "市民･こども局区政推進部")
