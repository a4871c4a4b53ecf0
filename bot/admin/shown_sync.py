"""The administration's folder sync as HTML: folders, what would change, what was done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from urllib.parse import quote

from bot.admin.parts import Markup, Own, table
from bot.admin.shelf import Preview
from bot.admin.shown_documents import document_as_read
from bot.admin.sync_book import SyncRow
from bot.admin.sync_look import Failure, Look, Reading, Report
from bot.page.texts import Texts, readable_date
from bot.sync_settings import SyncFolder

MOST_SHOWN = 200
"""Rows of one list; of more the number is told."""


def folders(known: Sequence[SyncFolder], latest: Mapping[str, SyncRow], texts: Texts) -> str:
    """Return the folders of the settings, each with its last look or sync and the button."""
    if not known:
        return f"<p>{escape(texts.admin_sync_none)}</p>"
    rows = [
        (
            Own(str(folder.path)),
            texts.of("audience", folder.audience),
            Markup(_last(latest.get(folder.key), texts)),
            Markup(_look_button(folder.key, str(folder.path), texts)),
        )
        for folder in known
    ]
    columns = (
        texts.admin_folder, texts.admin_audience, texts.admin_last, texts.admin_action,
    )  # fmt: skip
    return f"<p>{escape(texts.admin_sync_lead)}</p>" + table(columns, rows, name=texts.admin_sync)


def _last(row: SyncRow | None, texts: Texts) -> str:
    if row is None:
        return escape(texts.admin_none)
    told = f"{texts.of('sync', row.state)} {row.at[:16].replace('T', ' ')} UTC, {row.actor}"
    return f'<a href="admin/sync/{row.token}">{escape(told)}</a>'


def _look_button(key: str, path: str, texts: Texts, *, again: bool = False) -> str:
    words = texts.admin_sync_again if again else texts.admin_look
    return (
        '<form method="post" action="/admin/sync/look">'
        f'<input type="hidden" name="folder" value="{escape(key)}">'
        f'<button aria-label="{escape(words)}: {escape(path)}">{escape(words)}</button></form>'
    )


def row(found: SyncRow, *, is_known: bool, texts: Texts) -> str:
    """Return one look or sync as it is now.

    Args:
        found: the look or sync.
        is_known: whether the settings have its folder.
        texts: of the page.
    """
    parts = [
        f'<p><strong lang="ja">{escape(found.path)}</strong>'
        f" ({escape(texts.of('audience', found.audience))})</p>"
    ]
    if found.is_active:
        parts.append(_progress(found, texts))
    elif found.state == "seen" and found.look:
        parts.append(_look(found.token, found.look, texts, runs=is_known))
    elif found.report:
        parts.append(_report(found.report, texts))
    else:
        parts.append(f'<p class="problem">{escape(texts.admin_sync_interrupted)}</p>')
    if not found.is_active and is_known:
        parts.append(_look_button(found.folder, found.path, texts, again=True))
    parts.append(f'<p><a href="admin/sync">{escape(texts.admin_sync_all)}</a></p>')
    active = " data-active" if found.is_active else ""
    return f'<div id="sync"{active}>{"".join(parts)}</div>'


def _progress(found: SyncRow, texts: Texts) -> str:
    so_far = (
        texts.admin_files_of.format(done=found.done, total=found.total)
        if found.total
        else texts.admin_files_so_far.format(done=found.done)
    )
    bar = (
        f'<progress max="{found.total}" value="{min(found.done, found.total)}"></progress>'
        if found.total
        else "<progress></progress>"
    )
    meanwhile = f"<p>{escape(texts.admin_sync_meanwhile)}</p>" if found.state == "running" else ""
    return (
        f'<div role="status"><p><label>{escape(texts.of("sync", found.state))} '
        f"{bar}</label> {escape(so_far)}</p></div>{meanwhile}"
        f'<p><a href="admin/sync/{found.token}">{escape(texts.admin_sync_reload)}</a></p>'
    )


def _look(token: str, look: Look, texts: Texts, *, runs: bool) -> str:
    counts = _counts(
        {
            "added": len(look.added),
            "changed": len(look.changed),
            "moved": len(look.moved),
            "relocated": look.relocated,
            "removed": len(look.removed),
            "superseded": len(look.superseded),
            "unread": sum(not file.skipped for file in look.failed),
            "skipped": sum(file.skipped for file in look.failed),
            "unchanged": len(look.unchanged),
        },
        texts,
    )
    run = (
        _run(token, look, texts)
        if runs and not look.is_empty
        else f"<p>{escape(texts.admin_sync_nothing)}</p>"
        if look.is_empty
        else ""
    )
    readings = {reading.name: reading for reading in look.readings}
    return (
        f"<p>{escape(texts.admin_sync_before)}</p>{counts}{run}"
        + _files("opened", look.opened, texts)
        + _files("removed", look.removed, texts)
        + _read("added", look.added, readings, texts, token=token)
        + _read("changed", look.changed, readings, texts, token=token)
        + _pairs("moved", look.moved, texts)
        + _pairs("superseded", look.superseded, texts)
        + _failed(look.failed, texts)
        + _files("unchanged", look.unchanged, texts, is_open=False)
    )


def _run(token: str, look: Look, texts: Texts) -> str:
    warnings = ""
    if look.needs_care:
        told = []
        if look.removed:
            told.append(
                texts.admin_sync_many_removed.format(
                    removed=len(look.removed), documents=look.documents
                )
            )
        if look.opened:
            told.append(texts.admin_sync_opened.format(count=len(look.opened)))
        warnings = (
            "".join(f'<p class="problem" role="alert">{escape(line)}</p>' for line in told)
            + '<p><label class="inline"><input type="checkbox" name="confirmed" value="true" '
            f"required> {escape(texts.admin_sync_confirm)}</label></p>"
        )
    return (
        '<form method="post" action="/admin/sync/run">'
        f'<input type="hidden" name="token" value="{escape(token)}">{warnings}'
        f'<p><button class="primary">{escape(texts.admin_sync_run)}</button></p></form>'
    )


def _report(report: Report, texts: Texts) -> str:
    problem = (
        f'<p class="problem" role="alert" lang="ja">{escape(report.problem)}</p>'
        if report.problem
        else f'<p class="done">{escape(texts.sync_done)}</p>'
    )
    if report == Report(problem=report.problem):
        return problem
    readings = {reading.name: reading for reading in report.readings}
    counts = _counts(
        {
            "added": len(report.added),
            "changed": len(report.changed),
            "moved": len(report.moved),
            "removed": len(report.removed),
            "superseded": len(report.superseded),
            "unread": sum(not file.skipped for file in report.failed),
            "skipped": sum(file.skipped for file in report.failed),
            "unchanged": report.unchanged,
        },
        texts,
    )
    total = escape(texts.admin_sync_total.format(count=report.documents))
    return (
        f"{problem}{counts}<p>{total}</p>"
        + _read("added", report.added, readings, texts)
        + _read("changed", report.changed, readings, texts)
        + _pairs("moved", report.moved, texts)
        + _files("removed", report.removed, texts)
        + _pairs("superseded", report.superseded, texts)
        + _failed(report.failed, texts)
    )


def file(found: Preview, texts: Texts) -> str:
    """Return how one file of a look is read."""
    problems = "".join(
        f'<p class="problem" lang="ja">{escape(problem)}</p>' for problem in found.problems
    )
    read = "".join(document_as_read(document, texts) for document in found.documents)
    back = escape(texts.admin_sync_back)
    return (
        f"<p>{escape(texts.admin_not_published.format(name=found.name))}</p>"
        f'<p><a href="admin/sync/{escape(found.token)}">{back}</a></p>{problems}{read}'
    )


def _counts(counts: Mapping[str, int], texts: Texts) -> str:
    rows = [(texts.of("sync", name), count) for name, count in counts.items() if count]
    if not rows:
        return ""
    return table((texts.admin_item, texts.admin_files), rows, name=texts.admin_files)


def _section(name: str, count: int, body: str, texts: Texts, *, is_open: bool = True) -> str:
    if not count:
        return ""
    rest = count - MOST_SHOWN
    more = f"<p>{escape(texts.admin_sync_rest.format(count=rest))}</p>" if rest > 0 else ""
    return (
        f"<details{' open' if is_open else ''}><summary>{escape(texts.of('sync', name))} "
        f'<span class="count">{count:,}</span></summary>{body}{more}</details>'
    )


def _files(name: str, files: Sequence[str], texts: Texts, *, is_open: bool = True) -> str:
    listed = "".join(f"<li>{escape(file)}</li>" for file in files[:MOST_SHOWN])
    return _section(name, len(files), f'<ul lang="ja">{listed}</ul>', texts, is_open=is_open)


def _pairs(name: str, pairs: Sequence[tuple[str, str]], texts: Texts) -> str:
    listed = "".join(
        f"<li>{escape(before)} → {escape(after)}</li>" for before, after in pairs[:MOST_SHOWN]
    )
    return _section(name, len(pairs), f'<ul lang="ja">{listed}</ul>', texts)


def _failed(failed: Sequence[Failure], texts: Texts) -> str:
    parts = []
    for name, is_skipped in (("unread", False), ("skipped", True)):
        reasons = [file.reason for file in failed if file.skipped == is_skipped]
        listed = "".join(f"<li>{escape(reason)}</li>" for reason in reasons[:MOST_SHOWN])
        body = f'<ul lang="ja">{listed}</ul>'
        parts.append(_section(name, len(reasons), body, texts, is_open=not is_skipped))
    return "".join(parts)


def _read(
    name: str,
    files: Sequence[str],
    readings: Mapping[str, Reading],
    texts: Texts,
    *,
    token: str = "",
) -> str:
    """Return files with how they were read; with a token each leads to its passages."""
    rows = []
    for file in files[:MOST_SHOWN]:
        reading = readings.get(file)
        title = _title(file, reading, texts, token=token)
        if reading is None:
            rows.append((title, "", "", "", "", texts.admin_sync_not_read))
            continue
        rows.append(
            (
                title,
                Own(reading.municipality or ""),
                readable_date(reading.date, texts),
                texts.of("audience", reading.audience),
                str(reading.passages),
                Own("、".join(reading.warnings)),
            )
        )
    columns = (
        texts.document, texts.municipality, texts.date, texts.admin_audience,
        texts.documents_passages, texts.documents_warnings,
    )  # fmt: skip
    return _section(name, len(files), table(columns, rows, name=texts.of("sync", name)), texts)


def _title(file: str, reading: Reading | None, texts: Texts, *, token: str) -> Markup:
    title = escape(reading.title if reading else file)
    if token:
        address = escape(f"admin/sync/{token}/file?name={quote(file, safe='')}")
        named = escape(texts.admin_sync_read_named.format(name=file))
        title = f'<a href="{address}" aria-label="{named}">{title}</a>'
    return Markup(f'<span class="title" lang="ja">{title}<br><small>{escape(file)}</small></span>')
