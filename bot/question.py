"""What a question asks for: the kind of answer, the city, the places it names."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.fact_kinds import CONTACT
from bot.facts import fact_kind
from bot.frames.table import Language
from kb import words
from kb.locators import Locator, find_locators
from kb.names import name_form
from kb.query import clean_question
from kb.romaji import WORD, short_form, to_hiragana, to_katakana

Wanted = Literal[
    "department",
    "contact",
    "clause",
    "which_clause",
    "list",
    "compare",
    "definition",
    "goal",
    "statement",
]
"""Kind of answer wanted; a statement is whatever sentence of the documents answers."""

_WHICH_CLAUSE = re.compile(
    r"(?:何|なん|第?何|どの)条|根拠(?:の|となる|になる)条|条と[項号]|どこに(?:決まり|書|定め|規定|載)|(?:根拠|決まり|規定|条文|"
    r"ルール)(?:は|って|が)?"
    r"(?:どこ|何|ある|あり|\?|$)|どの(?:条文|規定|決まり)|which article|条文$"
)
_DEPARTMENT = re.compile(
    r"(?:どこ|どちら|何|なん|なに|どの)(?:の|という|ていう|って(?:いう)?)?(?:部署|部門|部|課|局|"
    r"室|係|窓口|事務所|センター|区役所|組織|役所|ところ|所)"
    r"(?!分|品|屋|内)|"
    r"(?:担当|所管|管轄|主管)(?:は|の|して|が|する|部|課|局|者|先|って|\?|$| )|"
    r"(?:どこ|どちら|誰|だれ)(?:が|で|に)?(?:の人が)?(?:やって|扱って|担当|受け持|行って|"
    r"おこなって|相談|電話|通報|聞け|言え|連絡|申し込|申請|"
    r"届け|出せ|行け|行けば|頼め|問い合わせ|手続)|"
    r"(?:相談|問い?合わせ|連絡|申請|申込|届出|提出|手続)(?:き|み|わせ)?(?:先|窓口|場所)?(?:は|"
    r"って|を?する(?:の|に)は)?(?:どこ|どちら)|"
    r"(?:部署|担当課|担当部|所管課|所管|窓口|担当)(?:は|って|を教|が知|\?|$)|部署$|"
    r"(?:の|は|って)(?:どこ|どちら)(?:の(?:部|課|局))?(?:です|でしょう|ですか|なの|だ|\?|$)|"
    r"which (?:department|division|office|section)|who (?:handles|is in charge|is responsible)"
)
_LIST = re.compile(
    r"(?:何|なに|どんな|どのような|どういう)(?:もの|こと|項目|人|方|場面|種類|取組|取り組み|施策|"
    r"段階|原則|権利)?(?:が|は)?(?:々)?"
    r"(?:ありますか|あるの|あるか|挙げ|並|含まれ)|(?:一覧|列挙|リスト)(?:を|$|は)|"
    r"(?:すべて|全て|全部|ぜんぶ)(?:で(?:何|なん|いくつ)|を?、?(?:教え|おしえ|挙げ|あげ|言|お願い|$))|"
    r"それぞれ(?:何|なん)|[二三四五六七八九十\d]つ(?:ある|あり)|(?:つ|個|本)の(?:柱|原則|理念|"
    r"段階|項目|視点|方針|権利)|いくつ(?:あり|ある)|(?:には|では)(?:何|どんな|どのような)|"
    r"って(?:どんな|どういう)の(?:が|\?|$)"
)
_COMPARE = re.compile(
    r"(?:の|は|が)(?:違|ちが)い|(?:違|(?<!ま)ちが)いを|使い分け|(?:どう|どのように)(?:違|ちが)|"
    r"(?:違|(?<!ま)ちが)うの|どう異な|"
    r"比べ|くらべ(?!もの)|比較し|difference|differ"
)
# 「市民」にあたる人を全部, 「市民」は市に住む人だけを指しますか: of a quoted term.
_WHOM_TERM_MEANS = re.compile(
    r"」に(?:は|も)?(?:あた|当た|該当)|」は、?[^。?「」]{0,20}(?:を|まで)(?:指[すし]|含[むみ])"
)
_DEFINITION = re.compile(
    r"(?:とは|って(?:何|なに|なん|どう))|"
    r"(?:って|は|とは)、?(?:誰|だれ|何|なに|どこ|どんな人|どういう人|どの範囲)(?:まで)?(?:の|"
    r"を)?、?(?:こと|指[すし]|含[むまみめ])|"
    r"」に(?:は|も|、?[^。、?「」]{1,6}?も)?(?:入|含ま|あた|当た|該当)|"
    r"の(?:意味|定義)| 定義(?: |$)|"
    r"(?:どういう|どのような|どんな)(?:もの|意味|こと|ところ|組織|人|方|場所)"
    r"(?:の|を|が|です|で|か)|what is|meaning of"
)
_GOAL = re.compile(r"目標|目指|めざ|ゴール|goal", re.IGNORECASE)


_TERM = re.compile(
    r"「(?P<quoted>[^」]{2,30})」(?=とは|って|と(?:いう|呼)|の(?:意味|定義)|"
    r"に(?:は|も|、?[^。、?「」]{1,6}?も)?(?:入|含|あた|当た|該当)|"
    r"は、?(?:何|どう|誰|"
    r"だれ|どこ|どんな|[^。?「」]{0,20}(?:を|まで)(?:指|含))|、|$)|"
    r"(?P<plain>[^、。「」\s]{2,30}?)(?:とは|って(?=何|なに|なん|どう|どんな|誰|だれ|、)|"
    r"は(?=、?(?:誰|だれ|何|どこ)(?:まで)?(?:の|を)?(?:こと|指|含))|の(?:意味|定義)|"
    r" (?=定義(?: |$)))"
)
# 「安くして」って頼んだら quotes somebody, not a document.
_QUOTED = re.compile(
    r"[「『](?P<words>[^」』]{4,40})[」』]"
    r"(?!って(?!は|放送|表示|看板|貼|書|何|なに|なん|どう|どん|どこ|誰|だれ|いつ|いう|、)|"
    r"と(?:か)?(?:言|い[わえっ]|書か|思|聞|頼|叫|怒|断ら|説明さ))"
)


_NAMES_TOO = re.compile(
    r"(?<=[。?、])(?:その|それぞれの|全部の)?(?:名前|名称)も(?:全部|ぜんぶ|すべて|全て)?"
    r"(?:を|、)?(?:教え|おしえ|知り|言っ|挙げ)?[^。?]*[。?]?$"
)


@dataclass(frozen=True)
class Question:
    """A question, understood."""

    text: str
    """After NFKC, without furigana."""
    wanted: Wanted
    municipality: str | None
    """Where the person chose a city or named one."""
    cities: Sequence[str]
    """Known municipalities that the question names, where it names several."""
    named_municipality: str | None
    """Named in the words of the question; it may be one that the knowledge base lacks."""
    locators: Sequence[Locator]
    answer_type: str | None
    """money, phone, clock, weekday, person …: what a sentence must hold to answer; or None."""
    language: Language = "ja"
    """In which the bot's own words are given."""

    @property
    def topic(self) -> str:
        """The text without the municipality's name, which says nothing of the topic."""
        name = self.named_municipality
        if not name or self.cities:
            return self.text
        # 川口市民 and 川口市立 are words of the topic.
        topic = re.sub(
            rf"{re.escape(name)}(?![民立役営長議])(?:では|には|の|は|で)?", " ", self.text
        )
        return topic.strip() or self.text


