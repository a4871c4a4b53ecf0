"""Which municipality a text is of, told by its content.

Names are found by their shape (characters before 市, 区, 町, 村), not by a list, so
that a town nobody listed is found too; what else ends in these characters is left out.
"""

from __future__ import annotations

import re
from collections import defaultdict

_PREFECTURES = (
    "北海道|青森県|岩手県|宮城県|秋田県|山形県|福島県|茨城県|栃木県|群馬県|埼玉県|千葉県|東京都|神奈川県|"
    "新潟県|富山県|石川県|福井県|山梨県|長野県|岐阜県|静岡県|愛知県|三重県|滋賀県|京都府|大阪府|兵庫県|"
    "奈良県|和歌山県|鳥取県|島根県|岡山県|広島県|山口県|徳島県|香川県|愛媛県|高知県|福岡県|佐賀県|長崎県|"
    "熊本県|大分県|宮崎県|鹿児島県|沖縄県"
)
_MINISTRIES = (
    "内閣府|総務省|法務省|外務省|財務省|文部科学省|厚生労働省|農林水産省|経済産業省|国土交通省|環境省|防衛省|"
    "デジタル庁|復興庁|こども家庭庁|消費者庁|金融庁|警察庁|消防庁|国税庁|文化庁|スポーツ庁|林野庁|水産庁|"
    "資源エネルギー庁|特許庁|中小企業庁|観光庁|気象庁|海上保安庁|出入国在留管理庁|個人情報保護委員会"
)
_KANJI = "一-鿿々〆"
# Names that hold 市, 町 or 村 inside them, which would otherwise end there.
_HOLDING = "四日市|廿日市|野々市|余市|八日市場|東村山|武蔵村山|五所川原"
_NAME = re.compile(
    # Whether a prefecture can stand here is told at once; their names are many.
    rf"(?:(?=[{_KANJI}]{{2,3}}[都道府県])(?P<prefecture>{_PREFECTURES})(?:[{_KANJI}]{{1,4}}郡)?)?"
    rf"(?P<stem>{_HOLDING}|[{_KANJI}]{{1,2}}[ヶケがのノツッ][{_KANJI}]{{1,3}}?"
    rf"|(?<![ぁ-ん])(?:(?<=[都道府県郡次期])|(?<![{_KANJI}]))(?P<kana>[ぁ-ん]{{2,6}})(?P<tail>[{_KANJI}]{{0,3}}?)"
    rf"|(?<![{_KANJI}])[東西南北上下中新奥](?P<inner>[ぁ-ん]{{2,4}})"
    rf"|(?<![ァ-ンー])[ァ-ンー]{{2,5}}[{_KANJI}]{{0,2}}?"
    rf"|[{_KANJI}]{{1,5}}?)(?P<unit>[市区町村](?:(?<=[町村])市)?)"
)
_ENDINGS = ("都", "各", "全", "市", "町", "区", "特別", "隣接")
# Ends of words and particles that stand before 市 in a sentence.
_FUNCTION = re.compile(
    r"(?:について|において|における|により|による|ており|ている|ための|として|とする|および|ならびに|"
    r"また|なお|から|まで|ここに|こと|もの|する|した|して|など|ほか|その|この|あの|どの|[とにはをでへや])$"
)
# What stands before 市 in words that name no city.
_COMMON = re.compile(
    r"^(?:[副元前現本当各全他同旧新該両自諸前次先貴我都毎小大中古城門下宿農漁山朝見夕闇魚青相座地学校工特行選街住]|当該|農山漁|農漁|山漁|農山"
    r"|都|大都|中小都|地方都|姉妹都|友好都|衛星都|近隣都|田園都|市民都|環境都|文化都|都心|政令|政令指定|政令指定都|指定|指定都"
    r"|中核|特例|施行時特例|近隣|隣接|周辺|関係|県内|県下|道内|府内|他都|構成|合併|加盟|参加|被災|自治|基礎自治"
    r"|所在|住所地|転入地|転出地|本籍地|前住所|市|区|町|村|市町|特別|行政|選挙|学校|中学校|小学校|通学|地|学|校|工|水|街|港湾地"
    r"|株式|証券|債券|金融|青果|卸売|中央卸売|地方卸売|公設|労働|国内|海外|世界|国際|新興|蚤の|のみの|フリー|リサイクル|電子|等本)$"
)
_NOT_AFTER = re.compile(
    r"^(?:国|民|税|街|場|外|域|政|長会|販|況|価|部|有|道|営|立|史|町|村|区|間|画|分|別|役)"
)
_SUFFIX = re.compile(
    r"(?:条例|規則|規程|要綱|計画|指針|方針|ビジョン|プラン|憲章|構想|戦略|目標|施策|マニュアル|"
    r"ガイド|便覧|手引|一覧|要領|基準)"
)
_OFFICE = re.compile(
    r"^(?:長(?!崎|野|岡|浜)|役所|役場|議会|教育委員会|告示|条例第|規則第|訓令|公告|選挙管理"
    r"|(?:公式)?(?:ホームページ|ウェブサイト|Webサイト|サイト)|公式"
    rf"|(?!民)[{_KANJI}]{{1,9}}(?:課|部|局|室)(?![{_KANJI}]))"
)
# 〒330-0000 汐野市本町1-1: where the document says it comes from.
_ADDRESS = re.compile(r"〒\s*[0-9０-９]{3}[-－‐−]?[0-9０-９]{4}\s*$")
_PARTNER = re.compile(
    r"^(?:との|と連携|などとの|をはじめ|ほか|等との|等の|に派遣|に避難|へ派遣|出身|在住|の協力)"
)
_MADE_BY = re.compile(
    r"(?:作成|発行|編集|編著|制作|公表|提供|発信|出典|問い?合わ?せ|担当)[者元先]?"
    r"(?:団体|機関|自治体)?[\s　]*[:：／/＝=][\s　]*$"
)
_LIST = re.compile(rf"^(?:[、・，,](?:[{_KANJI}ぁ-んァ-ン]{{1,6}}[市区町村県]))")
_NATIONAL = re.compile(r"(?:法律|法|政令|省令|府令|組織令|施行令|施行規則|施行法|憲法)$")
# The number of a law, order or ministerial ordinance, alone on a line below the title.
_NATIONAL_NUMBER = re.compile(
    r"(?m)^[\s　#*]*[(（]?[^\n。()（）]{0,24}?(?:法律|政令|勅令|閣令|省令|府令|庁令"
    r"|人事院規則|最高裁判所規則"
    r"|(?:国家公安|公正取引|個人情報保護|原子力規制|運輸安全|公害等調整|中央労働|公安審査)委員会規則)"
    r"[\s　]*第?[0-9０-９〇一二三四五六七八九十百千―-]+号?[)）]?[\s　]*$"
)
_KANA_NAME = re.compile(r"[ぁ-んァ-ンー]{2,8}[市区町村]")
_FRONT = 600
_READ = 60_000
"""Characters at the beginning and at the end that are searched for names."""


