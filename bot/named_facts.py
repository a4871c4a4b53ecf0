"""Whether a passage holds a name that a question asks for: of a person, of a place."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

from bot.case import Case
from bot.evidence import KANJI_CREDIT, credit
from bot.facts import asking_words, role_holder
from ingest.records import Passage
from kb import words

_NAME_OF = re.compile(r"(?P<thing>[^\s、。]+)の(?:名前|名称)")


def names_person(passage: Passage, case: Case) -> bool:
    """Return whether a line holds a word of the question and a surname with a given name.

    Where the question asks who fills a role, the post that fills it answers as well.
    """
    post = role_holder(case.question.text)
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
    asked = _NAME_OF.search(case.question.text)
    if asked is None:
        return False
    thing = words.tokens(asked["thing"])
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
