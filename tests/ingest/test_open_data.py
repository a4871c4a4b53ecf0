import pytest

from ingest.open_data import open_data_title


@pytest.mark.parametrize(
    ("stem", "title"),
    [
        ("122041_public_facility", "公共施設一覧"),
        ("aed", "ＡＥＤ設置箇所一覧"),
        ("AED_location-2025", "ＡＥＤ設置箇所一覧"),
        ("012345_evacuation_space_20250401", "避難場所一覧"),
        ("手続一覧", None),
        ("aedes", None),
    ],
)
def test_standard_names_of_open_data_stand_for_titles(stem: str, title: str | None) -> None:
    assert open_data_title(stem) == title
