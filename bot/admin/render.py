"""The administration pages as HTML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from fastapi.responses import HTMLResponse
from starlette.requests import Request

from bot.accounts.frame import render_frame
from bot.admin import figures as counted
from bot.admin.figures import Topic
from bot.admin.shelf import Preview
from bot.admin.trial import Effect
from bot.records.audit import Entry as AuditEntry
from bot.records.audit import Verdict
from bot.records.switches import Name, State
from kb.catalog import StoredDocument
from kb.directory import Department
from kb.directory_lines import DirectoryLine
from kb.vocabulary import Entry

LINKS = (
    ("/admin", "利用の様子"),
    ("/admin/questions", "答えのない質問"),
    ("/admin/documents", "資料"),
    ("/admin/words", "言葉"),
    ("/admin/directory", "部署"),
    ("/admin/switches", "休止と操作の記録"),
)
SWITCHES: tuple[tuple[Name, str], ...] = (("bot", "自動応答"), ("llm", "言語モデル"))
SHOWN_PASSAGES = 40
_AUDIENCES = '<p><label class="inline"><input type="radio" name="audience" value="public" checked> 公開</label><label class="inline"><input type="radio" name="audience" value="staff"> 職員用</label></p>'  # noqa: E501


def page(request: Request, title: str, body: str, *, status: int = 200) -> HTMLResponse:
    """Return a page with links to the others."""
    inner = f'<div lang="ja"><h1>{escape(title)}</h1>{body}</div>'
    html = render_frame(request, title, inner, links=LINKS, caption="管理のページ")
    return HTMLResponse(html, status_code=status)


def _table(columns: Sequence[str], rows: Iterable[Sequence[object]], *, name: str) -> str:
    """Return a table; what is wider than the page is moved within it.

    Args:
        columns: their captions.
        rows: cells; of a number the figures stand one below the other.
        name: of the table, for screen readers.
    """
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in columns)
    body = "".join("<tr>" + "".join(_cell(value) for value in row) + "</tr>" for row in rows)
    return _moved(f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>", name)


def _moved(table: str, name: str) -> str:
    return f'<div class="wide" role="region" tabindex="0" aria-label="{escape(name)}">{table}</div>'


def _cell(value: object) -> str:
    text = str(value)
    kind = "number" if isinstance(value, int | float) else "words" if len(text) > 12 else ""
    return f"<td{f' class={kind}' if kind else ''}>{escape(text)}</td>"


def documents(stored: Sequence[StoredDocument]) -> str:
    """Return the list of documents with the form to hand one in."""
    rows = "".join(
        f'<tr><td class="words">{escape(d.title or d.name)}<br><small>{escape(d.name)}</small></td>'
        f"<td>{escape(d.municipality or '')}</td><td>{escape(d.date or '')}</td>"
        f"<td>{'職員用' if d.audience == 'staff' else '公開'}</td><td>{d.passages}</td>"
        '<td><form method="post" action="/admin/documents/remove">'
        f'<input type="hidden" name="name" value="{escape(d.name)}">'
        f'<button aria-label="{escape(d.name)}を取り下げる">取り下げる</button></form></td></tr>'
        for d in stored
    )
    return (
        '<form method="post" action="/admin/documents/upload" enctype="multipart/form-data">'
        '<p><label for="file">渡すファイル</label>'
        '<input id="file" type="file" name="file" required>'
        f'</p>{_AUDIENCES}<p><button class="primary">読み取って確認する</button></p></form>'
        + _moved(
            '<table><thead><tr><th scope="col">資料</th><th scope="col">自治体</th>'
            '<th scope="col">日付</th><th scope="col">対象</th><th scope="col">箇所</th><td></td>'
            f"</tr></thead><tbody>{rows}</tbody></table>",
            "登録されている資料",
        )
    )


def preview(found: Preview) -> str:
    """Return how a file was read, with the buttons to publish it or not."""
    parts = [f'<p class="problem">{escape(problem)}</p>' for problem in found.problems]
    for document in found.documents:
        warnings = "".join(f"<li>{escape(warning)}</li>" for warning in document.warnings)
        passages = "".join(
            f"<details><summary>{escape(p.label)}（{p.kind}）</summary><pre>{escape(p.text)}</pre>"
            "</details>"
            for p in document.passages[:SHOWN_PASSAGES]
        )
        more = len(document.passages) - SHOWN_PASSAGES
        rest = f"<p>ほかに{more}箇所</p>" if more > 0 else ""
        parts.append(
            f"<h2>{escape(document.title)}</h2><p>自治体：{escape(document.municipality or 'なし')}"
            f"　種類：{escape(document.kind)}　日付：{escape(document.date or 'なし')}"
            f"　対象：{'職員用' if document.audience == 'staff' else '公開'}"
            f"　箇所：{len(document.passages)}</p><ul>{warnings}</ul>{passages}{rest}"
        )
    publish = '<button class="primary">公開する</button> ' if found.documents else ""
    return (
        f"<p>「{escape(found.name)}」はまだ公開されていません。読み取った結果を確かめてください。</p>"
        f"{''.join(parts)}"
        '<form method="post" action="/admin/documents/publish">'
        f'<input type="hidden" name="token" value="{escape(found.token)}"><p>{publish}'
        '<button name="discard" value="1">やめる</button></p></form>'
    )


def figures(
    rows: Sequence[Mapping[str, Any]],
    state: State,
    stored: Sequence[StoredDocument],
    waiting: int,
) -> str:
    """Return the figures by day with plots, and how the system is."""
    days = counted.figures_by_day(rows)
    bot, llm = state.switch("bot"), state.switch("llm")
    health = _table(
        ("項目", "状態"),
        (
            ("自動応答", "動いています" if bot.is_on else f"休止中：{bot.reason}"),
            ("言語モデル", "使ってよい" if llm.is_on else f"休止中：{llm.reason}"),
            ("資料", f"{len(stored)}件、{sum(d.passages for d in stored)}箇所"),
            ("データベースを待つ記録", f"{waiting}行"),
        ),
        name="状態",
    )
    reasons = [
        (d.day, d.questions, d.answered, "、".join(f"{k} {v}" for k, v in d.not_answered.items()),
         f"{d.median_ms:.0f}", f"{d.slowest_ms:.0f}")
        for d in reversed(days)
    ]  # fmt: skip
    return (
        f"<h2>状態</h2>{health}<h2>日ごと</h2>"
        + counted.plot(days, title="質問の数")
        + counted.plot(days, title="回答までの時間の中央値（ミリ秒）", shown="median_ms")
        + _table(
            ("日", "質問", "回答", "回答しなかった理由", "中央値ms", "95%点ms"),
            reasons,
            name="日ごと",
        )
        + "<h2>担当部署</h2>"
        + _table(("部署", "回答"), counted.departments(rows)[:30], name="担当部署")
    )


def questions(topics: Sequence[Topic], judged: Sequence[Mapping[str, Any]]) -> str:
    """Return questions without an answer by topic, each with drafts to approve, and feedback."""
    parts = []
    for topic in topics[:50]:
        listed = "".join(f"<li>{escape(question)}</li>" for question in topic.questions[:10])
        parts.append(
            f"<details><summary>{escape('・'.join(topic.words) or 'その他')}（{topic.count}回）"
            f"</summary><ul>{listed}</ul>{_draft_faq(topic)}{_draft_synonym(topic)}</details>"
        )
    rows = [
        (row["at"][:10], "役に立った" if row["helpful"] else "役に立たなかった",
         row["reason"] or "", row["question"], "、".join(row["labels"]))
        for row in reversed(judged[-200:])
    ]  # fmt: skip
    return (
        "".join(parts or ["<p>答えのない質問はありません。</p>"])
        + "<h2>評価</h2>"
        + _table(("日", "評価", "理由", "質問", "出典"), rows, name="評価")
    )


def _draft_faq(topic: Topic) -> str:
    return (
        '<form method="post" action="/admin/faq"><p><label>質問<input name="question" '
        f'maxlength="400" required value="{escape(topic.questions[0])}"></label></p>'
        '<p><label>回答<textarea name="answer" rows="3" maxlength="4000" required></textarea>'
        f"</label></p>{_AUDIENCES}<p><button>よくある質問に加える</button></p></form>"
    )


def _draft_synonym(topic: Topic) -> str:
    everyday = escape(topic.words[0] if topic.words else "")
    return (
        '<form method="get" action="/admin/words"><p><label>人の言い方<input name="everyday" '
        f'value="{everyday}" maxlength="100"></label></p><p><label>役所の言葉（、で区切る）'
        '<input name="terms" maxlength="400"></label></p><p><button>言葉を試す</button></p></form>'
    )


def words(
    known: Sequence[Entry], everyday: str, terms: str, effects: Sequence[Effect] | None
) -> str:
    """Return the words that were added, the form for another, and what it would change."""
    listed = _table(
        ("人の言い方", "役所の言葉"),
        [(e.everyday, "、".join(e.administrative)) for e in known],
        name="登録した言葉",
    )
    tried = ""
    if effects is not None:
        changed = sum(effect.is_changed for effect in effects)
        tried = (
            f"<h2>試した結果</h2><p>最近の質問{len(effects)}件のうち{changed}件の答えが変わります。</p>"
            + _table(
                ("質問", "いま", "変えると"),
                [(e.question, e.before, e.after) for e in effects],
                name="試した結果",
            )
        )
    return (
        '<form method="get" action="/admin/words"><p><label>人の言い方'
        f'<input name="everyday" value="{escape(everyday)}" maxlength="100" required></label></p>'
        f'<p><label>役所の言葉（、で区切る。空にして登録すると消えます）<input name="terms" '
        f'value="{escape(terms)}" maxlength="400"></label></p>'
        '<p><button class="primary">試す</button> '
        '<button formmethod="post">登録する</button></p></form>'
        f"{tried}<h2>登録した言葉</h2>{listed}"
    )


def directory(table: str, departments: Sequence[Department]) -> str:
    """Return the table that corrects the directory, and the departments as they are now."""
    listed = _table(
        ("自治体", "部署", "電話", "窓口"),
        [
            (one.municipality or "", one.name, _value(one.contact), _value(one.window))
            for one in departments
        ],
        name="いまの部署",
    )
    return (
        "<p>資料から読み取った部署の電話や窓口を直します。1行目は列の名前です"
        "（自治体,部署,電話,窓口,事務,別名,旧名称,対象,削除 のうち使うもの）。</p>"
        '<form method="post" action="/admin/directory"><p><label>部署の表（CSV）'
        f'<textarea name="table" rows="10" cols="70" maxlength="100000">{escape(table)}</textarea>'
        '</label></p><p><button class="primary">登録する</button></p></form>'
        f"<h2>いまの部署</h2>{listed}"
    )


def _value(line: DirectoryLine | None) -> str:
    return line.value if line else ""


def switches(state: State, verdict: Verdict, entries: Sequence[AuditEntry]) -> str:
    """Return the switches and the audit log."""
    forms = "".join(
        f"<h2>{title}</h2><p>{'動いています' if state.switch(name).is_on else '休止中'}</p>"
        f'<form method="post" action="/admin/switches"><input type="hidden" name="name" '
        f'value="{name}"><p><label>休止の理由（利用者に示されます）<input name="reason" '
        f'maxlength="400" value="{escape(state.switch(name).reason)}"></label></p>'
        '<p><button name="on" value="false">休止する</button> '
        '<button name="on" value="true">再開する</button></p></form>'
        for name, title in SWITCHES
    )
    checked = (
        f'<p class="done">{verdict.entries}件の記録は書き換えられていません。控え：'
        f"<code>{verdict.entries}:{verdict.last_digest}</code></p>"
        if verdict.problem is None
        else f'<p class="problem">{escape(verdict.problem)}</p>'
    )
    rows = [
        (entry.number, entry.at[:19], entry.actor, entry.action, dict(entry.detail))
        for entry in entries
    ]
    listed = _table(("番号", "時刻（UTC）", "誰が", "何を", "内容"), rows, name="操作の記録")
    return f"{forms}<h2>操作の記録</h2>{checked}{listed}"
