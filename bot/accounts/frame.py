"""What the pages of staff have around them; no script, so that nothing in them can run."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape


def render_frame(title: str, body: str, *, links: Sequence[tuple[str, str]] = ()) -> str:
    """Return a whole page.

    Args:
        title: of the window; escaped here.
        body: HTML of the content.
        links: address and name of the neighbouring pages.
    """
    listed = "".join(f'<a href="{address}">{escape(name)}</a>' for address, name in links)
    navigation = f'<nav aria-label="管理のページ">{listed}</nav>' if links else ""
    return (
        '<!doctype html><html lang="ja"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)} – Madoguchi</title><style>{_STYLE}</style></head>"
        f'<body>{navigation}<main id="main">{body}</main></body></html>'
    )


_STYLE = """
:root { color-scheme: light dark; --line: #8a8d91; --strong: #1d5a8a; }
@media (prefers-color-scheme: dark) { :root { --strong: #8cc4ee; } }
body { font: 1rem/1.8 "Hiragino Sans", "Yu Gothic UI", "Noto Sans CJK JP", Meiryo, sans-serif;
  max-width: 64rem; margin: 0 auto; padding: 1rem; }
nav { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; padding: .5rem 0;
  border-bottom: 1px solid var(--line); }
a { color: var(--strong); }
h1 { font-size: 1.5rem; } h2 { font-size: 1.2rem; margin-top: 2rem; }
label { display: block; font-weight: 600; }
label.inline { display: inline; font-weight: 400; margin-right: 1rem; }
input:not([type]), input[type=password], input[type=text], input[type=file], select, textarea {
  font: inherit; padding: .4rem .6rem; width: 100%; max-width: 32rem; box-sizing: border-box;
  border: 1px solid var(--line); border-radius: 4px; }
button, .button { font: inherit; padding: .4rem 1.2rem; min-height: 2.75rem; cursor: pointer;
  border: 1px solid var(--strong); border-radius: 4px; background: none; color: var(--strong);
  display: inline-block; text-decoration: none; box-sizing: border-box; }
.problem { border-left: 4px solid #b3261e; padding-left: 1rem; }
.done { border-left: 4px solid #2e7d32; padding-left: 1rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .4rem .8rem .4rem 0;
  border-bottom: 1px solid var(--line); }
td.number, th.number { text-align: right; }
details { margin: .5rem 0; } summary { cursor: pointer; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; border: 1px solid var(--line);
  border-radius: 4px; padding: .75rem; max-height: 24rem; overflow-y: auto; }
svg { max-width: 100%; height: auto; }
svg .bar { fill: var(--strong); } svg text { fill: currentColor; font-size: 11px; }
"""
