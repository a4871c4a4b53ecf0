"""How many tokens a text takes, counted offline.

The encoding is this project's own byte-pair encoding (``data/make_ranks.py``). Its
count stands for a language model's: about one token for 1.5 characters of Japanese.
"""

from __future__ import annotations

import base64
from functools import lru_cache
from pathlib import Path

import tiktoken

RANKS = Path(__file__).with_name("data") / "token_ranks.txt"
PATTERN = (
    r"\p{Han}{1,4}|[\p{Hiragana}]{1,6}|[\p{Katakana}ー]+|\p{Latin}+|\p{N}{1,3}"
    r"|\s+|[^\s\p{L}\p{N}]|\p{L}"
)
"""Runs of one script; a merge never crosses them."""


@lru_cache(maxsize=1)
def load_encoding() -> tiktoken.Encoding:
    """Return the encoding; nothing is fetched."""
    tokens = RANKS.read_text(encoding="ascii").split()
    ranks = {base64.b64decode(token): rank for rank, token in enumerate(tokens)}
    return tiktoken.Encoding(
        name="madoguchi", pat_str=PATTERN, mergeable_ranks=ranks, special_tokens={}
    )


def count_tokens(text: str) -> int:
    """Return the number of tokens of the text."""
    return len(load_encoding().encode_ordinary(text))
