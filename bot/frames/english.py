"""The bot's sentences in English; what they quote stays in Japanese."""

from __future__ import annotations

from bot.frames.table import Frames

ENGLISH = Frames(
    department="The department in charge is {name} {mark}.",
    department_unclear=(
        "The registered documents do not say clearly which department is responsible."
    ),
    department_near="No department is clearly named; the nearest is {name} {mark}.",
    department_also="{name} is also involved {mark}.",
    contact="Contact: {contact}",
    which_clause="It is laid down in {title}, {clause} {mark}.",
    few="{count}",
    list_count="{place}: there are {count} {mark}.",
    list_more="There are {count} more.",
    list_partial="{place}: this place in the document has {count} {mark}.",
    city_without="{city}: nothing was found in the registered documents.",
    paragraph_missing=(
        "{title} {locator} has paragraphs (項) 1 to {last}; there is no paragraph {number}."
    ),
    item_missing="{title} {locator} has items (号) 1 to {last}; there is no item {number}.",
    items_missing="{title} {locator} is not divided into items (号); there is no item {number}.",
    ordinal_missing="{place} lists {last} items; there is no number {number}.",
    article_missing="{title} ends with 第{last}条; there is no 第{number}条{branch}.",
    annex_missing="{title} has annexes (別表) 1 to {last}; there is no 別表{number}.",
    stage_missing="{title} has {count} stages (段階); there is no {name}.",
    code_missing="{title} has {first} to {last}; there is no {name}.",
    place_unknown="The registered documents have no “{name}”.",
    works_known="The registered documents include {titles}.",
    document_unknown=(
        "“{name}” is not among the registered documents. "
        "Please look it up in the city's collection of ordinances, or ask the city."
    ),
    document_of_another_city=(
        "“{title}” is a document of {owner}; it is not one of {city}'s documents."
    ),
    department_unknown=(
        "No registered document knows a department named “{name}”. "
        "Please check the name, or simply say what you need."
    ),
    question_empty="Please enter a question.",
    question_too_long=(
        "The question is too long ({length} characters). Please keep it within {most}."
    ),
    city_unknown="There are no documents of {city}. There are documents of {cities}.",
    not_found=(
        "The registered documents do not seem to say anything about this. "
        "Please ask at the city's counter."
    ),
    not_found_in_city=(
        "The registered documents of {city} do not seem to say anything about this. "
        "Please ask at the counter of {city}."
    ),
    date_unknown=("no date given"),
    which_work=("Several ordinances and rules have a {clause}. Which one do you mean?"),
    not_found_topic=(
        "The registered documents do not seem to say anything about “{topic}”. "
        "Please ask at the city's counter."
    ),
    not_found_topic_in_city=(
        "The registered documents of {city} do not seem to say anything about “{topic}”. "
        "Please ask at the counter of {city}."
    ),
    not_found_fact="The registered documents do not seem to give {fact}.",
    known="What they say about the matter:",
    missing_facts={
        "person": "the person's name",
        "name": "the names",
        "money": "the amount",
        "phone": "the contact",
        "papers": "what is needed",
        "deadline": "the deadline",
        "weekday": "the days",
        "collection": "the day of collection",
        "clock": "the hours",
        "term": "the term of office",
        "capacity": "the capacity",
        "closed": "the closing days",
        "address": "the place",
        "spot": "the place",
        "winner": "an award or a rank",
        "sight": "a picture or a map",
        "penalty": "a penalty",
        "prize": "a prize",
        "apply": "how to apply",
        "age": "an age",
        "abbreviation": "what it stands for",
        "language": "the language",
        "web": "the web address",
        "size": "the size or distance",
        "population": "the population",
        "rate": "the rate",
        "date": "the day",
        "when": "the time",
        "count": "the number",
        "other": "what you asked for",
    },
    ask_department="Please ask {name}.",
    ask_city="Please ask at the counter of {city}.",
    ask_counter="Please ask at the city's counter.",
    notice_old="“{title}” is a document of {date}; things may have changed since {mark}.",
    notice_ended=(
        "“{title}” was made for the years up to {year}; things may have changed since {mark}."
    ),
    notice_superseded="There is a newer version of “{title}” ({date}) {mark}.",
    differs=(
        "The documents differ: the above is from {first} {mark}; {second} says:\n{place}: {quote}"
    ),
    refusals={
        "greeting": (
            "Hello. Please ask about ordinances, plans, goals and procedures in your own words."
        ),
        "emergency": (
            "In an emergency call 119 (fire, ambulance) or 110 (police) at once. "
            "Nobody can be alerted from here."
        ),
        "crisis": (
            "This sounds very hard. You do not have to bear it alone: TELL Lifeline "
            "(0800-300-8355, English) or Inochi no Denwa (0120-783-556, Japanese) will listen. "
            "If a life is in danger, call 119."
        ),
        "injection": (
            "These instructions cannot be followed. "
            "You get what the registered documents say, with its source."
        ),
        "personal_data": (
            "Information about a particular person is not given here. "
            "For your own data, please go to the counter in charge with an identity document."
        ),
        "out_of_scope": (
            "This is nothing that can be helped with here. "
            "Please ask about the registered ordinances, plans, goals and procedures."
        ),
    },
    personal_data_notice=(
        "Your question seemed to hold personal data ({kinds}), which was masked. "
        "Please do not enter personal data."
    ),
    personal_data_kinds={
        "individual_number": "individual number (My Number)",
        "card": "card number",
        "phone": "phone number",
        "mail": "e-mail address",
        "address": "address",
        "licence": "licence number",
        "pension": "pension number",
        "account": "account number",
        "insurance": "insurance number",
        "birth_date": "date of birth",
    },
    separator=", ",
    written_by_model="(Written by a generative AI and checked against the sources.)",
    model_not_used=("(No text of the generative AI is used; this answer quotes the documents.)"),
    suggestions="Questions that these documents answer:",
)
