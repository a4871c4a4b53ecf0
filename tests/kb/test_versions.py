from kb.versions import Version, newer_versions


def version(name: str, date: str | None, **others: str) -> Version:
    values = {"title": "汐野市総合計画", "municipality": "汐野市", "audience": "public"}
    return Version(name=name, date=date, **{"kind": "plan", **values, **others})


def test_the_newest_of_one_title_and_city_takes_the_place_of_the_others() -> None:
    versions = [version("a", "2019-03"), version("b", "2024-03-31"), version("c", "2022")]
    assert newer_versions(versions) == {"a": "b", "c": "b"}


def test_an_edition_in_brackets_is_no_other_title() -> None:
    versions = [
        version("draft", "2023-10-01", title="汐野市総合計画（案）"),
        version("final", "2024-03-31"),
        version("revised", "2025-04-01", title="汐野市総合計画（令和7年改訂版）"),
    ]
    assert newer_versions(versions) == {"draft": "revised", "final": "revised"}


def test_other_cities_audiences_titles_and_documents_without_a_date_stay() -> None:
    versions = [
        version("a", "2019"),
        version("city", "2024", municipality="浜里市"),
        version("staff", "2024", audience="staff"),
        version("title", "2024", title="汐野市環境計画"),
        version("undated", None),
    ]
    assert newer_versions(versions) == {}


def test_minutes_of_one_title_stand_side_by_side() -> None:
    versions = [
        version("a", "2024-03-01", kind="minutes"),
        version("b", "2024-06-01", kind="minutes"),
    ]
    assert newer_versions(versions) == {}


def test_a_date_that_is_only_less_precise_is_not_older() -> None:
    assert newer_versions([version("a", "2024"), version("b", "2024-03-31")]) == {}
