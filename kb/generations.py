"""Generations of a knowledge base on disk: where they are, and how the live one is opened.

Readers see complete generations only: the folder that ``current`` names was finished
before it was named, and never changes afterwards.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import KnowledgeBaseError
from kb.manifest import FILE_NAME, SCHEMA, Manifest, damaged_parts

CURRENT = "current"
GENERATIONS = "generations"
NAME = re.compile(r"g\d{6,}")


class DamagedGenerationError(KnowledgeBaseError):
    """Files of a generation are missing or changed."""

    def __init__(self, message: str, *, generation: Generation | None, parts: list[str]) -> None:
        super().__init__(message)
        self.generation = generation
        """None where not even its manifest can be read."""
        self.parts = parts
        """Paths below the generation's folder."""


class OtherVersionError(KnowledgeBaseError):
    """A generation was made by a program of another schema."""


@dataclass(frozen=True)
class Generation:
    """One complete state of a knowledge base: where its parts are and what they hold."""

    folder: Path
    manifest: Manifest

    @property
    def name(self) -> str:
        """Return the folder's name: g000003."""
        return self.folder.name

    @property
    def catalog_path(self) -> Path:
        """Return the SQLite file of documents and passages."""
        return catalog_path(self.folder)

    @property
    def lexical_path(self) -> Path:
        """Return the folder of the BM25 channels."""
        return lexical_path(self.folder)

    @property
    def dense_path(self) -> Path:
        """Return the folder of the matrix of vectors."""
        return dense_path(self.folder)

    @property
    def chroma_path(self) -> Path:
        """Return Chroma's folder; open it through ``kb.vectors`` only."""
        return chroma_path(self.folder)


def catalog_path(folder: Path) -> Path:
    """Return where a generation has its catalog."""
    return folder / "catalog.sqlite"


def lexical_path(folder: Path) -> Path:
    """Return where a generation has its BM25 channels."""
    return folder / "lexical"


def public_path(lexical: Path) -> Path:
    """Return where, below all channels, those without documents for staff are.

    Nothing is there where no document is for staff.
    """
    return lexical / "public"


def chroma_path(folder: Path) -> Path:
    """Return where a generation has its vectors."""
    return folder / "chroma"


def dense_path(folder: Path) -> Path:
    """Return where a generation has its vectors as a matrix."""
    return folder / "dense"


def current_name(kb_path: Path) -> str | None:
    """Return the name of the live generation, or None where none is named."""
    try:
        name = (kb_path / CURRENT).read_text(encoding="utf-8").strip()
    except (FileNotFoundError, NotADirectoryError, UnicodeDecodeError):
        return None
    except OSError as error:
        raise KnowledgeBaseError(
            f"知識ベース「{kb_path}」が読めません({error.strerror})。"
            "フォルダを読む権限があるか確かめてください。"
        ) from error
    return name if NAME.fullmatch(name) else None


def open_generation(
    kb_path: Path,
    *,
    embedder_fingerprint: str | None = None,
    analyser_fingerprint: str | None = None,
) -> Generation:
    """Return the live generation after checking that this program can use it.

    Args:
        kb_path: the knowledge base's folder.
        embedder_fingerprint: the model that questions will be embedded with; None where
            the vectors are not used.
        analyser_fingerprint: what questions will be cut into words with; None where the
            words are not used.

    Raises:
        DamagedGenerationError: files are missing or changed.
        KnowledgeBaseError: there is no knowledge base, it is half-written, or it was made
            by another version, another model or another analyser.
    """
    name = current_name(kb_path)
    while True:
        if name is None:
            raise KnowledgeBaseError(why_not_a_knowledge_base(kb_path))
        try:
            generation = load(kb_path, name)
            break
        except DamagedGenerationError:
            # Two switches since ``current`` was read remove the generation it named.
            name, before = current_name(kb_path), name
            if name == before:
                raise
    if embedder_fingerprint not in (None, generation.manifest.embedder):
        raise KnowledgeBaseError(
            f"知識ベース「{kb_path}」は別の埋め込みモデル({generation.manifest.embedder})で"
            f"作られています(いまのモデルは {embedder_fingerprint})。"
            "madoguchi ingest をもう一度実行すると、いまのモデルで作り直します。"
        )
    if analyser_fingerprint not in (None, generation.manifest.analyser):
        raise KnowledgeBaseError(
            f"知識ベース「{kb_path}」は、文を言葉に分ける方法がいまと違うプログラムか辞書で"
            f"作られています({generation.manifest.analyser}、いまは {analyser_fingerprint})。"
            "madoguchi ingest をもう一度実行すると、保存されている文書から索引を作り直します。"
        )
    return generation


