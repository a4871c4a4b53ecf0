"""What the pages of staff add to the frame of all pages: their own navigation, their forms."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from starlette.requests import Request

from bot.page.routes import framed


def render_frame(
    request: Request,
    title: str,
    body: str,
    *,
    links: Sequence[tuple[str, str]] = (),
    caption: str = "",
    scripts: tuple[str, ...] = (),
) -> str:
    """Return a whole page.

    Args:
        request: whose language and colours it has.
        title: of the window; escaped here.
        body: HTML of the content.
        links: address and name of the neighbouring pages.
        caption: what the neighbouring pages are together.
        scripts: assets that it needs beside the common ones.
    """
    here = request.url.path
    listed = "".join(
        f'<li><a href="{address}"{" aria-current=page" if address == here else ""}>'
        f"{escape(name)}</a></li>"
        for address, name in links
    )
    navigation = f'<nav class="staff" aria-label="{escape(caption)}"><ul>{listed}</ul></nav>'
    inner = f'{navigation if links else ""}<div class="staff">{body}</div>'
    return framed(request, "", title, inner, scripts=("staff.css", *scripts))
