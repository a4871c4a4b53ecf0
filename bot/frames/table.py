"""What the bot says in its own words; each language fills in every sentence.

A sentence names its values in braces: ``{name}``. Quotes, names of departments and titles
are values and stay as the documents write them, whatever the language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

Language = Literal["ja", "en", "easy"]
"""easy is やさしい日本語: plain Japanese with furigana, for who is learning the language."""
LANGUAGES: tuple[Language, ...] = get_args(Language)


@dataclass(frozen=True)
class Frames:
    """The fixed sentences of one language."""

    department: str
    """name, mark: who is responsible."""
    department_also: str
    """name, mark: a runner-up."""
    department_near: str
    """name, mark: who is nearest where nobody is surely responsible."""
    department_unclear: str
    """No department is surely the responsible one."""
    contact: str
    """contact: how to reach the department."""
    which_clause: str
    """title, clause, mark: where something is laid down."""
    few: str
    """count: a number of things below ten, 8つ."""
    list_count: str
    """place, count, mark: head of a list."""
    list_more: str
    """count: items of a long list that are not shown."""
    list_partial: str
    """place, count, mark: head of a list that has fewer items than were asked for."""
    city_without: str
    """city: one of several cities has nothing on the topic."""
    paragraph_missing: str
    """title, locator, last, number: an article has no such paragraph (項)."""
    item_missing: str
    """title, locator, last, number: a paragraph has no such item (号)."""
    ordinal_missing: str
    """place, last, number: a list is shorter than the place asked for."""
    items_missing: str
    """title, locator, number: a paragraph has no items at all."""
    article_missing: str
    """title, last, number, branch: an ordinance has no such article; branch is の2 or empty."""
    annex_missing: str
    """title, last, number."""
    stage_missing: str
    """title, count, name."""
    code_missing: str
    """title, first, last, name: a plan has no measure of this code."""
    place_unknown: str
    """name: a place that no document has, nor any like it."""
    works_known: str
    """titles: works that are there, where one is asked for that is not."""
    document_unknown: str
    """name: a document that is named is not registered."""
    document_of_another_city: str
    """title, owner, city."""
    department_unknown: str
    """name."""
    question_empty: str
    question_too_long: str
    """length, most: in characters."""
    city_unknown: str
    """city, cities: a city of which there are no documents."""
    not_found: str
    """The documents say nothing; no city was chosen."""
    not_found_in_city: str
    """city."""
    not_found_topic: str
    """topic: in the words of the question."""
    not_found_topic_in_city: str
    """city, topic."""
    not_found_fact: str
    """fact: the matter is there, and what is asked of it is not."""
    known: str
    """Head of what the documents do say of the matter."""
    missing_facts: Mapping[str, str]
    """kind of fact (``bot.fact_kinds``; count, other) → its name."""
    ask_department: str
    """name: whom to ask."""
    ask_city: str
    """city."""
    ask_counter: str
    notice_old: str
    """title, date, mark: a cited document is old."""
    notice_ended: str
    """title, year, mark: the period of a cited plan is over."""
    notice_superseded: str
    """title, date, mark: there is a newer version of a cited document."""
    differs: str
    """first, mark, second, place, quote: two documents tell different figures."""
    which_work: str
    """clause: an article that several ordinances have."""
    date_unknown: str
    refusals: Mapping[str, str]
    """reason → why not, and what to do instead."""
    personal_data_notice: str
    """Told to who typed personal data of a kind that was masked; kinds names them."""
    personal_data_kinds: Mapping[str, str]
    """kind of ``bot.privacy`` → its name."""
    separator: str
    """Between two names in a row."""
    written_by_model: str
    """The answer was written by a language model and checked against the sources."""
    model_not_used: str
    """A language model was asked, and the answer is quoted from the sources after all."""
    suggestions: str
    """Head of the questions that the documents do answer."""
