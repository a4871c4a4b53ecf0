"""Who is responsible for a thing: the passage that tells it, or none."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.case import Case
from bot.evidence import KANJI_CREDIT, credit
from kb import words
from kb.glossary import load_glossary

_RESPONSIBLE = re.compile(
    r"^(?P<thing>[^\s、。?はが]{2,20}?)(?:の(?:こと|件|ほう))?(?:について)?"
    r"(?:(?:は|って)、?(?:どこ|どちら|何課|どの(?:課|部署|部|局))(?:の(?:課|部署|部|局))?(?:が|で)?"
    r"(?:担当|所管|管轄|扱って|やって)|"
    r"の(?:担当|所管)(?:の)?(?:課|部署|部|局|窓口)?(?:は|って|を教え|が知り|[?。]|$))"
)
# 防災関係, 費用の一部, 賦課 and 教室 name no department.
_DEPARTMENT_NAME = re.compile(
    r"[一-龥ァ-ヶー]{2,12}(?:課(?<![賦放日]課)|局(?<![便薬]局)|部(?<![一全内外幹上下]部)|"
    r"室(?<![教議書]室)|係(?<!関係)|センター|署(?<!部署)|区役所|窓口)"
)
_DEPARTMENTS_LOOKED_AT = 10
# Share of the topic's weight that the passage must carry.
_MIN_TOPIC = 0.5


def responsible_for(text: str) -> str | None:
    """Return the thing, named by nouns alone, whose responsible department is asked for."""
    match = _RESPONSIBLE.search(text)
    if match is None:
        return None
    kinds = {token.part_of_speech[0] for token in words.tokens(match["thing"])}
    return match["thing"] if kinds <= {"名詞", "接頭辞", "接尾辞", "助詞", "記号"} else None


def with_department(thing: str, case: Case) -> Case | None:
    """Return the case with a passage first that tells who is responsible for a thing, or None.

    A passage without a department, or of a neighbouring matter, tells it of something else.
    """
    named = [word for word in words.content_words(thing) if word in case.terms.nouns]
    if not named:
        return case
    weights = {word: case.terms.weights[word] for word in named}
    hits = case.found.hits
    for hit in hits[:_DEPARTMENTS_LOOKED_AT]:
        passage = hit.passage
        if not passage.departments and not _DEPARTMENT_NAME.search(passage.text):
            continue
        found = credit(case.terms, "\n".join([passage.label, *passage.path, passage.text]))
        share = sum(weights[word] * found[word] for word in weights) / sum(weights.values())
        if found[named[-1]] > KANJI_CREDIT and share >= _MIN_TOPIC:
            others = tuple(other for other in hits if other is not hit)
            return replace(case, found=replace(case.found, hits=(hit, *others)))
    return None


def with_department_in_english(case: Case) -> Case | None:
    """Return the case with a department's passage first that carries most of what is asked.

    Of the terms that a word may stand for one is enough: garbage is ごみ or 廃棄物.
    """
    searched = frozenset(case.found.query.searched.split())
    translated = load_glossary().translate(case.question.text)
    meant = [terms for _, terms in translated if searched.issuperset(terms)]
    hits = case.found.hits
    for hit in hits[:_DEPARTMENTS_LOOKED_AT]:
        passage = hit.passage
        if not passage.departments and not _DEPARTMENT_NAME.search(passage.text):
            continue
        found = credit(case.terms, "\n".join([passage.label, *passage.path, passage.text]))
        held = sum(
            any(
                all(found.get(word, 1.0) > KANJI_CREDIT for word in words.content_words(term))
                for term in terms
            )
            for terms in meant
        )
        if held > _MIN_TOPIC * len(meant):
            others = tuple(other for other in hits if other is not hit)
            return replace(case, found=replace(case.found, hits=(hit, *others)))
    return None
