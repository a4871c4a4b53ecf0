"""Word documents (.docx, .docm): headings, computed numbers, tables, text boxes, footnotes."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import docx
from docx.opc.exceptions import PackageNotFoundError

from ingest.errors import ReadError
from ingest.grid import write_grid
from ingest.marked import MarkedText
from ingest.readers.docx_numbering import Numbering, W
from ingest.readers.docx_styles import Styles
from ingest.readers.office import BROKEN, broken, check_package, no_text
from ingest.reading import Limits, ReadFile
from ingest.spans import Span

_NOTES = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_ALTERNATIVE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SKIPPED = (
    f"{W}del",
    f"{W}moveFrom",
    f"{W}instrText",
    f"{W}delText",
    f"{W}pPr",
    f"{W}rPr",
    f"{W}rt",
    _ALTERNATIVE,
)
_INNER = (f"{W}txbxContent",)
_MAX_COLUMNS = 100


def read(content: bytes, name: str, limits: Limits) -> ReadFile:
    """Return the document's text as marked text.

    Raises:
        ReadError: It is broken, hostile, or holds no text.
    """
    notes = check_package(content, name, limits)
    try:
        document = docx.Document(io.BytesIO(content))
        out = MarkedText(max_characters=limits.max_characters)
        _Writer(document, out, limits, name).write()
        title = (document.core_properties.title or "").strip() or None
    except ReadError:
        raise
    except (*BROKEN, PackageNotFoundError, TypeError, AttributeError, SyntaxError) as error:
        raise broken(name) from error
    if out.empty:
        raise no_text(name)
    return ReadFile(out.build(name), warnings=notes, title=title)


class _Writer:
    """Writes the elements of the body in their order."""

    def __init__(self, document: Any, out: MarkedText, limits: Limits, name: str) -> None:
        self._body = document.element.body
        self._out = out
        self._limits = limits
        self._name = name
        self._styles = Styles(document)
        self._numbering = Numbering(_part_root(document, "numbering"))
        self._notes = {
            kind: _read_notes(_part_root(document, f"{kind}s"), kind)
            for kind in ("footnote", "endnote")
        }
        self._pending: list[str] = []
        """Footnotes that the paragraphs since the last gap refer to."""
        self._note_number = 0

    def write(self) -> None:
        self._blocks(self._body)
        self._flush_notes()

    def _blocks(self, parent: Any) -> None:
        for element in parent:
            if element.tag == f"{W}p":
                self._paragraph(element)
            elif element.tag == f"{W}tbl":
                self._table(element)
            elif element.tag in (f"{W}sdt", f"{W}ins", f"{W}smartTag", f"{W}customXml"):
                content = element.find(f"{W}sdtContent")
                self._blocks(element if content is None else content)

    def _paragraph(self, element: Any) -> None:
        style = self._styles.of(element)
        text = self._text(element)
        number = self._number(element, text)
        if style.is_contents:
            return
        if style.level is not None and text.strip() and len(text) <= 120:
            self._flush_notes()
            self._out.heading(number + text.strip(), level=style.level)
        elif text.strip():
            self._out.line(number + text.rstrip())
        else:
            self._flush_notes()
            self._out.gap()
        for box in _boxes(element):
            self._out.gap()
            self._blocks(box)
            self._out.gap()

    def _number(self, element: Any, text: str) -> str:
        found = self._styles.list_of(element, self._numbering)
        # Word counts an empty numbered paragraph only where it shows its number.
        if found is None or not text.strip():
            return ""
        return self._numbering.next(*found)

    def _text(self, element: Any) -> str:
        return "".join(self._runs(element))

    def _runs(self, element: Any) -> Iterator[str]:
        for child in element:
            tag = child.tag
            if tag in _SKIPPED or tag in _INNER or not isinstance(tag, str):
                continue
            if tag == f"{W}r" and _is_hidden(child):
                continue
            if tag == f"{W}t":
                yield child.text or ""
            elif tag == f"{W}tab":
                yield "　"
            elif tag in (f"{W}br", f"{W}cr"):
                yield "\n" if child.get(f"{W}type") in (None, "textWrapping") else ""
            elif tag == f"{W}noBreakHyphen":
                yield "-"
            elif tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
                yield self._refer(child, tag)
            elif tag in (f"{W}pict", f"{W}drawing", f"{W}object"):
                continue  # text boxes come after the paragraph
            else:
                yield from self._runs(child)

    def _refer(self, element: Any, tag: str) -> str:
        kind = "footnote" if tag == f"{W}footnoteReference" else "endnote"
        note = self._notes[kind].get(element.get(f"{W}id") or "")
        if not note:
            return ""
        self._note_number += 1
        self._pending.append(f"※{self._note_number}　{note}")
        return f"※{self._note_number}"

    def _flush_notes(self) -> None:
        notes, self._pending = self._pending, []
        for note in notes:
            self._out.line(note)

    def _table(self, element: Any) -> None:
        rows, spans, head = self._cells(element)
        if len(rows) > self._limits.max_rows:
            raise ReadError(
                f"「{self._name}」の表は行が多すぎます（上限 {self._limits.max_rows:,}行）。"
                "分割してから取り込んでください。"
            )
        if rows and max(len(row) for row in rows) == 1:
            # A frame of one column is a box around text.
            self._out.gap()
            for cell in element.iter(f"{W}tc"):
                self._blocks(cell)
            self._out.gap()
            return
        write_grid(self._out, rows, spans=spans, head=head or None)
        self._out.gap()
        self._flush_notes()

    def _cells(self, table: Any) -> tuple[list[list[str]], list[Span], int]:
        rows: list[list[str]] = []
        spans: list[Span] = []
        begun: dict[int, int] = {}
        """Row in which the vertical merge of a column began."""
        head = 0
        for element in _rows(table):
            number = len(rows)
            row: list[str] = []
            properties = element.find(f"{W}trPr")
            if properties is not None:
                if head == number and properties.find(f"{W}tblHeader") is not None:
                    head += 1
                row += [""] * _count(properties.find(f"{W}gridBefore"), 0)
            for cell in _cells_of(element):
                wide, merge = _merging(cell)
                column = len(row)
                if merge == "continue" and column in begun:
                    row += [""] * wide
                    spans[begun[column]] = _longer(spans[begun[column]])
                    continue
                begun.pop(column, None)
                text = self._cell_text(cell)
                row += [text, *[""] * (wide - 1)]
                if merge == "restart":
                    begun[column] = len(spans)
                if merge == "restart" or wide > 1:
                    spans.append(Span(number, column, 1, wide))
            rows.append(row[:_MAX_COLUMNS])
        return rows, [span for span in spans if span.rows > 1 or span.columns > 1], head

    def _cell_text(self, cell: Any) -> str:
        parts: list[str] = []
        for element in cell:
            if element.tag == f"{W}p":
                text = self._text(element)
                number = self._number(element, text)
                parts.append(number + text.strip())
                parts += [
                    self._text(inner) for box in _boxes(element) for inner in box.iter(f"{W}p")
                ]
            elif element.tag == f"{W}tbl":
                parts += [
                    "　".join(filter(None, map(self._cell_text, _cells_of(row))))
                    for row in _rows(element)
                ]
        return "\n".join(part for part in parts if part.strip())


def _rows(table: Any) -> Iterator[Any]:
    for child in table:
        if child.tag == f"{W}tr":
            yield child
        elif child.tag in (f"{W}sdt", f"{W}ins", f"{W}customXml"):
            yield from (row for row in child.iter(f"{W}tr"))


def _cells_of(row: Any) -> Iterator[Any]:
    for child in row:
        if child.tag == f"{W}tc":
            yield child
        elif child.tag in (f"{W}sdt", f"{W}customXml"):
            yield from child.iter(f"{W}tc")


def _merging(cell: Any) -> tuple[int, str | None]:
    properties = cell.find(f"{W}tcPr")
    if properties is None:
        return 1, None
    wide = max(1, min(_count(properties.find(f"{W}gridSpan"), 1), _MAX_COLUMNS))
    merge = properties.find(f"{W}vMerge")
    if merge is None:
        return wide, None
    return wide, merge.get(f"{W}val") or "continue"


def _longer(span: Span) -> Span:
    return Span(span.row, span.column, span.rows + 1, span.columns)


def _count(element: Any | None, default: int) -> int:
    value = element.get(f"{W}val") if element is not None else None
    return int(value) if value and value.isdecimal() and len(value) < 6 else default


def _boxes(paragraph: Any) -> list[Any]:
    """Return the text boxes anchored in a paragraph, each once."""
    depth = sum(parent.tag == f"{W}txbxContent" for parent in paragraph.iterancestors())
    found = []
    for box in paragraph.iter(f"{W}txbxContent"):
        above = [parent.tag for parent in box.iterancestors()]
        if _ALTERNATIVE not in above and above.count(f"{W}txbxContent") == depth:
            found.append(box)
    return found


def _is_hidden(run: Any) -> bool:
    properties = run.find(f"{W}rPr")
    hidden = properties.find(f"{W}vanish") if properties is not None else None
    return hidden is not None and hidden.get(f"{W}val") not in ("0", "false")


def _part_root(document: Any, kind: str) -> Any | None:
    from lxml import etree

    for relation in document.part.rels.values():
        if relation.is_external or not relation.reltype.endswith(f"/{kind}"):
            continue
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        return etree.fromstring(relation.target_part.blob, parser)
    return None


def _read_notes(root: Any | None, kind: str) -> dict[str, str]:
    if root is None:
        return {}
    notes = {}
    for note in root.iter(f"{W}{kind}"):
        text = "".join(part.text or "" for part in note.iter(f"{W}t")).strip()
        if note.get(f"{W}type") in (None, "normal") and text:
            notes[note.get(f"{W}id") or ""] = re.sub(r"\s+", " ", text)
    return notes
