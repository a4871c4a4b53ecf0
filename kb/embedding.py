"""Embedding models: the shipped static one, read without torch, or any other by setting."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Container, Iterable, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ingest.errors import SettingsError
from kb import words
from kb.prompts import Prompts, prompts_for
from kb.records import Embedder, FloatMatrix

SHIPPED_MODEL = Path(__file__).parent / "data" / "model"
UNKNOWN = "[UNK]"
"""Token of a text of which no part is known; it points where no other text points."""
PART = "##"
"""Stands before a character bigram, which no word starts with."""

SPLITTING = "madoguchi-1"
"""How ``StaticEmbedder.split`` cuts texts; a model's configuration names the one it wants."""
CONFIGURATION = "config_sentence_transformers.json"

_MODEL_FILES = (CONFIGURATION, "modules.json", "tokenizer.json", "model.safetensors")
_NOT_KANJI = re.compile(r"[^\W\d_\u3005\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")


def word_pieces(word: str, vocabulary: Container[str]) -> list[str]:
    """Return the tokens of a content word that a model knows.

    A known word is itself and its ideographs; an unknown one its ideographs and the
    bigrams of its kana and letters. Digits of unknown numbers are left out.
    """
    ideographs = [character for character in words.kanji(word) if character in vocabulary]
    if word in vocabulary:
        return [word] if ideographs == [word] else [word, *ideographs]
    return ideographs + [part for part in word_parts(word) if part in vocabulary]


def word_parts(word: str) -> list[str]:
    """Return the marked bigrams of a word's kana and letters."""
    runs = _NOT_KANJI.findall(word.lower())
    return [f"{PART}{first}{second}" for run in runs for first, second in pairwise(run)]


class StaticEmbedder:
    """Mean of token vectors, unit length: reads a sentence-transformers StaticEmbedding folder.

    Tokens are the content words of ``kb.words`` in normalized form and their ideographs;
    sentence-transformers gives the same vectors for the texts that ``split`` returns.
    """

    def __init__(self, folder: Path) -> None:
        """Read a model folder.

        Raises:
            SettingsError: the folder is not a static model; the message names the file.
        """
        from safetensors.numpy import load_file

        for name in _MODEL_FILES:
            if not (folder / name).is_file():
                raise SettingsError(
                    f"埋め込みモデルのフォルダー {folder} に {name} がありません。"
                    "モデルのフォルダーを設定し直してください。"
                )
        try:
            weights = load_file(folder / "model.safetensors")["embedding.weight"]
            # Texts are split here, so that the table of tokens is all that is needed of the
            # tokenizer; the library takes four times as long to read it.
            tokenizer = json.loads((folder / "tokenizer.json").read_bytes())
            self._ids: dict[str, int] = tokenizer["model"]["vocab"]
        except Exception as error:  # safetensors raises its own bare exceptions
            raise SettingsError(
                f"埋め込みモデル {folder} を読めません（{error}）。"
                "ファイルが壊れていないか確かめてください。"
            ) from error
        self._weights: npt.NDArray[np.floating[Any]] = weights  # half precision, as stored
        self._fingerprint = _hash_files(folder, _MODEL_FILES)
        self._pieces = lru_cache(maxsize=200_000)(self._lookup)

    @property
    def fingerprint(self) -> str:
        """Hash of weights, tokenizer and modules; the static model has no prompts."""
        return self._fingerprint

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self._weights.shape[1])

    def embed_passages(self, texts: Sequence[words.Text]) -> FloatMatrix:
        """Return (texts, dimension), float32, unit length."""
        return self.embed(words.content_words(text) for text in texts)

    def embed_queries(self, texts: Sequence[words.Text]) -> FloatMatrix:
        """Return (texts, dimension), float32, unit length."""
        return self.embed_passages(texts)

    def embed(self, texts: Iterable[Sequence[str]]) -> FloatMatrix:
        """Return the vectors of texts given as content words, (texts, dimension)."""
        rows = [self._vector(content) for content in texts]
        return np.stack(rows) if rows else np.empty((0, self.dimension), dtype=np.float32)

    def embed_words(self, content: Iterable[str]) -> FloatMatrix:
        """Return the vectors of single words, (words, dimension); zeros for unknown ones."""
        rows = [
            self._vector([word]) if self._pieces(word) else np.zeros(self.dimension, np.float32)
            for word in content
        ]
        return np.stack(rows) if rows else np.empty((0, self.dimension), dtype=np.float32)

    def split(self, text: words.Text) -> str:
        """Return the text as sentence-transformers has to be given it: tokens and spaces."""
        pieces: list[str] = []
        for word in words.content_words(text):
            pieces.extend(word_pieces(word, self._ids))
        return " ".join(pieces) or UNKNOWN

    def _lookup(self, word: str) -> tuple[int, ...]:
        return tuple(self._ids[piece] for piece in word_pieces(word, self._ids))

    def _vector(self, content: Sequence[str]) -> FloatMatrix:
        ids = [number for word in content for number in self._pieces(word)]
        total = self._weights[ids or [self._ids[UNKNOWN]]].astype(np.float32).sum(axis=0)
        unit: FloatMatrix = total / max(float(np.linalg.norm(total)), 1e-12)
        return unit


