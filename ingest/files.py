"""The files under some paths, each under the name that it has in the knowledge base."""

from __future__ import annotations

import filecmp
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.read import ENDINGS, advice_for


@dataclass(frozen=True)
class FailedFile:
    """A file that gave no document."""

    name: str
    origin: str
    reason: str
    """A sentence in Japanese for the person who ingests."""
    skipped: bool = False
    """Whether it was left out on purpose (hidden, no format of ours), not broken."""


@dataclass(frozen=True)
class UnchangedFile:
    """A file that the knowledge base holds as it is; it was not parsed."""

    name: str
    origin: str
    """Absolute path, which may be another than when it was stored."""
    sha256: str
    """``Document.sha256`` of the stored document."""


@dataclass(frozen=True)
class FoundFile:
    """A file to read, under the name that it has in the knowledge base."""

    path: Path
    name: str


def find_files(
    paths: Iterable[Path | str], *, stored: Mapping[str, str] | None = None
) -> list[FoundFile | FailedFile]:
    """Return the files under the paths, each once, with unique names.

    A document's name is its file's name; where two files share one, they get the
    folders in front that tell them apart. See ``unique_names`` for ``stored``.
    """
    found: dict[Path, Path] = {}
    failed: list[FailedFile] = []
    for given in paths:
        path = Path(given)
        try:
            if path.is_dir():
                inside = list(_walk(path, failed, root=path.resolve()))
                for inner in inside:
                    found.setdefault(inner.resolve(), inner)
                if not inside and not any(_inside(path, f.origin) for f in failed):
                    reason = f"フォルダー「{path}」に取り込める文書がありません。"
                    failed.append(_failed(path, reason))
            elif path.is_file():
                found.setdefault(path.resolve(), path)
            elif path.exists():
                failed.append(_failed(path, f"「{path}」は普通のファイルではありません。"))
            else:
                reason = f"「{path}」が見つかりません。場所を確かめてください。"
                failed.append(_failed(path, reason))
        except (OSError, RuntimeError, ValueError) as error:  # too long, a loop of links, NUL
            why = getattr(error, "strerror", None) or "名前が使えないか、リンクが循環しています"
            reason = f"「{path}」を開けません（{why}）。場所を確かめてください。"
            failed.append(_failed(path, reason))
    names = unique_names(list(found), stored=stored)
    return [*(FoundFile(path, names[path]) for path in found), *failed]


def _inside(folder: Path, origin: str) -> bool:
    return Path(origin).is_relative_to(folder)


def _walk(folder: Path, failed: list[FailedFile], *, root: Path) -> Iterator[Path]:
    try:
        entries = sorted(folder.iterdir(), key=lambda entry: entry.name)
    except OSError as error:
        failed.append(_failed(folder, f"フォルダー「{folder}」を開けません（{error.strerror}）。"))
        return
    for entry in entries:
        if entry.name.startswith((".", "~$")):
            continue
        if entry.is_dir():
            if entry.is_symlink():
                continue
            yield from _walk(entry, failed, root=root)
        elif not entry.is_file():
            # Reading a pipe would wait for ever; a link may lead nowhere.
            reason = f"「{entry.name}」は普通のファイルではないため飛ばしました。"
            failed.append(FailedFile(entry.name, str(entry), reason, skipped=True))
        elif entry.is_symlink() and not entry.resolve().is_relative_to(root):
            # Who may write to a shared folder must not have the server's own files read.
            reason = f"「{entry.name}」はフォルダーの外を指すリンクのため飛ばしました。"
            failed.append(FailedFile(entry.name, str(entry), reason, skipped=True))
        elif entry.suffix.lower() in ENDINGS:
            yield entry
        else:
            advice = advice_for(entry.suffix.lower())
            reason = f"「{entry.name}」は取り込めない形式のため飛ばしました。{advice}"
            failed.append(FailedFile(entry.name, str(entry), reason, skipped=True))


def unique_names(
    paths: Sequence[Path], *, stored: Mapping[str, str] | None = None
) -> dict[Path, str]:
    """Return a name for each path: the file's name, with as many folders as it takes.

    A file that is stored keeps its name. The name of another stored document is not taken
    while that document's file still exists and is not the same to the byte: two cities
    send a 手続一覧.md each, and neither may replace the other.

    Args:
        paths: absolute paths.
        stored: name → origin of the documents that are in the knowledge base.
    """
    kept = {origin: name for name, origin in (stored or {}).items()}
    names = {path: kept[str(path)] for path in paths if str(path) in kept}
    others = {name: origin for name, origin in (stored or {}).items() if name not in names.values()}
    new = [path for path in paths if path not in names]
    depths = dict.fromkeys(new, 1)
    while True:
        names.update({path: as_utf8("/".join(path.parts[-depths[path] :])) for path in new})
        counts = Counter(names.values())
        clashing = [
            path
            for path in new
            if depths[path] < len(path.parts)
            and (counts[names[path]] > 1 or _is_another(path, others.get(names[path])))
        ]
        if not clashing:
            return names
        for path in clashing:
            depths[path] += 1


def _is_another(path: Path, origin: str | None) -> bool:
    try:
        return (
            origin is not None
            and Path(origin).is_file()
            and not filecmp.cmp(path, origin, shallow=False)
        )
    except OSError:
        return True


def as_utf8(name: str) -> str:
    """Return a path in characters that can be stored and shown.

    Archives made under Windows carry names in CP932; a name that is no text at all keeps
    what can be read of it.
    """
    try:
        raw = name.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return name.encode("utf-8", "replace").decode("utf-8")
    for encoding in ("utf-8", "cp932"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "replace")


def _failed(path: Path, reason: str) -> FailedFile:
    return FailedFile(path.name or str(path), str(path), reason)
