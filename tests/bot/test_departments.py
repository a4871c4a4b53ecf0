from typing import cast

from tiny_city import make_passage

from bot.departments import department_name, find_contact
from kb.directory import Directory
from kb.directory_lines import DirectoryLine, LineKind
from kb.records import Filters
from kb.snapshot import Snapshot


class _Snapshot:
    def directory(self, filters: Filters) -> Directory:
        return Directory(
            [
                _line("建設課", "contact", "099-900-0001"),
                _line("建設課", "window", "2階"),
                _line("建設課 水道係", "duty", "漏水に関すること"),
            ]
        )


def _line(path: str, kind: LineKind, value: str) -> DirectoryLine:
    return DirectoryLine("汐野市", path, kind, value, "p", "d", "l", None, "public")


def test_a_section_without_a_number_of_its_own_is_reached_by_its_division_s() -> None:
    snapshot = cast(Snapshot, _Snapshot())
    assert find_contact(snapshot, Filters(), "建設課 水道係", "汐野市") == (
        "電話 099-900-0001、窓口 2階"
    )
    assert find_contact(snapshot, Filters(), "総務課", "汐野市") is None


def test_a_department_of_a_body_that_is_no_city_is_named_with_it() -> None:
    values = {"departments": ("広報課",), "municipality": None}
    assert department_name(make_passage("…", title="みなと庁組織令", **values)) == "みなと庁 広報課"
    assert department_name(make_passage("…", title="業務の手引", **values)) == "広報課"
    city = make_passage("…", title="みなと庁組織令", departments=("広報課",))
    assert department_name(city) == "広報課"