# 当市では, うちの町の: who asks means the city that is chosen, and the words tell no topic.
_OWN_CITY = re.compile(
    r"(?:(?<![一-龥])(?:[当本](?:市(?:役所)?|自治体|課|部署)|当(?:町|村)(?:役場)?)|"
    r"(?:(?<![ぁ-ん一-龥])(?:(?:うち|ここ|地元|わたしたち|私たち|私|我々|わたし)の|この)|我が|わが)"
    r"(?:市|町|村|自治体|市役所|役所|役場|課|部署|職場))(?![一-龥])"
    r"(?:として|において|では|には|での|の|は|で|に|が)?、?"
)
_PLACE = re.compile(r"[一-龥ぁ-んァ-ヶ]{1,4}区(?![役民分域画長内切別])")

_CALLED_CITY = re.compile(r"[ -](?:city|town|village|shi|machi|cho|mura)\b", re.IGNORECASE)

_MUNICIPALITY = re.compile(
    r"(?:^|[のはがをにへでと、。「『 (])([一-龥ァ-ヶー]{1,5}(?:市|町|村))"
    r"(?=[のはがをにへでと、。」』 ]|って|では|役所|役場|民|$)"
)


def understand(
    text: str,
    *,
    city: str | None,
    municipalities: Collection[str],
    language: Language = "ja",
) -> Question:
    """Return what a question asks for.

    Args:
        text: the question as typed, follow-ups already resolved.
        city: chosen by the person beside the question, or None.
        municipalities: those that the knowledge base has documents of.
        language: of the bot's own words.
    """
    cleaned = _OWN_CITY.sub("", clean_question(text)) or clean_question(text)
    lowered = cleaned.lower()
    named = named_municipality(cleaned, municipalities)
    locators = find_locators(cleaned)
    several = all_named_municipalities(cleaned, municipalities)
    return Question(
        text=cleaned,
        wanted=_wanted(lowered, locators),
        municipality=None if len(several) > 1 else named or city,
        cities=several if len(several) > 1 else (),
        named_municipality=named,
        locators=locators,
        answer_type=fact_kind(cleaned),
        language=language,
    )


