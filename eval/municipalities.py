"""Documents of many invented municipalities, for measuring how costs grow with size.

Their structure is that of real ones: ordinances of articles with paragraphs and items,
lists of procedures, plans of chapters, sections and measures. Sentences are put together
from parts, so that words are frequent and rare as in real rules and no two passages are
the same.
"""

# Sentences are longer than lines of code.
# ruff: noqa: E501

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path

from ingest.normalize import to_kanji

_FIRST = "青赤石磯稲岩浦江大岡沖奥小霞片金上唐川岸北草熊栗桑小琴坂桜笹塩島白杉瀬高滝竹立谷千津鶴寺富中成西野萩橋浜東平深藤船星堀真松三水南宮村森柳山横吉若"
_LAST = "浦岡川岸木倉坂崎里沢島代瀬園台田谷津戸富中波根野葉橋浜原平淵堀間松見水宮村森山吉"
_FIELDS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "環境局 資源循環課",
        "廃棄物の処理及び再利用",
        ("粗大ごみ", "古紙", "集積所", "し尿", "食品残さ"),
    ),
    ("環境局 環境保全課", "生活環境の保全", ("騒音", "振動", "悪臭", "地下水", "野焼き")),
    ("都市局 公園緑地課", "都市公園の管理", ("遊具", "樹木", "花壇", "運動広場", "駐車場")),
    ("都市局 住宅政策課", "市営住宅の管理", ("入居者", "家賃", "敷金", "修繕", "連帯保証人")),
    ("建設局 道路管理課", "道路占用", ("街路灯", "側溝", "舗装", "橋りょう", "看板")),
    ("建設局 下水道課", "公共下水道の使用", ("排水設備", "汚水ます", "受益者負担金", "使用水量")),
    ("水道局 営業課", "水道の給水", ("給水装置", "水道メーター", "加入金", "漏水", "検針")),
    ("福祉局 高齢福祉課", "高齢者の福祉", ("見守り", "配食", "緊急通報装置", "敬老金", "入浴券")),
    ("福祉局 障害福祉課", "障害者の支援", ("手話通訳", "移動支援", "補装具", "福祉手当", "相談員")),
    ("福祉局 介護保険課", "介護保険の実施", ("保険料", "認定調査", "給付費", "事業所", "審査会")),
    ("子ども局 保育課", "保育の実施", ("保育所", "一時預かり", "延長保育", "給食費", "入所選考")),
    (
        "子ども局 子育て支援課",
        "子育ての支援",
        ("児童手当", "医療証", "ひろば", "養育費", "産後ケア"),
    ),
    ("教育委員会 学務課", "就学の援助", ("通学区域", "学用品", "修学旅行", "入学準備金", "通学路")),
    ("教育委員会 図書館", "図書館の利用", ("貸出し", "予約", "郷土資料", "読書室", "利用者カード")),
    ("保健局 健康推進課", "健康の増進", ("健康診査", "予防接種", "禁煙", "栄養相談", "骨密度検査")),
    ("保健局 保険年金課", "国民健康保険", ("被保険者", "葬祭費", "高額療養費", "資格確認書")),
    (
        "市民局 市民課",
        "印鑑の登録及び証明",
        ("印鑑登録証", "住民票", "代理人", "照会書", "暗証番号"),
    ),
    ("市民局 地域協働課", "市民協働の推進", ("自治会", "集会所", "提案", "活動助成", "地域交付金")),
    ("市民局 文化振興課", "文化財の保護", ("指定文化財", "史跡", "祭礼", "古文書", "発掘調査")),
    (
        "危機管理局 防災課",
        "災害対策",
        ("避難所", "備蓄品", "防災行政無線", "自主防災組織", "罹災証明"),
    ),
    ("消防局 予防課", "火災の予防", ("住宅用火災警報器", "危険物", "消火器", "防火管理者")),
    ("経済局 商工振興課", "中小企業の振興", ("融資", "利子補給", "商店街", "創業者", "見本市")),
    ("経済局 農政課", "農業の振興", ("認定農業者", "市民農園", "鳥獣", "農業用水路", "直売所")),
    ("経済局 観光課", "観光の振興", ("宿泊施設", "案内所", "遊覧船", "花火大会", "観光大使")),
    ("財政局 市民税課", "市税の賦課徴収", ("納税義務者", "減免", "延滞金", "口座振替", "特別徴収")),
    ("総務局 情報公開室", "情報の公開", ("公文書", "開示請求", "審査請求", "写しの交付", "会議録")),
    (
        "交通局 交通政策課",
        "自転車等の放置防止",
        ("駐輪場", "放置自転車", "撤去", "保管料", "定期利用"),
    ),
    (
        "動物愛護センター",
        "動物の愛護及び管理",
        ("飼い犬", "野良猫", "譲渡会", "不妊手術", "迷子札"),
    ),
)
_PEOPLE = (
    "市内に住所を有する者",
    "市内の事業所に勤務する者",
    "六十五歳以上の者",
    "未成年者の保護者",
    "世帯主",
    "市税を滞納していない者",
    "三人以上で構成する団体",
    "身体に障害のある者",
)
_PAPERS = ("申請書", "届出書", "誓約書", "見積書", "位置図", "収支予算書", "同意書", "委任状")
_REASONS = (
    "災害により損害を受けたとき",
    "生活に困窮しているとき",
    "公益のために使うとき",
    "虚偽の申請をしたとき",
    "三月以上使用しないとき",
    "管理上支障があるとき",
)
_AIMS = (
    "安心して暮らせる地域社会の実現",
    "市民の福祉の増進",
    "良好な環境の確保",
    "地域経済の活性化",
    "健康で文化的な生活の向上",
    "事故の防止",
)


