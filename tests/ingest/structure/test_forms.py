from ingest.lines import cut_lines
from ingest.normalize import map_radicals
from ingest.records import SourceText
from ingest.structure.detect import choose
from ingest.structure.forms import FormsParser
from ingest.structure.parser import Draft

REASON = "参加する人が年々少なくなっており、開く時間と場所を見直す必要がある。" * 16


def sheet(number: int, name: str, division: str, what: str) -> str:
    return f"""令和6年度　事業評価シート　No.{number}

事務事業名 {name}
所管課 {division}

１　概要
対象
市内に住む人
内容
{what}

２　評価
指標名 単位 令和5年度実績 令和6年度目標
参加者数 人 120 150
課題
{REASON}
"""


SHEETS = sheet(1, "朝市事業", "産業部　商工課", "朝市を毎月開く。") + sheet(
    2, "花壇づくり事業", "建設部　公園課", "苗を配る。"
)


def parse(text: str) -> list[Draft]:
    drafts = FormsParser().parse(SourceText("x", text), 0, len(text))
    for draft in drafts:
        for piece in draft.pieces:
            run = text[piece.start : piece.start + piece.length]
            assert draft.text[piece.at : piece.at + piece.length] == map_radicals(run)
    return drafts


def test_sheets_of_one_form_are_told_by_what_they_repeat() -> None:
    assert choose(cut_lines(SHEETS)).kind == "measure_sheets"
    assert FormsParser().score(cut_lines("事業名 朝市\n朝市を開く。\n")) == 0.0


def test_each_part_of_a_form_carries_what_the_form_is_about_and_its_department() -> None:
    assert [(d.kind, d.label_suffix, d.departments) for d in parse(SHEETS)] == [
        ("measure", "「朝市事業」", ("産業部 商工課",)),
        ("measure", "「朝市事業」1 概要", ("産業部 商工課",)),
        ("measure", "「朝市事業」2 評価", ("産業部 商工課",)),
        ("row", "「朝市事業」2 評価 参加者数", ("産業部 商工課",)),
        ("measure", "「花壇づくり事業」", ("建設部 公園課",)),
        ("measure", "「花壇づくり事業」1 概要", ("建設部 公園課",)),
        ("measure", "「花壇づくり事業」2 評価", ("建設部 公園課",)),
        ("row", "「花壇づくり事業」2 評価 参加者数", ("建設部 公園課",)),
    ]


def test_labels_and_rows_of_figures_stand_on_lines_of_their_own() -> None:
    drafts = parse(SHEETS)
    assert drafts[1].text.split("\n") == [
        "朝市事業",
        "１　概要",
        "対象",
        "市内に住む人",
        "内容",
        "朝市を毎月開く。",
    ]
    assert drafts[3].text.split("\n") == [
        "指標名: 参加者数",
        "単位: 人",
        "令和5年度実績: 120",
        "令和6年度目標: 150",
    ]


def test_a_short_form_is_one_passage_also_where_it_is_a_table() -> None:
    text = "".join(
        f"| 事業名 | {name} |\n| 担当課 | {division} |\n| 目的 | {aim} |\n| 予算 | 3 |\n\n"
        for name, division, aim in (("朝市", "商工課", "にぎわい"), ("花壇", "公園課", "緑"))
    )
    assert [d.text for d in parse(text)] == [
        "事業名　朝市\n担当課　商工課\n目的　にぎわい\n予算　3",
        "事業名　花壇\n担当課　公園課\n目的　緑\n予算　3",
    ]


def test_criteria_of_permissions_are_one_passage_a_permission() -> None:
    text = "\n\n".join(
        f"| 処分の名称 | {name} |\n| 根拠法令 | {law} |\n| 審査基準 | 支障がないこと。 |\n"
        f"| 標準処理期間 | {days} |\n| 所管課 | {division} |"
        for name, law, days, division in (
            ("広告物の許可", "広告物条例第６条", "１４日", "景観課"),
            ("道路占用の許可", "道路法第３２条", "１０日", "道路管理課"),
        )
    )
    drafts = FormsParser().parse(SourceText("x", text), 0, len(text))
    assert choose(cut_lines(text)).kind == "measure_sheets"
    assert [draft.heading for draft in drafts] == ["広告物の許可", "道路占用の許可"]
    assert "標準処理期間　１０日" in drafts[1].text.split("\n")


def test_labels_side_by_side_stand_on_lines_of_their_own_with_their_values() -> None:
    rows = (
        "| 事業名 | {} |  | 番号 | {} |\n| 担当課 | {} |  |  |  |\n| 評価 | Ａ | 方向性 | 拡充 |\n"
    )
    text = rows.format("朝市", "1-1", "商工課") + "\n" + rows.format("花壇", "1-2", "公園課")
    assert [d.text for d in parse(text)] == [
        "事業名　朝市\n番号　1-1\n担当課　商工課\n評価　Ａ\n方向性　拡充",
        "事業名　花壇\n番号　1-2\n担当課　公園課\n評価　Ａ\n方向性　拡充",
    ]
