"""What the administration pages are put together from: frame, tables, choices."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from fastapi.responses import HTMLResponse
from starlette.requests import Request

from bot.accounts.frame import render_frame
from bot.page.preferences import read_preferences
from bot.page.texts import Texts

_PAGES = (
    ("/admin", "usage"),
    ("/admin/questions", "unanswered"),
    ("/admin/documents", "documents"),
    ("/admin/sync", "sync"),
    ("/admin/words", "words"),
    ("/admin/directory", "directory"),
    ("/admin/switches", "control"),
)
_MOST_COLUMNS = 2
"""On a phone the rows of a table with more are cards, one cell below the other."""


class Own(str):
    """Words of a document or a person, Japanese whatever the language of the page is."""

    __slots__ = ()


class Markup(str):
    """HTML that is shown as it is."""

    __slots__ = ()


def texts_of(request: Request) -> Texts:
    """Return the interface in the language of who sends a request."""
    return read_preferences(request.cookies, request.query_params).texts


def page(
    request: Request,
    title: str,
    body: str,
    *,
    status: int = 200,
    scripts: tuple[str, ...] = (),
) -> HTMLResponse:
    """Return a page with links to the others."""
    texts = texts_of(request)
    names = {"documents": texts.page_documents}
    links = [(address, names.get(name) or texts.of("admin", name)) for address, name in _PAGES]
    html = render_frame(
        request,
        title,
        f"<h1>{escape(title)}</h1>{body}",
        links=links,
        caption=texts.admin_pages,
        scripts=scripts,
    )
    return HTMLResponse(html, status_code=status)


def table(columns: Sequence[str], rows: Iterable[Sequence[object]], *, name: str) -> str:
    """Return a table; what is wider than the page is moved within it.

    Args:
        columns: their captions.
        rows: cells; of a number the figures stand one below the other.
        name: of the table, for screen readers.
    """
    # The roles stay where the style sheet makes cards of the rows.
    cells = [tuple(row) for row in rows]
    counts = [bool(cells) and _is_count(cell) for cell in (cells[0] if cells else columns)]
    head = "".join(
        f'<th scope="col" role="columnheader"{" class=number" if is_count else ""}>'
        f"{escape(column)}</th>"
        for column, is_count in zip(columns, counts, strict=True)
    )
    body = "".join(
        '<tr role="row">'
        + "".join(_cell(value, column) for value, column in zip(row, columns, strict=True))
        + "</tr>"
        for row in cells
    )
    kind = ' class="stacked"' if len(columns) > _MOST_COLUMNS else ""
    return (
        f'<div class="wide" role="region" tabindex="0" aria-label="{escape(name)}">'
        f'<table role="table"{kind}><thead role="rowgroup"><tr role="row">{head}</tr></thead>'
        f'<tbody role="rowgroup">{body}</tbody></table></div>'
    )


def _is_count(value: object) -> bool:
    return isinstance(value, int | float)


def _cell(value: object, column: str) -> str:
    text = str(value)
    kind = (
        "number"
        if _is_count(value)
        else "words"
        if len(text) > 12 and not isinstance(value, Markup)
        else "empty"
        if not text
        else ""
    )
    attributes = (f' class="{kind}"' if kind else "") + (
        ' lang="ja"' if isinstance(value, Own) else ""
    )
    inner = text if isinstance(value, Markup) else escape(text)
    # The value is one element: in a card it stands beside the caption.
    return f'<td role="cell" data-caption="{escape(column)}"{attributes}><div>{inner}</div></td>'


def audience_choice(texts: Texts) -> str:
    """Return the choice who sees what is handed in."""
    return (
        f'<fieldset class="choice"><legend>{escape(texts.admin_audience)}</legend>'
        + "".join(
            f'<label class="inline"><input type="radio" name="audience" value="{value}"'
            f"{' checked' if value == 'public' else ''}> "
            f"{escape(texts.of('audience', value))}</label>"
            for value in ("public", "staff")
        )
        + "</fieldset>"
    )


def box(caption: str, control: str) -> str:
    """Return a control below its caption."""
    return f"<p><label>{escape(caption)}{control}</label></p>"