class SentenceTransformerEmbedder:
    """Any other model of sentence-transformers, with what it wants before a text."""

    def __init__(
        self, name: str, *, query_prompt: str | None = None, passage_prompt: str | None = None
    ) -> None:
        """Load a model from a folder, or by name from the hub's local cache.

        Where a prompt is None, it is that of the model's family (``kb.prompts``) or what
        the model's own configuration says. A name is fetched from the hub only where the
        environment sets ``HF_HUB_OFFLINE=0``, because a lookup without a network hangs for
        minutes.

        Raises:
            SettingsError: the package or the model is not there.
        """
        # huggingface_hub reads the environment when it is first imported, which may be over.
        offline = os.environ.setdefault("HF_HUB_OFFLINE", "1") not in ("0", "false", "no", "off")
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError as error:
            raise SettingsError(
                f"埋め込みモデル「{name}」にはsentence-transformersが要ります。"
                "`pip install 'madoguchi[models]'` で入れてください。"
            ) from error
        try:
            self._model: Any = SentenceTransformer(name, local_files_only=offline)
        except Exception as error:  # transformers raises many kinds for one cause
            raise SettingsError(
                f"埋め込みモデル「{name}」を読み込めません。フォルダーの場所か、手元に保存済みの"
                "モデル名かを確かめてください（ネットワークからは取得しません）。"
            ) from error
        own: dict[str, str | None] = self._model.prompts or {}
        usual = prompts_for(Path(name).name or name) or Prompts(
            own.get("query") or "", own.get("document") or own.get("passage") or ""
        )
        self._query_prompt = usual.query if query_prompt is None else query_prompt
        self._passage_prompt = usual.passage if passage_prompt is None else passage_prompt
        self._fingerprint = self._identify()

    @property
    def fingerprint(self) -> str:
        """Hash of the weights, the vocabulary and both prompts."""
        return self._fingerprint

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self._model.get_embedding_dimension())

    def embed_passages(self, texts: Sequence[str]) -> FloatMatrix:
        """Return (texts, dimension), float32, unit length."""
        return self._embed(texts, self._passage_prompt)

    def embed_queries(self, texts: Sequence[str]) -> FloatMatrix:
        """Return (texts, dimension), float32, unit length."""
        return self._embed(texts, self._query_prompt)

    def _embed(self, texts: Sequence[str], prompt: str) -> FloatMatrix:
        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        vectors = self._model.encode(
            [prompt + text for text in texts],
            # The model's own default would come on top.
            prompt="",
            normalize_embeddings=True,
            convert_to_numpy=True,
            show_progress_bar=False,
        )
        return np.asarray(vectors, dtype=np.float32)

    def _identify(self) -> str:
        digest = hashlib.sha256(f"{self._query_prompt}\0{self._passage_prompt}".encode())
        for name, tensor in sorted(self._model.state_dict().items()):
            digest.update(name.encode())
            digest.update(tensor.detach().cpu().float().numpy().tobytes())
        tokenizer = self._model.tokenizer
        digest.update(repr(sorted(tokenizer.get_vocab().items())).encode())
        return digest.hexdigest()[:32]


@cache
def shipped_model() -> StaticEmbedder:
    """Return the model that comes with the program, read once."""
    return StaticEmbedder(SHIPPED_MODEL)


def load_embedder(
    setting: str | None = None,
    *,
    query_prompt: str | None = None,
    passage_prompt: str | None = None,
) -> Embedder:
    """Return the embedder of a setting: a folder or a name; the shipped model where it is empty.

    Args:
        setting: a folder, or a name in the hub's local cache.
        query_prompt: stands before questions; None for what the model's family wants.
        passage_prompt: stands before passages; None for what the model's family wants.

    Raises:
        SettingsError: the model cannot be loaded.
    """
    if not setting:
        return shipped_model()
    folder = Path(setting).expanduser()
    if _is_static(folder):
        return StaticEmbedder(folder)
    if (setting.startswith((".", "/", "~")) or "\\" in setting) and not folder.is_dir():
        raise SettingsError(
            f"埋め込みモデルのフォルダー {folder} がありません。場所を確かめてください。"
        )
    return SentenceTransformerEmbedder(
        str(folder) if folder.is_dir() else setting,
        query_prompt=query_prompt,
        passage_prompt=passage_prompt,
    )


def _is_static(folder: Path) -> bool:
    """Return whether a folder holds a model of the project's own training."""
    try:
        configuration = json.loads((folder / CONFIGURATION).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(configuration, dict) and configuration.get("splitting") == SPLITTING


def _hash_files(folder: Path, names: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for name in names:
        digest.update((folder / name).read_bytes())
    return digest.hexdigest()[:32]
