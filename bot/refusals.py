"""Questions that are not looked up: each kind with its own words and a next step.

A rule asks for the form of a request (書いてください, を教えて), not for a topic alone: who
asks for the rules of a poetry prize or for the salary scale of officials is answered. What no
rule has words for is told by a small model, where that is sure.
"""

from __future__ import annotations

from bot.disguises import readings
from bot.persons import with_persons_marked
from bot.rules import crisis, emergency, greeting, injection, kana, out_of_scope, personal_data
from bot.rules.learned import learned_reason
from bot.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    *greeting.RULES,
    *emergency.RULES,
    *crisis.RULES,
    *injection.RULES,
    *personal_data.RULES,
    *out_of_scope.RULES,
)
"""In the order in which they are tried."""


def refuse(question: str) -> Rule | None:
    """Return the rule under which a question is refused, or None."""
    read = readings(question)
    for rule in RULES:
        for text in read.texts:
            if rule.applies(text):
                return rule
    named = with_persons_marked(read.plain)
    if named != read.plain:
        for rule in personal_data.RULES:
            if rule.applies(named):
                return rule
    for rule in kana.RULES:
        if rule.pattern.search(read.kana):
            return rule
    reason = next(filter(None, map(learned_reason, (named, *read.decoded))), None)
    return next((rule for rule in RULES if rule.reason == reason), None)
