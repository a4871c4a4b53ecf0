"""What goes wrong on the administration's pages, told in the language of who looks at them."""

from __future__ import annotations

from bot.page.texts import JAPANESE, Texts
from ingest.errors import MadoguchiError


class PageError(MadoguchiError):
    """Something asked for on a page could not be done; its words are a row of the interface."""

    def __init__(self, row: str, **values: str) -> None:
        """Name the words.

        Args:
            row: of ``texts.tsv``, without ``told_``.
            values: what stands in their places.
        """
        self._row, self._values = f"told_{row}", values
        # Logs and reports that are kept are Japanese.
        super().__init__(self.words(JAPANESE))

    def words(self, texts: Texts) -> str:
        """Return the message in a language."""
        return texts.rows[self._row].format(**self._values)