def find_municipality(text: str, *, title: str | None = None) -> str | None:
    """Return the municipality (市, 区, 町, 村, else prefecture) whose text it is, or None.

    Args:
        text: The document.
        title: Its title where known.

    A municipality in the title, a mayor, an office or a name standing alone counts
    more than one in a sentence; a partner or a list of neighbours counts nothing.
    """
    if title and is_national(title, text):
        return None
    scores: dict[str, float] = defaultdict(float)
    mentions: dict[str, int] = defaultdict(int)
    shown = text if len(text) <= 2 * _READ else f"{text[:_READ]}\n{text[-_READ:]}"
    searched = f"{title}\n{shown}" if title else shown
    for name, after, at, alone in _find_names(searched):
        weight = 1.0
        made = _MADE_BY.search(searched[max(0, at - 12) : at])
        if _PARTNER.match(after) or _LIST.match(after):
            weight = 0.0
        elif title and at < len(title):
            weight = 30.0
        elif alone:
            weight = 10.0
        elif _OFFICE.match(after) or made or _ADDRESS.search(searched[max(0, at - 16) : at]):
            weight = 4.0
        elif _SUFFIX.search(after[:30].split("。")[0].split("」")[0]):
            weight = 3.0
        if weight and at < _FRONT:
            weight += 2.0
        if weight:
            mentions[name] += 1
        scores[name] += weight
    # わかくさ市議会だより of 若草市: a name spelled for the eye, and only in the title.
    for name in [name for name in scores if _KANA_NAME.fullmatch(name)]:
        others = [scores[other] for other in scores if other != name]
        plain = re.findall(rf"{name}(?!議会だより|だより|議会報)", text)
        if len(plain) <= 1 and max(others, default=0.0) >= 3.0:
            del scores[name]
    return _choose(scores, mentions, text)


