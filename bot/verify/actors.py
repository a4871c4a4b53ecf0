"""Who does what to whom."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.verify import polarity
from bot.verify.align import supporting
from bot.verify.units import Source, Unit
from ingest.normalize import match_form

_ACTOR = re.compile(
    r"(?:長|員|者|会|局|課|部|室|署|官|民|人|団体|機関|国|県|市|町|村|区|議会|パーソン|会議|所|館|園)(?:等|たち|ら)?$"
)


_PASSIVE = re.compile(r"(?:され|られ|[かがさたなばまらわ]れ)(?:る|ま|て|た|、|$)")


_SUBJECT = re.compile(
    r"([一-龥ァ-ヶーA-Za-z々]{1,16}(?:の[一-龥ァ-ヶー]{1,8})?)(?:は|が)(?![一-龥]*か)"
)


def check_actors(text: str, clauses: Sequence[Unit], source: Source) -> str:
    """Return why somebody else does what a sentence says."""
    whole = match_form(source.text)
    for clause in clauses:
        subjects = _subjects(clause.text)
        units = supporting(clause, source)
        for subject, verb in subjects:
            if len(subject) < 2 or not _ACTOR.search(subject):
                continue
            head = re.sub(r"(?:等|たち|ら)$", "", subject)
            if match_form(head) not in whole:
                return "actor"
            for unit in units:
                other = _who_does(unit.text).get(verb, "")
                is_other = _ACTOR.search(other) and head not in other and other not in head
                acts = not _PASSIVE.search(clause.text)
                has_no_part = head not in unit.text or _is_acted_on(head, unit.text)
                if is_other and (other in text or (acts and has_no_part)):
                    return "actor of another act"
                if _swapped(head, clause, unit):
                    return "actors swapped"
    return ""


def _subjects(text: str) -> list[tuple[str, str]]:
    """Return (who, act) of a folded text; the act ends what is said of somebody."""
    return [(who, verbs[-1] if verbs else "") for who, verbs in _said_of(text)]


def _who_does(text: str) -> dict[str, str]:
    """Return act → who does it."""
    return {verb: who for who, verbs in _said_of(text) for verb in verbs}


def _said_of(text: str) -> list[tuple[str, list[str]]]:
    matches = list(_SUBJECT.finditer(text))
    ends = [*(match.start() for match in matches[1:]), len(text)]
    return [
        (match[1].rpartition("の")[2], list(polarity.predicates(text[match.end() : end])))
        for match, end in zip(matches, ends, strict=False)
    ]


def _swapped(subject: str, clause: Unit, unit: Unit) -> bool:
    """Return whether two who act on each other have changed places."""
    if not _is_acted_on(subject, unit.text):
        return False
    others = [who for who, _ in _subjects(unit.text) if who != subject]
    return any(re.search(rf"{re.escape(who)}(?:に|へ|から|を)", clause.text) for who in others)


def _is_acted_on(subject: str, text: str) -> bool:
    """Return whether somebody stands in a text only as the one to whom something is done."""
    name = re.escape(subject)
    return bool(re.search(rf"{name}(?:に|へ|から|を)", text)) and not re.search(
        rf"{name}(?:は|が|も)", text
    )