def without_names_too(text: str) -> str:
    """Return a question without 名前も全部教えて, which asks for items and not for a name."""
    return _NAMES_TOO.sub("", text) or text


def defined_term(question: Question) -> str | None:
    """Return the term whose meaning is asked, or None."""
    match = _TERM.search(question.text)
    if not match:
        return None
    term = match["quoted"] or match["plain"]
    term = re.sub(r"^.*(?:でいう|における|の中の)", "", term)
    # 個人情報保護法の個人情報: the work stands before the term.
    return re.sub(r"^.*(?:法|条例|規則|規程|要綱|政令|計画|指針)の(?=.)", "", term) or None


def named_wards(question: Question) -> list[str]:
    """Return the wards that a question names: 多摩区."""
    found: list[str] = []
    for match in _PLACE.finditer(question.text):
        tokens = words.tokens(match.group())
        # The run may begin in the word before: で多摩区.
        for number, token in enumerate(tokens[:-1]):
            if "地名" in token.part_of_speech and tokens[number + 1].surface == "区":
                found.append(f"{token.surface}区")
    return found


def quoted_phrases(question: Question) -> list[str]:
    """Return what stands in quotation marks, four characters or more; no words that are spoken."""
    return [match["words"] for match in _QUOTED.finditer(question.text)]


def named_municipality(text: str, municipalities: Collection[str]) -> str | None:
    """Return the municipality that a question names, known ones first (川崎 is 川崎市)."""
    form = name_form(text)
    for name in sorted(municipalities, key=len, reverse=True):
        if name_form(name) in form:
            return name
    for name in sorted(municipalities, key=len, reverse=True):
        short = name_form(name[:-1])
        # 川崎 alone names the city; 川崎区, 川崎駅 and 川崎大師 do not.
        if len(short) > 1 and re.search(rf"{re.escape(short)}(?=[のはでにがをっ、。 ]|$|市)", form):
            return name
    for name in sorted(municipalities, key=len, reverse=True):
        kana = to_hiragana(words.reading(name[:-1]))
        # みさと市, みさとし and みさとの: few words are as long and read the same.
        typed = rf"{kana}{name[-1]}|(?<![ぁ-ん]){kana}し?(?:の|では|には)"
        if len(kana) > 2 and re.search(typed, form):
            return name
    if in_latin := _named_in_latin(text, municipalities):
        return in_latin
    for match in _MUNICIPALITY.finditer(text):
        # 横浜市 is a place and a suffix; 近隣市 and 下町 are not.
        place = words.tokens(match[1])[0]
        if "地名" in place.part_of_speech and place.surface != match[1]:
            return match[1]
    return None


def _named_in_latin(text: str, municipalities: Collection[str]) -> str | None:
    """Return the known municipality named in Latin letters: Kawasaki, Kawasaki-shi.

    Of several the one that is called a city, or the first: Misato City in Saitama is 三郷市.
    """
    typed: dict[str, bool] = {}
    for match in WORD.finditer(text):
        word = match.group()
        reading = short_form(to_katakana(word) or "")
        # A short word in small letters is more likely English: mine is no 美祢市.
        if len(reading) > (1 if word[0].isupper() else 2):
            is_called = bool(_CALLED_CITY.match(text, match.end()))
            typed[reading] = typed.get(reading, False) or is_called
    named: dict[str, str] = {}
    for name in sorted(municipalities, key=len, reverse=True) if typed else ():
        for part in (name, name[:-1]):
            named.setdefault(short_form(words.reading(part)), name)
    found = [reading for reading in typed if reading in named]
    called = [reading for reading in found if typed[reading]]
    return next((named[reading] for reading in (*called, *found)), None)


def all_named_municipalities(text: str, municipalities: Collection[str]) -> list[str]:
    """Return the known municipalities that a question names in full, in its order."""
    form = name_form(clean_question(text))
    found = [name for name in municipalities if name_form(name) in form]
    return sorted(found, key=lambda name: form.index(name_form(name)))


def _wanted(text: str, locators: Sequence[Locator]) -> Wanted:
    clause = any(locator.key or locator.paragraph or locator.item for locator in locators)
    checks: list[tuple[Wanted, bool]] = [
        ("compare", bool(_COMPARE.search(text))),
        ("which_clause", bool(_WHICH_CLAUSE.search(text))),
        ("contact", bool(CONTACT.search(text))),
        ("clause", clause),
        ("department", bool(_DEPARTMENT.search(text))),
        ("definition", bool(_WHOM_TERM_MEANS.search(text))),
        ("list", bool(_LIST.search(text))),
        ("definition", bool(_DEFINITION.search(text))),
        ("goal", bool(_GOAL.search(text))),
    ]
    return next((wanted for wanted, applies in checks if applies), "statement")
