"""Looks at everything that the desk needs, changes nothing, and says what to do."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from bot.operation.checks import Check, Outcome, fine, look
from bot.operation.neighbours import examine_model_server, examine_port, examine_share
from bot.settings import Settings, read_settings
from ingest.errors import MadoguchiError

if TYPE_CHECKING:
    from kb.records import Embedder

LEAST_PYTHON = (3, 11)
LEAST_FREE_BYTES = 256 << 20
"""With less, databases and temporary files soon fail."""


def examine_all(
    environment: Mapping[str, str] | None = None, *, knowledge_base: str | None = None
) -> Iterator[Check]:
    """Yield one check after the other, as they are made.

    Args:
        environment: variables; those of the process by default.
        knowledge_base: folder given on the command line.
    """
    variables = os.environ if environment is None else environment
    yield look("python", "Python", _python)
    yield look("dictionary", "辞書（Sudachi）", _dictionary)
    read: list[Settings] = []

    def settings_of() -> Outcome:
        read.append(read_settings(variables, knowledge_base=knowledge_base))
        return _settings(variables)

    yield look("settings", "設定", settings_of)
    if not read:
        return  # nothing is known of what comes next
    (settings,) = read
    embedders: list[Embedder] = []

    def model() -> Outcome:
        from bot.models import open_embedder

        embedders.append(open_embedder(settings))
        width = embedders[0].embed_queries(["窓口"]).shape[1]
        return fine(f"{settings.embedder or '同梱のモデル'}（{width}次元）")

    yield look("model", "埋め込みモデル", model)
    folder = settings.knowledge_base
    whole = look("knowledge_base", "知識ベース", lambda: _knowledge_base(folder))
    yield whole
    inside: list[tuple[str, str, Callable[[], Outcome]]] = [
        ("fingerprints", "知識ベースとモデル・辞書の組", lambda: _fingerprints(folder, embedders)),
        ("vectors", "ベクトル", lambda: _vectors(settings, embedders)),
    ]
    rest: list[tuple[str, str, Callable[[], Outcome]]] = [
        ("share", "共有の知識ベース", lambda: examine_share(settings)),
        ("data_folder", "記録のフォルダー", lambda: _writable(settings.records.folder)),
        ("disk", "ディスクの空き", lambda: _disk(settings)),
        ("records", "記録のデータベース", lambda: _records(settings)),
        ("audit", "監査ログ", lambda: _audit(settings)),
        ("tesseract", "文字の読取り（Tesseract）", _tesseract),
        ("llm", "言語モデル", lambda: examine_model_server(settings.llm)),
        ("port", "ポート", lambda: examine_port(settings.server.host, settings.server.port)),
    ]
    # Of one that is not there or damaged, the same would be told three times.
    for name, title, examine in [*(inside if whole.state == "ok" else ()), *rest]:
        yield look(name, title, examine)


def _python() -> Outcome:
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:2] < LEAST_PYTHON:
        return (
            "broken",
            version,
            "Python 3.11 以上を入れ、make install をもう一度実行してください。",
        )
    return fine(f"{version}、Madoguchi {metadata.version('madoguchi')}")


def _dictionary() -> Outcome:
    from kb.words import content_words

    if not content_words("転入の届出"):
        return "broken", "言葉に分けられません", "sudachidict-core を入れ直してください。"
    return fine(f"sudachidict-core {metadata.version('sudachidict-core')}")


def _settings(variables: Mapping[str, str]) -> Outcome:
    from bot.options import settings_file

    file = settings_file(variables)
    return fine(f"ファイル {file.absolute()}" if file else "ファイルなし（環境変数と既定値）")


def _knowledge_base(folder: Path) -> Outcome:
    from kb.generations import load, open_generation

    generation = open_generation(folder)
    load(folder, generation.name, thorough=True)
    manifest = generation.manifest
    return fine(
        f"{folder} の世代 {generation.name}: 資料 {manifest.documents}件、{manifest.passages}箇所"
        "（すべてのファイルのチェックサムが合う）"
    )


def _fingerprints(folder: Path, embedders: list[Embedder]) -> Outcome:
    from kb.analyser import JapaneseAnalyser
    from kb.generations import open_generation

    if not embedders:
        return "broken", "埋め込みモデルを読めないので確かめられません", ""
    open_generation(
        folder,
        embedder_fingerprint=embedders[0].fingerprint,
        analyser_fingerprint=JapaneseAnalyser().fingerprint,
    )
    return fine("一致")


def _vectors(settings: Settings, embedders: list[Embedder]) -> Outcome:
    from kb.generations import open_generation
    from kb.vectors import open_store

    if not embedders:
        return "broken", "埋め込みモデルを読めないので確かめられません", ""
    if settings.chroma:
        return fine("Chroma のサーバーにある（「共有の知識ベース」で確かめる）")
    generation = open_generation(settings.knowledge_base)
    expected = generation.manifest.vectors
    with open_store(generation.chroma_path, embedder=embedders[0], expected=expected) as store:
        store.check_health(expected=expected)
    return fine(f"{expected}件")


def _writable(folder: Path) -> Outcome:
    place = _existing(folder)
    if not place.is_dir() or not os.access(place, os.W_OK | os.X_OK):
        return (
            "broken",
            f"{place} に書けません",
            "持ち主と権限を直すか、records.folder（MADOGUCHI_DATA）で別のフォルダーにしてください。",
        )
    return fine(str(folder) if place == folder else f"{folder}（最初に使うときに作る）")


def _disk(settings: Settings) -> Outcome:
    # An update writes the next state beside the live one.
    needed = LEAST_FREE_BYTES + _bytes_of_live(settings.knowledge_base)
    places = {_existing(settings.knowledge_base), _existing(settings.records.folder)}
    free = {place: shutil.disk_usage(place).free for place in places}
    place = min(free, key=lambda one: free[one])
    found = f"{place} に {free[place] >> 20:,} MB"
    if free[place] < LEAST_FREE_BYTES:
        return "broken", found, "要らないファイルを消し、空きを作ってください。"
    if free[place] < needed:
        return "note", found, f"取込みには {needed >> 20:,} MB の空きが要ります。"
    return fine(found)


def _bytes_of_live(folder: Path) -> int:
    from kb.generations import open_generation

    try:
        parts = open_generation(folder).manifest.parts
    except MadoguchiError:
        return 0
    return sum(part.size for part in parts.values())


def _existing(path: Path) -> Path:
    """Return the path, or the nearest folder above that exists."""
    path = path.absolute()
    while not path.exists() and path != path.parent:
        path = path.parent
    return path


def _records(settings: Settings) -> Outcome:
    from bot.records.database import Database
    from bot.records.schema import REVISION

    database = Database(settings.records.database)
    try:
        revision = database.revision()
    finally:
        database.close()
    if revision is None:
        return fine(f"{database.shown}（まだ空。最初に使うときに作る）")
    if revision < REVISION:
        return (
            "note",
            f"{database.shown} は前の版のもの（{revision}）",
            f"使うときに {REVISION} へ直します。その前に madoguchi backup で控えを取ってください。",
        )
    if revision > REVISION:
        return (
            "broken",
            f"{database.shown} は新しい版のもの（{revision}）",
            "その版の Madoguchi を使うか、控えから戻してください。",
        )
    return fine(f"{database.shown}（版 {revision}）")


def _audit(settings: Settings) -> Outcome:
    from bot.records.audit import AuditLog
    from bot.records.database import Database
    from bot.records.schema import REVISION
    from bot.records.secret import FILE_NAME, read_secret

    database = Database(settings.records.database)
    try:
        if database.revision() != REVISION:
            return fine("まだない")
        key = settings.records.folder / FILE_NAME
        if settings.records.secret is None and not key.exists():
            return (
                "broken",
                f"署名の鍵 {key} がありません",
                "控えから戻すか、MADOGUCHI_SECRET で与えてください。",
            )
        secret = read_secret(settings.records.secret, folder=settings.records.folder)
        verdict = AuditLog(database, secret=secret).verify()
    finally:
        database.close()
    if verdict.problem is not None:
        return (
            "broken",
            verdict.problem,
            "だれがデータベースに書けるかを調べ、控えと比べてください（madoguchi audit list）。",
        )
    return fine(f"{verdict.entries}件、書き換えなし")


def _tesseract() -> Outcome:
    from ingest.readers.ocr import find_tesseract

    program = find_tesseract()
    if program is None:
        return (
            "note",
            "ないか、日本語のデータがない",
            "スキャンしたPDFや画像を取り込むなら「apt install tesseract-ocr tesseract-ocr-jpn」"
            "で入れてください。ほかの資料には要りません。",
        )
    return fine(program)
