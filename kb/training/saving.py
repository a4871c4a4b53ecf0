"""Writes a model folder that sentence-transformers and ``kb.embedding`` both read."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors.numpy import save_file
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import WhitespaceSplit

from kb.embedding import CONFIGURATION, SPLITTING, UNKNOWN
from kb.training.cooccurrence import Vectors

# The names that every version of sentence-transformers with static models understands.
_MODULES = [
    ("", "sentence_transformers.models.StaticEmbedding"),
    ("1_Normalize", "sentence_transformers.models.Normalize"),
]


def save_model(
    folder: Path, tokens: Sequence[str], vectors: Vectors, card: Mapping[str, object]
) -> None:
    """Write weights in half precision, tokenizer, modules and model card, readable by everyone.

    Args:
        folder: Made where it is missing; files of an older model are replaced.
        tokens: Token by row; the unknown token is among them.
        vectors: (tokens, dimensions); only their directions and relative lengths matter.
        card: Values for the placeholders of the card's template.
    """
    folder.mkdir(parents=True, exist_ok=True)
    save_file(
        {"embedding.weight": rounded(vectors)}, folder / "model.safetensors", {"format": "pt"}
    )
    _tokenizer(tokens).save(str(folder / "tokenizer.json"), pretty=False)
    modules = [
        {"idx": number, "name": str(number), "path": path, "type": kind}
        for number, (path, kind) in enumerate(_MODULES)
    ]
    _write_json(folder / "modules.json", modules)
    _write_json(
        folder / CONFIGURATION,
        {
            "model_type": "SentenceTransformer",
            "prompts": {},
            "similarity_fn_name": "cosine",
            "splitting": SPLITTING,
        },
    )
    template = (Path(__file__).parent / "card.md").read_text(encoding="utf-8")
    for name, value in card.items():
        template = template.replace("{{" + name + "}}", str(value))
    (folder / "README.md").write_text(template, encoding="utf-8")
    for path in folder.iterdir():
        if path.is_file():  # safetensors writes 0600
            path.chmod(0o644)


def rounded(vectors: Vectors) -> npt.NDArray[np.float16]:
    """Return the vectors in half precision, the longest one of length 1.

    The unknown token gets the direction in which all texts vary least.
    """
    vectors = vectors / max(float(np.linalg.norm(vectors, axis=1).max()), 1e-12)
    _, directions = np.linalg.eigh(vectors[1:].T @ vectors[1:])
    vectors[0] = directions[:, 0] / 10
    return np.ascontiguousarray(vectors.astype(np.float16))


def _tokenizer(tokens: Sequence[str]) -> Tokenizer:
    vocabulary = {token: number for number, token in enumerate(tokens)}
    tokenizer = Tokenizer(WordLevel(vocabulary, unk_token=UNKNOWN))
    tokenizer.pre_tokenizer = WhitespaceSplit()
    return tokenizer


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=2) + "\n", encoding="utf-8")
