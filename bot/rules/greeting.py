"""A greeting or thanks alone."""

from __future__ import annotations

from bot.rules.rule import rule

RULES = (
    rule(
        "greeting",
        [
            r"^(?:こんにち[はわ]|こんばん[はわ]|おはよう(?:ございます)?|はじめまして|もしもし|"
            r"hello|hi|good (?:morning|afternoon|evening))[。、!? ]*$",
            r"^(?:どうも)?(?:ありがとう(?:ございま(?:す|した))?|助かりました|thank you|thanks)"
            r"[。、! ]*$",
        ],
    ),
)