@dataclass(frozen=True)
class WrittenFile:
    """One document of an invented municipality."""

    name: str
    text: str
    questions: tuple[str, ...]
    """Questions that it answers, in keywords and in sentences."""


def write_documents(folder: Path, *, passages: int, seed: int = 1) -> list[str]:
    """Write files that hold about so many passages, and return questions about them."""
    folder.mkdir(parents=True, exist_ok=True)
    questions: list[str] = []
    written = 0
    for file in documents(seed=seed):
        (folder / file.name).write_text(file.text, encoding="utf-8")
        questions.extend(file.questions)
        written += file.text.count("\n第") + file.text.count("\n| ") + file.text.count("\n### ")
        if written >= passages:
            return questions
    return questions


def documents(*, seed: int = 1) -> Iterator[WrittenFile]:
    """Yield files without end, city after city, the same for the same seed."""
    seen: set[str] = set()
    for number in count():
        random_ = random.Random(f"{seed}/{number}")
        city = random_.choice(_FIRST) + random_.choice(_LAST) + random_.choice(("市", "市", "町"))
        if city in seen:
            city = f"{random_.choice(_FIRST)}{city}"
        if city in seen:
            continue
        seen.add(city)
        for part in range(12):
            for field in _FIELDS:
                yield _ordinance(city, field, part, random_)
            yield _procedures(city, part, random_)
            yield _plan(city, part, random_)


def take(number: int, *, seed: int = 1) -> list[WrittenFile]:
    """Return the first files."""
    return list(islice(documents(seed=seed), number))


