"""Web pages as saved: what is said on them, without navigation, menus and scripts."""

from __future__ import annotations

import re

from lxml import etree
from lxml import html as lxml_html

from ingest.decoding import decode
from ingest.errors import ReadError
from ingest.marked import MarkedText
from ingest.municipality import find_municipality
from ingest.readers.html_blocks import BlockWriter
from ingest.readers.html_chrome import drop_chrome, find_main
from ingest.reading import Limits, ReadFile

_CHARSET = re.compile(
    rb"""<(?:meta|\?xml)[^>]*?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.I
)
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_DOCTYPE = re.compile(r"<!(?:DOCTYPE[^<>\[]*\[.*?\]\s*>|ENTITY[^>]*>)", re.I | re.S)
_SEPARATORS = re.compile(r"\s*[|｜:：/／»›>＞]\s*|\s+[-－–—]\s+|－")
_PLACE = re.compile(r"[一-鿿ぁ-んァ-ヶ]{1,8}(?:市|町|村|区|都|道|府|県)")
_AS_WINDOWS = {"shift_jis": "cp932", "shift-jis": "cp932", "x-sjis": "cp932", "sjis": "cp932"}


def read(content: bytes, name: str, limits: Limits) -> ReadFile:
    """Return the page's own text as marked text.

    Nothing is fetched and nothing is run: the page is only parsed.

    Raises:
        ReadError: It is no text, or nothing is said on it.
    """
    text = _DOCTYPE.sub("", _DECLARATION.sub("", _decode(content, name)))
    parser = lxml_html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = lxml_html.document_fromstring(text, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise ReadError(f"「{name}」は HTML として読めません。保存し直してください。") from error
    head = " ".join((root.findtext(".//title") or "").split())
    drop_chrome(root)
    out = MarkedText(max_characters=limits.max_characters)
    main, outside = find_main(root)
    body = MarkedText(max_characters=limits.max_characters)
    writer = BlockWriter(body)
    if outside is not None:
        writer.write(outside)
    writer.write(main)
    said = body.build(name).text
    title = _write_title(out, head, said)
    if not said.strip():
        raise ReadError(
            f"「{name}」には本文がありません（画面の部品だけか、スクリプトで表示するページです）。"
            "ブラウザーで開いて PDF に印刷し、それを取り込んでください。"
        )
    out.gap()
    out.line(said.strip("\n"))
    return ReadFile(out.build(name), title=title)


def _decode(content: bytes, name: str) -> str:
    found = _CHARSET.search(content[:4096])
    if found and not content.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        charset = found[1].decode("ascii", "replace").lower()
        try:
            return content.decode(_AS_WINDOWS.get(charset, charset))
        except (LookupError, UnicodeError):
            pass  # pages often name another charset than they have
    return decode(content, name)


def _write_title(out: MarkedText, head: str, said: str) -> str | None:
    """Write what the page's head says of title and site where the page itself does not.

    Once header and footer are gone, 汐野市 in 「転入届｜汐野市公式サイト」 may be all that
    tells whose page it is.
    """
    parts = [part for part in _SEPARATORS.split(head) if part]
    if not parts:
        return None
    front = "".join(said[:1500].split())
    for part in parts[1:]:
        if _PLACE.search(part) and find_municipality(said) is None:
            out.line(part)
    if "".join(parts[0].split()) not in front and not re.search(r"^# ", said, re.M):
        out.heading(parts[0], level=1)
    return parts[0]
