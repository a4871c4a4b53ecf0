"""A clause by its number: whole, or the one paragraph or item asked for."""

from __future__ import annotations

from bot.citations import Quote
from bot.compose.draft import Draft
from ingest.records import Passage
from ingest.structure.article import split_article
from kb.locators import Locator


class MissingPartError(LookupError):
    """The article has no such paragraph or item; the message says what it has."""


def compose_clause(draft: Draft, passage: Passage, locator: Locator) -> bool:
    """Quote the article, or its paragraph or item.

    Raises:
        MissingPartError: the article has no such part.
    """
    at, end, suffix = 0, len(passage.text), ""
    paragraphs = split_article(passage.text)
    if locator.paragraph is not None or locator.item is not None:
        number = locator.paragraph or 1
        paragraph = next((p for p in paragraphs if p.number == number), None)
        if paragraph is None:
            raise MissingPartError(
                draft.frames.paragraph_missing.format(
                    title=passage.title,
                    locator=passage.locator,
                    last=paragraphs[-1].number,
                    number=number,
                )
            )
        at, end = paragraph.start, paragraph.end
        suffix = f"第{number}項" if locator.paragraph is not None else ""
        if locator.item is not None:
            item = next((i for i in paragraph.items if i.number == locator.item), None)
            if item is None:
                numbers = [i.number for i in paragraph.items if i.number is not None]
                frame = draft.frames.item_missing if numbers else draft.frames.items_missing
                raise MissingPartError(
                    frame.format(
                        title=passage.title,
                        locator=passage.locator + suffix,
                        last=max(numbers, default=0),
                        number=locator.item,
                    )
                )
            at, end = item.start, item.end
            suffix += f"第{locator.item}号"
    caption = passage.heading.strip("()（）")
    citation = draft.cite(
        Quote(passage, at, end),
        label=passage.label + suffix if suffix else "",
        locator=passage.locator + suffix,
    )
    if citation is None:
        return False
    title = f"{passage.title} {passage.locator}{suffix}" + (f"（{caption}）" if caption else "")
    draft.parts.append(f"{title}[{citation.number}]")
    draft.parts.append(passage.text[at:end].strip())
    return True


def compose_whole(draft: Draft, passage: Passage) -> bool:
    """Show all of a passage under its label."""
    citation = draft.cite(Quote(passage, 0, len(passage.text)))
    if citation is None:
        return False
    caption = passage.heading.strip("()（）") if passage.kind == "article" else ""
    name = passage.label + (f"（{caption}）" if caption else "")
    draft.parts.append(f"{name}[{citation.number}]")
    draft.parts.append(passage.text.strip())
    draft.name_department(passage, citation, None)
    return True
