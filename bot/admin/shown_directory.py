"""The administration's departments as HTML: the table that corrects them, and what holds now."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from bot.admin.parts import Own, box, table
from bot.page.texts import Texts
from kb.directory import Department
from kb.directory_lines import DirectoryLine

_COLUMNS = '<span lang="ja">自治体,部署,電話,窓口,事務,別名,旧名称,対象,削除</span>'


def directory(corrections: str, departments: Sequence[Department], texts: Texts) -> str:
    """Return the table that corrects the directory, and the departments as they are now."""
    rows = [
        (Own(one.municipality or ""), Own(one.name), _value(one.contact), _value(one.window))
        for one in departments
    ]
    columns = (texts.municipality, texts.admin_department, texts.contact, texts.slip_window)
    written = (
        '<textarea name="table" rows="10" maxlength="100000" lang="ja">'
        f"{escape(corrections)}</textarea>"
    )
    return (
        f"<p>{escape(texts.admin_directory_lead).format(columns=_COLUMNS)}</p>"
        f'<form method="post" action="/admin/directory">'
        f"{box(texts.admin_directory_table, written)}"
        f'<p><button class="primary">{escape(texts.admin_save)}</button></p></form>'
        f"<h2>{escape(texts.admin_directory_now)}</h2>"
        + table(columns, rows, name=texts.admin_directory_now)
    )


def _value(line: DirectoryLine | None) -> Own:
    return Own(line.value if line else "")
