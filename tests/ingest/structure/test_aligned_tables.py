from ingest.lines import cut_lines
from ingest.structure.aligned_tables import aligned_runs, read_aligned

DUTIES = """別表第一（第二条関係）
　局・室　　　　課　　　　　係　　　　　　　分　掌　事　務
────────────────────────────────
　海と港・　　　港湾課　　　管理係　　　　一　港の管理に関すること。
　船の局　　　　　　　　　　　　　　　　　二　船の届出に関すること。
　　　　　　　　　　　　　　工事係　　　　一　防波堤に関すること。
　くらし局　　　市民課　　　窓口係　　　　一　証明に関すること。
────────────────────────────────
備考　冬の間は別に定める。"""
SHARES = """　区　分　　　内　　　容　　　　　　　　公費　　受益者
　第１　　　必要で民間にないもの　　　　100％　　０％
　　　　　　（図書館、公園）
　第２　　　必要で民間にもあるもの　　　 50％　　50％"""


def tables(text: str) -> list[list[tuple[str, ...]]]:
    found = []
    for run in aligned_runs(cut_lines(text)):
        table = read_aligned(run)
        assert table is not None
        found.append([row.texts for row in (*table.head, *table.rows)])
    return found


def test_cells_are_told_by_their_place_and_empty_ones_stay_empty() -> None:
    assert tables(DUTIES) == [
        [
            ("局・室", "課", "係", "分掌事務"),
            ("海と港・船の局", "港湾課", "管理係", "一 港の管理に関すること。"),
            ("", "", "", "二 船の届出に関すること。"),
            ("", "", "工事係", "一 防波堤に関すること。"),
            ("くらし局", "市民課", "窓口係", "一 証明に関すること。"),
        ]
    ]


def test_what_goes_on_below_a_cell_belongs_to_its_row() -> None:
    table = read_aligned(aligned_runs(cut_lines(SHARES))[0])
    assert table is not None
    assert [row.texts for row in table.rows] == [
        ("第1", "必要で民間にないもの", "100%", "0%"),
        ("第2", "必要で民間にもあるもの", "50%", "50%"),
    ]
    assert [(number, line.text) for number, line in table.rows[0].rest] == [(1, "（図書館、公園）")]


def test_lists_of_dates_and_signatures_are_no_tables() -> None:
    days = ("６月18日", "７月23日", "８月27日")
    assert tables("\n".join(f"第{n}回　令和６年{day}　審議" for n, day in enumerate(days))) == []
    assert tables("市　長　　海野　　太郎\n副市長　　川田　　花子\n教育長　　山野　　一郎") == []
