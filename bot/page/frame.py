"""What every page has around it: header, navigation, display switches, notice."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path

from bot.page.furigana import with_furigana
from bot.page.preferences import SIZES, THEMES, Preferences
from bot.page.texts import LANGUAGE_NAMES, LANGUAGES, Texts

ASSETS = Path(__file__).parent / "assets"
PAGES = (("chat", "./"), ("lookup", "lookup"), ("learn", "learn"), ("documents", "documents"))


@dataclass(frozen=True)
class Office:
    """Whose desk it is, as the settings say."""

    name: str = ""
    """Shown in the header: 汐野市."""
    logo: Path | None = None
    """Picture beside the name."""


@dataclass(frozen=True)
class Login:
    """What the header offers on a desk with accounts of staff."""

    name: str = ""
    """Who is logged in; "" for nobody."""
    administers: bool = False
    """Whether the administration pages let the person in."""
    ends: bool = True
    """Whether it is this desk's to end; a proxy's login is not."""


def render_header(
    page: str, preferences: Preferences, office: Office, login: Login | None = None
) -> str:
    """Return what stands above a page.

    Args:
        page: which of ``PAGES`` it belongs to.
        preferences: of this browser.
        office: whose desk it is.
        login: None where there are no accounts to log in with.
    """
    texts = preferences.texts
    logo = '<img src="page/logo" alt="" height="32">' if office.logo else ""
    name = f'<span class="office">{escape(office.name)}</span>' if office.name else ""
    brand = f'{logo}{name}<span class="product">{escape(texts.name)}<i lang="ja">窓口</i></span>'
    links = "".join(
        f'<a href="{target}"{" aria-current=page" if name == page else ""}>'
        f"{escape(texts.of('page', name))}</a>"
        for name, target in PAGES
    )
    target, skip = ("#question", texts.skip_link) if page == "chat" else ("#main", texts.skip_main)
    heading = "h1" if page == "chat" else "p"
    html = (
        f'<header id="header"><a class="skip" href="{target}">{escape(skip)}</a>'
        f'<div class="bar"><{heading} class="brand"><a href="./">{brand}</a></{heading}>'
        f'<div class="own">{_login(login, texts)}{_display(preferences)}</div></div>'
        f'<nav aria-label="{escape(texts.pages)}">{links}</nav></header>'
    )
    return with_furigana(html) if preferences.furigana else html


def _login(login: Login | None, texts: Texts) -> str:
    if login is None:
        return ""
    if not login.name:
        return f'<a class="login" href="login"><span>{escape(texts.log_in)}</span></a>'
    administration = f'<a href="admin">{escape(texts.administration)}</a>'
    out = (
        '<form method="post" action="logout">'
        f'<button class="plain">{escape(texts.log_out)}</button></form>'
    )
    return (
        f'<details class="menu login"><summary><span class="hidden">{escape(texts.logged_in)}: '
        f'</span><span class="name">{escape(login.name)}</span></summary>'
        f'<div class="sheet">{administration if login.administers else ""}'
        f"{out if login.ends else ''}</div></details>"
    )


def _display(preferences: Preferences) -> str:
    texts = preferences.texts
    fields = "".join(
        (
            _choice(
                "language", texts.display_language, preferences.language,
                [(name, LANGUAGE_NAMES[name]) for name in LANGUAGES],
            ),
            _choice(
                "size", texts.display_size, preferences.size,
                [(name, texts.of("size", name)) for name in SIZES],
            ),
            _choice(
                "theme", texts.display_theme, preferences.theme,
                [(name, texts.of("theme", name)) for name in THEMES],
            ),
        )
    )  # fmt: skip
    ruby = (
        '<label class="switch"><input type="checkbox" name="ruby"'
        f"{' checked' if preferences.ruby else ''}> {escape(texts.display_ruby)}</label>"
    )
    # Named in both languages: who cannot read the page looks for the other one.
    other = "日本語" if preferences.language == "en" else "Language"
    spoken = "ja" if preferences.language == "en" else "en"
    return (
        f'<details class="menu display"><summary><span>{escape(texts.display)}'
        f'<span lang="{spoken}"> / {other}</span></span></summary>'
        f'<form id="display" class="sheet">{fields}{ruby}</form></details>'
    )


def _choice(name: str, title: str, chosen: str, values: list[tuple[str, str]]) -> str:
    rows = "".join(
        f'<label><input type="radio" name="{name}" value="{value}"'
        f"{' checked' if value == chosen else ''}> <span>{escape(shown)}</span></label>"
        for value, shown in values
    )
    return f"<fieldset><legend>{escape(title)}</legend>{rows}</fieldset>"


def render_footer(preferences: Preferences) -> str:
    """Return what stands below a page: the notice, and where programs find the answers."""
    texts = preferences.texts
    html = (
        f'<footer id="footer"><p>{escape(texts.notice)}</p>'
        f'<p><a href="api/docs">{escape(texts.api_link)}</a></p></footer>'
        '<div id="offline" class="offline" role="alert" '
        f'data-text="{escape(texts.server_gone)}"></div>'
    )
    return with_furigana(html) if preferences.furigana else html


def head_links(*names: str) -> str:
    """Return the elements of ``head`` that load style and scripts, the common ones first."""
    return "".join(
        f'<link rel="stylesheet" href="{_asset(name)}">'
        if name.endswith(".css")
        else f'<script defer src="{_asset(name)}"></script>'
        for name in ("page.css", "page.js", *names)
    )


@cache
def _asset(name: str) -> str:
    # Browsers keep a file for a year under a name that changes with its content.
    version = hashlib.sha256((ASSETS / name).read_bytes()).hexdigest()[:8]
    return f"page/assets/{name}?{version}"


def render_page(
    page: str,
    title: str,
    body: str,
    *,
    preferences: Preferences,
    office: Office,
    login: Login | None = None,
    scripts: tuple[str, ...] = (),
    wide: bool = False,
    root: str = "./",
) -> str:
    """Return a whole page with header and footer.

    Args:
        page: which of ``PAGES`` it belongs to.
        title: of the window; escaped here.
        body: HTML of the content.
        preferences: of this browser.
        office: whose desk it is.
        login: None where there are no accounts to log in with.
        scripts: assets that it needs beside the common ones.
        wide: whether the content has two columns.
        root: where the first page lies as seen from this one; "../" for /admin/words.
    """
    texts = preferences.texts
    if preferences.furigana:
        body = with_furigana(body)
    window = " – ".join(escape(part) for part in (title, office.name or texts.name) if part)
    return (
        f"<!doctype html><html {preferences.attributes}><head>"
        f'<meta charset="utf-8"><base href="{escape(root)}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{window}</title><link rel="icon" href="favicon.ico">'
        f"{head_links('text.css', *scripts)}"
        f"</head><body>{render_header(page, preferences, office, login)}"
        f'<main id="main" tabindex="-1"{" class=wide" if wide else ""}>{body}</main>'
        f"{render_footer(preferences)}</body></html>"
    )