def _ordinance(
    city: str, field: tuple[str, str, tuple[str, ...]], part: int, random_: random.Random
) -> WrittenFile:
    office, subject, things = field
    body = city[-1]
    focus = things[part % len(things)]
    title = f"{city}{focus}に係る{subject}に関する{('条例', '規則', '要綱')[part % 3]}"
    articles: list[tuple[str, list[str]]] = [
        (
            "目的",
            [
                f"この{title[-2:]}は、{subject}について必要な事項を定め、もって{random_.choice(_AIMS)}に資することを目的とする。"
            ],
        ),
    ]
    questions: list[str] = []
    for _ in range(random_.randint(10, 24)):
        thing, person = random_.choice(things), random_.choice(_PEOPLE)
        days, fee = random_.randint(2, 90), random_.randint(1, 400) * 50
        paper = random_.sample(_PAPERS, 3)
        year = random_.randint(1, 12)
        kind = random_.choice(
            ("申請", "届出", "使用料", "減免", "取消し", "審議会", "責務", "補助")
        )
        paragraphs = {
            "申請": [
                f"{thing}を利用しようとする{person}は、利用の日の{days}日前までに、{paper[0]}に{paper[1]}を添えて{body}長に提出しなければならない。",
                f"{body}長は、前項の{paper[0]}を受理したときは、{random_.randint(3, 30)}日以内に可否を決定し、文書で通知するものとする。",
            ],
            "届出": [
                f"{thing}を変更し、又は廃止した{person}は、その事実が生じた日から{days}日以内に{office}へ{paper[2]}を届け出なければならない。",
            ],
            "使用料": [
                f"{thing}の使用料は、1回につき{fee:,}円とし、利用の許可を受けるときに納付しなければならない。",
                f"既に納めた使用料は、返還しない。ただし、{random_.choice(_REASONS)}は、その{random_.randint(1, 9)}割を返還することができる。",
            ],
            "減免": [
                f"{body}長は、{person}が{random_.choice(_REASONS)}は、{thing}に係る負担を減額し、又は免除することができる。",
            ],
            "取消し": [
                f"{body}長は、次の各号のいずれかに該当するときは、{thing}に係る許可を取り消すことができる。",
                f"　一　{random_.choice(_REASONS)}。\n　二　{paper[0]}の内容と異なる使用をしたとき。\n　三　{days}日以上連絡がとれないとき。",
            ],
            "審議会": [
                f"{thing}に関する重要な事項を調査審議するため、委員{random_.randint(5, 20)}人以内で組織する{thing}審議会を置く。",
                f"委員の任期は{random_.randint(2, 4)}年とし、庶務は、{office}において処理する。",
            ],
            "責務": [
                f"{person}は、{thing}の適正な取扱いに努めるとともに、{body}の行う{subject}に協力しなければならない。",
            ],
            "補助": [
                f"{body}長は、{person}に対し、{thing}に要する経費の{random_.randint(2, 9)}割以内で{fee * 20:,}円を限度として補助金を交付する。",
                f"補助金の交付は、令和{to_kanji(year)}年度から行うものとする。",
            ],
        }[kind]
        articles.append((f"{thing}の{kind}", paragraphs))
        if kind in ("申請", "届出", "使用料", "補助"):
            asks = {
                "申請": "何日前までに申し込みますか",
                "届出": "届出は何日以内ですか",
                "使用料": "使用料はいくらですか",
                "補助": "補助金はいくらまでですか",
            }[kind]
            questions.append(f"{city}の{thing}の{asks}")
    lines = [title, f"平成{random_.randint(1, 30)}年3月{random_.randint(1, 31)}日"]
    for number, (caption, paragraphs) in enumerate(articles, 1):
        lines.append(f"\n（{caption}）")
        for place, paragraph in enumerate(paragraphs, 1):
            head = (
                f"第{number}条　" if place == 1 else ("" if paragraph[0] == "　" else f"{place}　")
            )
            lines.append(head + paragraph)
    lines += ["\n附　則", "この規程は、公布の日から施行する。", ""]
    questions.append(f"{focus} 第{random_.randint(2, len(articles))}条")
    return WrittenFile(
        f"{city}_{part:02d}_{office.split()[-1]}.txt", "\n".join(lines), tuple(questions[-2:])
    )


def _procedures(city: str, part: int, random_: random.Random) -> WrittenFile:
    head = ("手続名", "担当課", "窓口", "対象", "期限", "必要なもの", "手数料")
    rows = []
    for office, _, things in _FIELDS:
        thing = things[part % len(things)]
        rows.append(
            (
                f"{thing}の{random_.choice(('申込み', '変更の届出', '証明の交付', '相談'))}",
                office.split()[-1],
                f"本庁舎{random_.randint(1, 5)}階 {random_.randint(1, 40)}番窓口",
                random_.choice(_PEOPLE),
                f"{random_.randint(3, 60)}日以内",
                "、".join(random_.sample(_PAPERS, 2)),
                f"{random_.randint(1, 20) * 50}円",
            )
        )
    lines = [
        f"# {city} 手続一覧 その{part + 1}",
        "",
        "令和7年4月1日現在",
        "",
        "## 手続の一覧",
        "",
        f"| {' | '.join(head)} |",
        f"|{'---|' * len(head)}",
    ]
    lines += [f"| {' | '.join(row)} |" for row in rows]
    asked = random_.choice(rows)
    return WrittenFile(
        f"{city}_{part:02d}_手続一覧.md",
        "\n".join(lines) + "\n",
        (f"{city} {asked[0]} 必要なもの", f"{asked[0]}の窓口はどこですか"),
    )


def _plan(city: str, part: int, random_: random.Random) -> WrittenFile:
    lines = [f"# {city}第{part + 1}次実施計画", "", f"令和{part + 1}年3月", ""]
    questions = []
    for chapter, (office, subject, things) in enumerate(random_.sample(_FIELDS, 6), 1):
        lines += [f"## 第{chapter}章 {subject}", ""]
        for section, thing in enumerate(things, 1):
            now = random_.randint(20, 80)
            lines += [
                f"### 第{section}節 {thing}の充実",
                "",
                f"{thing}を必要とする市民に届くよう、{office}が中心となって取り組みます。"
                f"令和{part + 6}年度までに、{thing}の利用率を{now}%から{now + random_.randint(3, 15)}%に高めます。"
                f"あわせて、{random_.choice(_AIMS)}のために年{random_.randint(2, 24)}回の説明会を開きます。",
                "",
            ]
        questions.append(f"{thing}の利用率の目標は何％ですか {city}")
    return WrittenFile(f"{city}_{part:02d}_実施計画.md", "\n".join(lines), tuple(questions[:2]))
