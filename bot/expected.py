"""Whether the passages hold the kind of fact that a question asks for, about its topic."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

from bot.asked_department import responsible_for, with_department, with_department_in_english
from bot.asked_things import ANYTHING_AT_ALL, WHICH, is_of_the_unknown
from bot.case import Case
from bot.compose.items import marks_item
from bot.evidence import KANJI_CREDIT, credit
from bot.fact_kind import NOTHING
from bot.facts import asking_words, counted_fact, fact_pattern, is_likely, without_bullets
from bot.named_facts import names_person, names_spot, names_thing
from bot.question import defined_term, named_wards, quoted_phrases
from bot.years import is_of_another_year
from ingest.records import Passage
from kb import words
from kb.locators import passage_keys
from kb.names import find_names, name_form
from kb.sentences import split_sentences

_COUNT = re.compile(r"\d|^[一-龥]$")
_AGE = re.compile(r"(\d+) ?[歳才]")
_ANYTHING = re.compile("")
_WARD = re.compile(r"([一-龥]{1,4})区")
_KANJI = re.compile(r"[一-龥]")
_FEW_ITEMS = 3
_COMPOUND = re.compile(r"[一-龥]{4,}")
_EXISTS = re.compile(
    r"(?P<thing>[^\s、。はがをにでへと]+)(?:は|が|って|も)(?:あり|ござい|走ってい)ます(?:か|でしょうか)[?？。]*$"
)
# けがをしたら保険はありますか: what may happen is no part of the thing.
_IN_WHICH_CASE = re.compile(r"^.*(?:たら|れば|とき[のに]?|場合[のに]?)(?=.)")
# Facts that every body, building and meeting has its own of.
_OWNED = frozenset(["term", "capacity", "closed"])
_FACT_OF = re.compile(
    r"(?P<thing>[^\s、。?]+)の(?P<fact>任期|定員|収容人数|休館日|定休日|休業日|休園日|休み)"
)
# Who it is for, when and in what circumstances: 80歳の母が夜に. The fact may be told without
# them, or under another name (65歳以上).
_CIRCUMSTANCE_WORDS = """
母 父 親 両親 祖父 祖母 お祖父さん お祖母さん 息子 娘 夫 妻 旦那 主人 奥さん 兄 弟 姉 妹 兄弟
姉妹 孫 子 子供 赤ちゃん 赤ん坊 家族 親族 親戚 身内 友達 友人 知り合い 彼氏 彼女 大人 男 女 男性
女性 男の子 女の子 雄 雌 個人 本人 他人 朝 昼 夜 晩 夕方 今日 明日 昨日 今週 来週 今月 来月 今年
来年 去年 今度 最近 帰り 会社 職場 仕事 最初 最後 初めて 本当 現在 役所 市役所 役場 代 料 費 賃
額 只 値上げ 値下げ 歳 才
"""
_CIRCUMSTANCES = frozenset(_CIRCUMSTANCE_WORDS.split())
# Share of the topic's weight that the passage must carry beside the fact.
_MIN_TOPIC = 0.5
# Words of giving that name no gift themselves.
_GIVING = ("返礼", "配布", "交付", "支給", "給付", "手当")
_LOOKED_AT = 8
# A fact in a passage that is much further from the question is one of something else.
_NEAR = 0.5
# Passages of a place that is named are nearly as good as the best of them.
_SAME_PLACE = 0.9


def with_expected_fact(case: Case) -> Case | None:
    """Return the case with a passage first that holds the fact asked for; None without one.

    The fact must be of the kind that the question asks for (a price, a number of persons),
    about its topic, and of the ward that it names: a neighbour's figure is no answer.
    """
    asked = _EXISTS.search(unicodedata.normalize("NFKC", case.question.text))
    if asked and not WHICH.match(asked["thing"]):
        return _with_thing(_IN_WHICH_CASE.sub("", asked["thing"]), case)
    if thing := responsible_for(case.question.text):
        return with_department(thing, case)
    if case.found.query.is_english and case.question.wanted == "department":
        return with_department_in_english(case)
    if is_of_the_unknown(case):
        return None
    if is_of_another_year(case.question.text, [hit.passage for hit in case.found.hits]):
        return None
    kind = case.question.answer_type
    if case.question.wanted == "which_clause" and kind in ("spot", "name"):
        return case  # どこに決まりがありますか asks for an article
    holds = fact_pattern(kind)
    counted = counted_fact(case.question.text) if holds is None else None
    wards = named_wards(case.question)
    if len(wards) > 1:
        # Each of several wards is answered for by a passage of its own.
        labels = "\n".join(f"{hit.passage.label}\n{hit.passage.text}" for hit in case.found.hits)
        return case if all(_names_ward(labels, ward) for ward in wards) else None
    if holds is None and counted is None and not wards:
        return case
    hits = case.found.hits
    keys = {locator.key for locator in case.question.locators if locator.key}
    there = [hit for hit in hits if keys & passage_keys(hit.passage)]
    # A fact that is asked of 段階2 is none of 段階3, nor of another theme's 段階2.
    there = [hit for hit in there if hit.score >= _SAME_PLACE * there[0].score]
    for hit in (there or hits)[:_LOOKED_AT]:
        passage = hit.passage
        if hit.score < _NEAR * hits[0].score:
            continue
        if not all(_names_ward(f"{passage.label}\n{passage.text}", ward) for ward in wards):
            continue
        if kind == "person":
            fits, holds = names_person(passage, case), _ANYTHING
        elif kind == "name":
            fits, holds = names_thing(passage, case), _ANYTHING
        elif kind == "spot":
            fits, holds = names_spot(passage, case), _ANYTHING
        else:
            pattern = holds or counted
            text = _with_place(passage)
            text = unicodedata.normalize("NFKC", without_bullets(text) if counted else text)
            # いくつありますか is answered by the items themselves too.
            listed = hit is hits[0] and "いくつ" in case.question.text and _has_items(passage)
            fits = pattern is None or listed or _holds_new(pattern, text, case)
        if fits and holds and kind in _OWNED and not _is_of_the_asked(passage, case):
            continue
        if fits and (holds is None or is_likely(kind) or _carries_topic(passage, holds, case)):
            if is_likely(kind):
                return case
            others = tuple(other for other in hits if other is not hit)
            return replace(case, found=replace(case.found, hits=(hit, *others)))
    return None


def lacks_fact(case: Case) -> bool:
    """Return whether the first passage, a row, holds nothing of the kind that is asked for."""
    holds = fact_pattern(case.question.answer_type)
    text = unicodedata.normalize("NFKC", case.found.hits[0].passage.text)
    return holds not in (None, NOTHING) and not holds.search(text)


def _names_ward(text: str, ward: str) -> bool:
    """Return whether a text names a ward, which may be typed in kana: おおみや区 for 大宮区."""
    if ward in text or _KANJI.search(ward[:-1]):
        return ward in text
    kana = words.reading(ward[:-1])
    names = (name[start:] for name in _WARD.findall(text) for start in range(len(name)))
    return any(words.reading(name) == kana for name in names)


def _has_items(passage: Passage) -> bool:
    return sum(map(marks_item, passage.text.split("\n"))) >= _FEW_ITEMS


def _holds_new(pattern: re.Pattern[str], text: str, case: Case) -> bool:
    """Return whether a text holds a fact; 返礼品を増やす tells no gift to who asks for 返礼品."""
    said = {word for word in _GIVING if word in case.question.text}
    return any(match.group() not in said for match in pattern.finditer(text))


def _is_of_the_asked(passage: Passage, case: Case) -> bool:
    """Return whether the fact is of the thing that it is asked of: 市長の任期, not 委員の任期.

    The thing stands in the sentences around the fact or in the headings; where the sentence
    names another owner of the fact, only the passage's own heading outweighs that.
    """
    asked = _FACT_OF.search(case.question.text)
    if asked is None:
        return True
    named = [word for word in words.content_words(asked["thing"]) if word in case.terms.nouns]
    if not named:
        return True
    headings = "\n".join([passage.label, *passage.path, passage.heading])
    owners = re.findall(rf"([^\s、。「」]{{2,20}})の{asked['fact']}", passage.text)
    owners = [owner for owner in owners if owner not in ("その", "この", "これら")]
    place = "\n".join(owners) if owners else _around(passage, re.compile(asked["fact"]))
    return credit(case.terms, f"{headings}\n{place}")[named[-1]] > KANJI_CREDIT


def _with_thing(thing: str, case: Case) -> Case | None:
    """Return the case with a passage first that names a thing; None where its parts alone stand.

    Who asks whether there is an airport (空港) is not told of the harbour (港).
    """
    # As the question is cut into words: 空き alone may be another word.
    said = {t.normalized_form for t in case.found.query.tokens if t.surface in thing}
    nouns = said & case.terms.nouns - ANYTHING_AT_ALL
    hits = case.found.hits
    for hit in hits[:_LOOKED_AT]:
        passage = hit.passage
        found = credit(case.terms, "\n".join([passage.label, *passage.path, passage.text]))
        if all(found[noun] > KANJI_CREDIT for noun in nouns):
            others = tuple(other for other in hits if other is not hit)
            return replace(case, found=replace(case.found, hits=(hit, *others)))
    return None


def _with_place(passage: Passage) -> str:
    """Return the text with its label where that tells a time: 段階3（5年後）."""
    return f"{passage.label}\n{passage.text}" if passage.kind == "stage" else passage.text


def _carries_topic(passage: Passage, holds: re.Pattern[str], case: Case) -> bool:
    """Return whether the passage speaks of what the fact is asked about, where the fact is.

    A noun that the whole knowledge base lacks, and that the place has in no other form,
    means that the price or number found belongs to something else.
    """
    terms = case.terms
    channel = case.snapshot.index_for(case.filters).channel("words")
    asking = asking_words(case.question.answer_type or "")
    topic = {w: v for w, v in terms.weights.items() if w in terms.nouns and w not in asking}
    aside = _counters(case) | _CIRCUMSTANCES
    aside |= set(_AGE.findall(unicodedata.normalize("NFKC", case.question.text)))
    told = {word: weight for word, weight in topic.items() if word not in aside}
    # 夜の仕事はいくら asks of nothing else.
    topic = told or {word: weight for word, weight in topic.items() if word not in _counters(case)}
    if not topic:
        return True
    place = "\n".join([passage.label, *passage.path, _around(passage, holds)])
    found = credit(terms, place)
    if any(
        not found[word] and not channel.document_frequency(word) and not _COUNT.search(word)
        for word in topic
    ):
        return False
    # Words of the conversation and of a translation are found in other forms too often.
    query = case.found.query
    owned = case.question.answer_type in _OWNED  # its owner is looked at apart
    exact = not (query.is_english or owned)
    typed = [word for word in topic if exact and query.words.get(word) == 1.0]
    rarest = max(typed, key=lambda word: topic[word], default="")
    # 自動車 is not 原動機付自転車, which has all of its characters.
    if rarest and found[rarest] <= (KANJI_CREDIT if len(rarest) > 2 else 0.0):
        return False
    share = sum(weight * found[word] for word, weight in topic.items()) / sum(topic.values())
    return share >= _MIN_TOPIC


def _counters(case: Case) -> set[str]:
    """Return what only counts in the question: 平方, メートル in 1平方メートルいくら."""
    counters: set[str] = set()
    behind = False
    for token in case.found.query.tokens:
        is_number = "数詞" in token.part_of_speech or token.surface in ("何", "幾")
        is_unit = "助数詞可能" in token.part_of_speech or token.surface in ("平方", "立方")
        if behind and not is_number and is_unit:
            counters.add(token.normalized_form)
        elif not is_number:
            behind = False
        behind = behind or is_number
    return counters


def _around(passage: Passage, holds: re.Pattern[str]) -> str:
    """Return the sentences that hold the fact, each with the one before; a row as a whole."""
    if passage.kind in ("procedure", "row", "goal", "faq"):
        return passage.text
    if passage.kind == "stage" and holds.search(unicodedata.normalize("NFKC", passage.label)):
        return passage.text
    sentences = [sentence.text for sentence in split_sentences(passage.text)]
    near = {
        place
        for number, text in enumerate(sentences)
        if holds.search(unicodedata.normalize("NFKC", text))
        for place in (number - 1, number)
        if place >= 0
    }
    return "\n".join(sentences[place] for place in sorted(near))


def unknown_phrase(case: Case) -> str | None:
    """Return words in quotation marks that no visible passage holds, word for word or loosely.

    Who quotes means just that: an answer about something like it would mislead.
    """
    if (term := _defined_compound(case)) and _is_unknown_term(term, case):
        return term
    for phrase in quoted_phrases(case.question):
        form = name_form(phrase)
        if find_names(form, case.snapshot.index_for(case.filters).channel("names").vocabulary):
            continue
        if case.snapshot.passages_containing(phrase, filters=case.filters, most=1):
            continue
        wanted = set(words.content_words(phrase))
        text = "\n".join(f"{h.passage.label}\n{h.passage.text}" for h in case.found.hits[:3])
        if len(wanted & set(words.content_words(text))) < len(wanted):
            return phrase
    return None


def _defined_compound(case: Case) -> str | None:
    """Return the compound whose meaning a question asks for; a single word has synonyms."""
    term = defined_term(case.question) if case.question.wanted == "definition" else None
    return term if term and _COMPOUND.fullmatch(term) else None


def _is_unknown_term(term: str, case: Case) -> bool:
    """Return whether no passage holds a compound, nor the best one most of its words."""
    if case.snapshot.passages_containing(term, filters=case.filters, most=1):
        return False
    named = [word for word in words.content_words(term) if word in case.terms.nouns]
    best = case.found.hits[0].passage
    found = credit(case.terms, "\n".join([best.label, *best.path, best.text]))
    return 2 * sum(found[word] > KANJI_CREDIT for word in named) < len(named)
