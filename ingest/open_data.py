"""Titles of open-data files by their standard names: 122041_public_facility.csv.

Municipalities publish the recommended data sets under one English name each, behind the
code of the municipality; the file itself has no title.
"""

from __future__ import annotations

import re

_CODED = re.compile(r"(?:[0-9]{5,6}[_\-])?(?P<name>[a-z][a-z_\-]*?)(?:[_\-]?[0-9_\-]*)")
_TITLES = {
    r"aed(?:_location|_list)?": "ＡＥＤ設置箇所一覧",
    r"public_facilit(?:y|ies)|facility": "公共施設一覧",
    r"evacuation(?:_space|_site|_shelter)?|shelter": "避難場所一覧",
    r"hospital|medical(?:_institution|_facility)?": "医療機関一覧",
    r"care_service|nursing_care": "介護サービス事業所一覧",
    r"preschool|nursery|child(?:care)?_facility": "子育て施設一覧",
    r"cultural_propert(?:y|ies)": "文化財一覧",
    r"tourism|sightseeing|tourist_spot": "観光施設一覧",
    r"events?": "イベント一覧",
    r"public_wireless_lan|public_wifi|wifi": "公衆無線ＬＡＮアクセスポイント一覧",
    r"public_toilets?|toilet": "公衆トイレ一覧",
    r"fire_(?:hydrant|water|cistern)s?": "消防水利施設一覧",
    r"population": "地域・年齢別人口",
    r"food_business(?:_all|_license)?": "食品等営業許可・届出一覧",
    r"school_lunch": "学校給食献立情報",
    r"(?:elementary_|junior_high_)?schools?": "学校一覧",
    r"support_system": "支援制度一覧",
    r"(?:garbage|gomi|waste)(?:_separation|_sorting|_bunbetsu)?": "ごみ分別一覧",
}


def open_data_title(stem: str) -> str | None:
    """Return the title that a file's standard name stands for, None for any other name."""
    found = _CODED.fullmatch(stem.lower())
    if found is None:
        return None
    return next(
        (title for name, title in _TITLES.items() if re.fullmatch(name, found["name"])), None
    )