def is_national(title: str, text: str) -> bool:
    """Return whether a work is a law, an order or a ministry's rule."""
    named = _NATIONAL.search(title) or _NATIONAL_NUMBER.search(text[:_FRONT])
    return named is not None and not _names_local(title)


def _names_local(title: str) -> bool:
    return any(True for _ in _find_names(title))


def _find_names(text: str) -> list[tuple[str, str, int, bool]]:
    """Return (name, text after it, offset, whether it stands alone on its line)."""
    found: list[tuple[str, str, int, bool]] = []
    for match in _NAME.finditer(text):
        stem, unit = match["stem"], match["unit"]
        at, end = match.start("stem"), match.end()
        if re.match(r"[次期回代版号年月日度]", stem) and re.search(
            r"[0-9０-９一二三四五六七八九十元]$", text[:at][-1:]
        ):
            # 第3次○○市総合計画, 昭和45年○○市条例
            stem, at = stem[1:], at + 1
        kana = match["kana"] or match["inner"]
        if kana and _FUNCTION.search(kana):
            stem = match["tail"] or ""
            at = end - len(stem) - len(unit)
        after = text[end : end + 40]
        for lead in ("本市", "当市", "都市", "各市", "全市"):
            if stem.startswith(lead) and len(stem) > len(lead):
                stem = stem[len(lead) :]
        whole = len(unit) == 2 or stem in _HOLDING.split("|")
        if not stem or (not whole and (_COMMON.match(stem) or stem.endswith(_ENDINGS))):
            continue
        if _NOT_AFTER.match(after) and not _OFFICE.match(after):
            continue
        # Districts within a city end in 町 and 村 too, and wards of a city in 区.
        named = (
            _SUFFIX.search(after[:30].split("\n")[0])
            or _MADE_BY.search(text[max(0, at - 12) : at])
            or text[at - 1 : at] in ("", "\n", "○")
        )
        within = unit in "町村" and not (match["prefecture"] or _OFFICE.match(after) or named)
        ward = unit == "区" and match["prefecture"] != "東京都" and not _SUFFIX.match(after[:14])
        if within or ward:
            continue
        line_start = text.rfind("\n", 0, match.start()) + 1
        line_end = text.find("\n", end)
        line = text[line_start : line_end if line_end >= 0 else len(text)]
        alone = line.strip("#*○（）() 　") == text[match.start() : end]
        found.append((stem + unit, after, at, alone))
    return found


def _choose(scores: dict[str, float], mentions: dict[str, int], text: str) -> str | None:
    merged = dict(scores)
    for name in scores:
        # 総務部川崎市: a run of characters that ends with a name that stands by itself.
        for other in scores:
            if name not in merged or other not in merged:
                continue
            if other == name or not name.endswith(other):
                continue
            # みどり野市: an ending that never stands without the rest is no name of its own.
            if text.count(other) == text.count(name):
                merged[name] += merged.pop(other)
            elif mentions[other] >= mentions[name]:
                merged[other] += merged.pop(name)
    ranked = sorted(merged.items(), key=lambda item: -item[1])
    if ranked and ranked[0][1] >= 3.0:
        name, score = ranked[0]
        second = ranked[1][1] if len(ranked) > 1 else 0.0
        if score >= 1.5 * second:
            return name
        return None
    return _prefecture(text) or _issuer(text)


def _prefecture(text: str) -> str | None:
    """Return the prefecture that issued the text, where its ordinance or office says so."""
    found = re.search(
        rf"(?m)^[#○\s]*({_PREFECTURES})(?:$|知事|議会|教育委員会|[^\n。、]{{0,30}}(?:条例|規則|計画|方針|指針)$)",
        text,
    )
    return found[1] if found else None


def _issuer(text: str) -> str | None:
    """Return the ministry, agency or union whose name stands alone on the title page."""
    found = re.search(
        rf"(?m)^[\s　#]*({_MINISTRIES}"
        rf"|[{_KANJI}ぁ-んァ-ンー]{{1,12}}(?:広域連合|事務組合|企業団))[\s　]*$",
        text[:_FRONT],
    )
    return found[1] if found else None
