"""How one browser wants the page: language, size of text, colours, furigana, municipality.

Kept in one cookie of that browser, so that the first byte of a page is right. The cookie
names nobody: people with the same choices have the same cookie.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args
from urllib.parse import parse_qs, unquote

from bot.page.texts import LANGUAGES, Language, Texts, texts_for

COOKIE = "madoguchi"

Size = Literal["1", "2", "3"]
Theme = Literal["auto", "light", "dark"]
SIZES: tuple[Size, ...] = get_args(Size)
THEMES: tuple[Theme, ...] = get_args(Theme)


@dataclass(frozen=True)
class Preferences:
    """What was chosen; the defaults for everything that was not."""

    language: Language = "ja"
    size: Size = "1"
    theme: Theme = "auto"
    ruby: bool = False
    """Whether furigana stand above kanji."""
    city: str = ""
    """Municipality chosen last; "" for all."""

    @property
    def furigana(self) -> bool:
        """Whether readings stand above kanji: chosen, or part of やさしい日本語."""
        return self.ruby or self.language == "easy"

    @property
    def texts(self) -> Texts:
        """The interface in the chosen language."""
        return texts_for(self.language)

    @property
    def attributes(self) -> str:
        """What the ``html`` element carries, for the style sheet and the script."""
        return (
            f'lang="{self.texts.html_language}" data-language="{self.language}" '
            f'data-size="{self.size}" data-theme="{self.theme}"'
            f"{' data-ruby' if self.furigana else ''}"
        )


def read_preferences(cookies: Mapping[str, str], query: Mapping[str, str]) -> Preferences:
    """Return the preferences of a request.

    Args:
        cookies: of the request; a value that is none of the known ones counts as not chosen.
        query: of the request; ``lang`` wins over the cookie, for links in another language.
    """
    chosen = {
        name: values[-1]
        for name, values in parse_qs(unquote(cookies.get(COOKIE, ""))[:1000]).items()
    }
    asked = query.get("lang") or chosen.get("language")
    return Preferences(
        language=next((known for known in LANGUAGES if known == asked), "ja"),
        size=next((known for known in SIZES if known == chosen.get("size")), "1"),
        theme=next((known for known in THEMES if known == chosen.get("theme")), "auto"),
        ruby=chosen.get("ruby") == "1",
        city=chosen.get("city", "")[:60],
    )
