"""What of a saved page is not its text: menus, headers, footers, scripts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_NEVER = (
    "script",
    "style",
    "noscript",
    "template",
    "iframe",
    "frame",
    "object",
    "embed",
    "svg",
    "canvas",
    "audio",
    "video",
    "select",
    "button",
    "input",
    "textarea",
    "nav",
    "aside",
    "rt",
    "rp",
)
_CHROME = re.compile(
    r"(?:^|[-_ ])(?:g|l|s|site|global|local|sub|main|side|foot|head|page)?[-_]?"
    r"(?:nav|navi|navigation|menu|breadcrumbs?|bread|pankuzu|topic-?path|sidebar|side|footer|header"
    r"|sns|share|banner|advert|search|skip|page-?top|to-?top|lang|language|print|font-?size|tools?"
    r"|utility|ranking|cookie|modal|toolbar|reader)(?:$|[-_ 0-9])",
    re.I,
)
_MAIN = re.compile(
    r"^(?:tmp_)?(?:l-|c-)?(?:main|contents?|honbun|article|main[-_]?(?:contents?|body|area|col)"
    r"|contents?[-_]?(?:main|body|area)|entry(?:-content|-body)?|primary|detail)$",
    re.I,
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_MOSTLY_LINKS = 0.5
_SHORT = 150


def drop_chrome(root: HtmlElement) -> None:
    """Take out of the tree what is not the page's text."""
    for element in list(root.iter(*_NEVER)):
        _drop(element)
    for element in list(root.iter()):
        if not isinstance(element.tag, str) or element.tag in ("html", "body"):
            continue
        if element.getparent() is None:
            continue
        if (
            element.get("hidden") is not None
            or _HIDDEN.search(element.get("style") or "")
            or _is_chrome(element)
        ):
            _drop(element)


def find_main(root: HtmlElement) -> tuple[HtmlElement, HtmlElement | None]:
    """Return the element that holds the page's text, and its title where that stands outside."""
    body = root.find(".//body")
    whole = root if body is None else body
    length = len(_text(whole))
    found = [
        element
        for element in whole.iter()
        if element.tag in ("main", "article")
        or element.get("role") == "main"
        or any(_MAIN.match(value) for value in _names(element))
    ]
    wide = [e for e in found if len(_text(e)) >= max(100, 0.5 * length)]
    # The innermost that still holds nearly all of it: wrappers hold the menus as well.
    main = wide[-1] if wide and len(_text(wide[-1])) >= 0.6 * length else whole
    if main is whole or main.find(".//h1") is not None:
        return main, None
    return main, whole.find(".//h1")


def _is_hidden(element: HtmlElement) -> bool:
    return element.get("hidden") is not None or bool(_HIDDEN.search(element.get("style") or ""))


def _is_chrome(element: HtmlElement) -> bool:
    named = element.tag in ("header", "footer") or element.get("role") in (
        "navigation",
        "banner",
        "contentinfo",
        "search",
        "complementary",
    )
    marked = named or any(_CHROME.search(value) for value in _names(element))
    if not marked and element.tag not in ("ul", "ol", "p", "div", "td"):
        return False
    text = _text(element)
    linked = sum(len(_text(link)) for link in element.iter("a") if link.get("href"))
    share = linked / len(text) if text else 0.0
    if marked:
        if element.tag == "header" and element.find(".//h1") is not None and share < 0.3:
            return False
        return (
            share >= _MOSTLY_LINKS
            or (len(text) <= _SHORT and "。" not in text)
            or (element.tag == "footer")
        )
    # A list of links alone is a menu, unless the links lead within the page (contents).
    links = [link for link in element.iter("a") if link.get("href")]
    outside = [link for link in links if not link.get("href", "").startswith("#")]
    return (
        element.tag == "ul"
        and share > 0.9
        and len(outside) >= 4
        and "。" not in text
        and (len(text) / len(links) <= 12)
    )


def _names(element: HtmlElement) -> list[str]:
    values = [element.get("id") or "", *(element.get("class") or "").split()]
    return [value for value in values if value]


def _text(element: HtmlElement) -> str:
    return "".join("".join(element.itertext()).split())


def _drop(element: HtmlElement) -> None:
    if element.getparent() is not None:
        element.drop_tree()
