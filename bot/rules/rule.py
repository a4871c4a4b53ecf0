"""A rule of refusal, and the forms of a request that rules share."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """One kind of question that is refused before any search."""

    reason: str
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None = None
    """Harmless questions that look alike."""

    def applies(self, text: str) -> bool:
        """Return whether a question is of this kind."""
        return bool(self.pattern.search(text)) and not (self.unless and self.unless.search(text))


def rule(reason: str, patterns: list[str], unless: str | None = None) -> Rule:
    """Return a rule of alternative patterns.

    Args:
        reason: of refusals, as the frames know it.
        patterns: any of them makes the kind of question.
        unless: what makes it a harmless one.
    """
    return Rule(
        reason,
        re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE | re.DOTALL),
        re.compile(unless) if unless else None,
    )


# 書いてください and 書いて。 ask this desk to write; 書いている人, 書いてくれる制度 do not.
DO = (
    r"て(?:ください|下さい|くださ|くれ(?:ます|ませ|ない|よ|[?。!]|$)|くれる(?:かな|の?[?。!]|$)|"
    r"(?:欲し|ほし)(?!い(?:時|とき|場合|人|方|もの|とこ))|ちょうだい|頂戴|みて|よ|ね|[。!?]|$)"
)
# 住所を教えて, 住所は? and 住所が知りたい ask for a thing; 住所が変わった does not.
TELL = (
    r"(?:(?:と|や|、|・)[^。、]{1,12})?(?:を|は|が|って|も|について)?(?:[^。、]{1,8}として)?[、 ]?"
    r"(?:教え|おしえ|知りた|知らせ|調べ(?:て|た|ろ)|探して|見せて|出して|開示し|特定し|"
    r"どこ(?!が|に(?:相談|連絡|届|申|提出))|何(?!歳|才|を|が)|いくら(?!まで|以)|分かりますか|"
    r"わかりますか|"
    r"ください|くれ|[?。!]|$)"
)
