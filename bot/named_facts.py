"""Whether a passage holds a name that a question asks for: of a person, of a place, where it is."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

from bot.case import Case
from bot.evidence import KANJI_CREDIT, credit
from bot.facts import asking_words, role_holder
from ingest.records import Passage
from kb import words
from kb.sentences import split_sentences

_NAMES_OF = (
    re.compile(r"(?P<thing>[^\s、。]+)の(?:名前|名称)"),
    re.compile(r"(?:どこの|どの|(?:何|なん)(?:という|ていう|て))(?P<thing>[一-龥ァ-ヶー]{1,6})"),
    re.compile(
        r"(?P<thing>[^\s、。のをはが]+?)(?:の|を|は|って)?、?(?:全部|すべて|全て|ぜんぶ)?(?:の|を)?、?"
        r"(?:一覧|リスト)"
    ),
    re.compile(r"(?P<thing>[^\s、。のをはが]+)(?:は|って)、?どこ"),
)
# Of towns and the like the proper name alone tells.
_PLACES = frozenset(("町", "村", "地区", "市", "区", "国"))
# Where something is had or found.
_SPOT = re.compile(
    r"窓口|カウンター|コーナー|ホームページ|サイト|インターネット|オンライン|アプリ|コンビニ|郵便局|会場|"
    r"庁舎|役所|役場|出張所|支所|センター|[一-龥]館|学校|[一-龥]園|広場|[一-龥]駅|店|丁目|番地|"
    r"\d+ ?階|ロビー|掲示板|"
    r"(?<!庁内)(?<!関係)[一-龥ァ-ヶ]{2,}(?<!各)[課係室署](?=で|に|へ|の窓口|まで)"
)
# Share of the question's nouns that the sentence carries which says where.
_MIN_MATTER = 0.6


def names_person(passage: Passage, case: Case) -> bool:
    """Return whether a line holds a word of the question and a surname with a given name.

    Where the question asks who fills a role, the post that fills it answers as well.
    """
    asked = [case.question.text]
    if case.found.query.is_english:
        asked = [f"{term}は誰" for term in case.found.query.searched.split()]
    post = next(filter(None, map(role_holder, asked)), None)
    if post and post.search(unicodedata.normalize("NFKC", passage.text)):
        return True
    # Who is meant is told by the rarest word: 市民オンブズマン is no 市民課.
    asking = asking_words(None)
    named = {word: case.terms.weights[word] for word in case.terms.nouns - asking}
    if not named:
        return False
    rarest = max(named, key=lambda word: named[word])
    lines = [passage.text] if passage.kind == "row" else passage.text.split("\n")
    for line in lines:
        tokens = [token for token in words.tokens(line) if not token.is_space]
        is_full = any(
            "人名" in first.part_of_speech and "人名" in second.part_of_speech
            for first, second in pairwise(tokens)
        )
        # 市長 may be cut in two: compared as evidence is, not word by word.
        place = f"{passage.label}\n{line}"
        if is_full and credit(case.terms, place)[rarest] > KANJI_CREDIT:
            return True
    return False


def names_thing(passage: Passage, case: Case) -> bool:
    """Return whether the passage holds names of what is asked for: 横浜 before 小学校.

    A proper name tells; so do two different words (港町、若葉台) before the same thing.
    """
    asked = next(filter(None, (p.search(case.question.text) for p in _NAMES_OF)), None)
    if asked is None:
        return False
    thing = words.tokens(asked["thing"])
    if thing[-1].surface in _PLACES:
        return _tells_place(passage, case, also=None)
    said = {token.surface for token in thing}
    others: set[str] = set()
    run: list[words.Token] = []
    for token in [*words.tokens(f"{passage.heading}\n{passage.text}"), None]:
        if token is not None and token.part_of_speech[0] in ("名詞", "接頭辞", "接尾辞"):
            run.append(token)
            continue
        if run and run[-1].surface == thing[-1].surface:
            more = [t for t in run if t.surface not in said and len(t.surface) > 1]
            if any(t.part_of_speech[1] == "固有名詞" for t in more):
                return True
            others |= {t.surface for t in more}
        run = []
    return len(others) > 1


def names_spot(passage: Passage, case: Case) -> bool:
    """Return whether a sentence about the matter says where: どこでもらえる, どこにある."""
    return _tells_place(passage, case, also=_SPOT)


def _tells_place(passage: Passage, case: Case, *, also: re.Pattern[str] | None) -> bool:
    """Return whether a sentence that carries the matter names a place, or holds ``also``.

    A row or an entry counts as a whole. What the question itself names tells nothing new.
    """
    asking = asking_words("spot")
    weights = {
        word: case.terms.weights[word]
        for word in case.terms.nouns - asking
        if not re.search(r"\d", word)
    }
    if not weights:
        return True
    whole = passage.kind in ("procedure", "faq")
    units = [passage.text] if whole else [s.text for s in split_sentences(passage.text)]
    for unit in units:
        text = unicodedata.normalize("NFKC", unit)
        held = [m.group() for m in also.finditer(text)] if also else []
        if all(name in case.question.text for name in held) and not _places_in(text, case):
            continue
        found = credit(case.terms, f"{passage.heading}\n{unit}")
        carried = sum(weight for word, weight in weights.items() if found[word] > KANJI_CREDIT)
        if carried >= _MIN_MATTER * sum(weights.values()):
            return True
    return False


def _places_in(text: str, case: Case) -> list[str]:
    """Return the names of places in a text that the question does not name; the city is none."""
    own = {case.question.municipality, *(hit.passage.municipality for hit in case.found.hits)}
    own_words = {token.surface for name in own if name for token in words.tokens(name)}
    return [
        token.surface
        for token in words.tokens(text)
        if "地名" in token.part_of_speech
        and token.surface not in own_words
        and token.surface not in case.question.text
    ]