def load(kb_path: Path, name: str, *, thorough: bool = False) -> Generation:
    """Return a generation after comparing its files with its manifest.

    Args:
        kb_path: the knowledge base's folder.
        name: the generation's name.
        thorough: read every file, however large all of them are together.

    Raises:
        DamagedGenerationError: files are missing or changed.
        KnowledgeBaseError: made by another version.
    """
    folder = kb_path / GENERATIONS / name
    try:
        text = (folder / FILE_NAME).read_text(encoding="utf-8")
        schema = Manifest.schema_of(text)
        if schema != SCHEMA:
            raise OtherVersionError(
                f"知識ベース「{kb_path}」は別の版のプログラムで作られています"
                f"(形式 {schema}、このプログラムの形式は {SCHEMA})。"
                "保存されている内容はそのままです。"
                + (
                    "madoguchi upgrade を実行すると、保存されている内容から作り直します。"
                    if schema < SCHEMA
                    else "作ったときの版で開くか、文書を別のフォルダ(--kb)に"
                    "取り込み直してください。"
                )
            )
        manifest = Manifest.from_json(text)
    except (OSError, ValueError) as error:
        message = _damage_message(kb_path, name, [FILE_NAME])
        raise DamagedGenerationError(message, generation=None, parts=[FILE_NAME]) from error
    generation = Generation(folder, manifest)
    if damaged := damaged_parts(folder, manifest.parts, thorough=thorough):
        message = _damage_message(kb_path, name, damaged)
        raise DamagedGenerationError(message, generation=generation, parts=damaged)
    return generation


def _damage_message(kb_path: Path, name: str, parts: list[str]) -> str:
    what = f"知識ベース「{kb_path}」の世代 {name} が壊れています({'、'.join(parts[:3])})。"
    if FILE_NAME not in parts and catalog_path(Path()).as_posix() not in parts:
        return (
            f"{what}文書の内容は残っています。"
            "madoguchi ingest をもう一度実行すると、索引を作り直します。"
        )
    others = [other for other in complete_names(kb_path) if other != name]
    if others:
        return (
            f"{what}一つ前の世代 {others[-1]} が残っています。「{kb_path / CURRENT}」の中身を "
            f"{others[-1]} に書き換えるとその状態に戻ります。"
        )
    return f"{what}元の文書を別のフォルダ(--kb)に取り込み直してください。"


def why_not_a_knowledge_base(kb_path: Path) -> str:
    """Return what to tell a person whose folder names no live generation."""
    if not kb_path.exists() or (kb_path.is_dir() and not any(kb_path.iterdir())):
        return (
            f"知識ベース「{kb_path}」がありません。先に madoguchi ingest で文書を取り込むか、"
            "--kb(または環境変数 MADOGUCHI_KB)で知識ベースのフォルダを指定してください。"
        )
    if kb_path.is_dir() and ((kb_path / GENERATIONS).is_dir() or (kb_path / CURRENT).exists()):
        return (
            f"知識ベース「{kb_path}」は書きかけです(取り込みが途中で止まったか、"
            f"ファイル {CURRENT} が壊れています)。madoguchi ingest をもう一度実行してください。"
        )
    return (
        f"「{kb_path}」は知識ベースではありません。"
        "--kb(または環境変数 MADOGUCHI_KB)で知識ベースのフォルダを指定してください。"
    )


def complete_names(kb_path: Path) -> list[str]:
    """Return the names of the generations that have a manifest, oldest first."""
    folders = (kb_path / GENERATIONS).glob("g*/" + FILE_NAME)
    names = [path.parent.name for path in folders if NAME.fullmatch(path.parent.name)]
    return sorted(names, key=lambda name: int(name[1:]))
