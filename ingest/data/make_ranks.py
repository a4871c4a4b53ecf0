"""Makes ``token_ranks.txt``: the merges of the token counter, trained on Japanese text.

Usage: ``python -m ingest.data.make_ranks PAIRS.jsonl.gz`` with lines that have the fields
``source``, ``query`` and ``document``. Needs the ``tokenizers`` package.
"""

from __future__ import annotations

import base64
import gzip
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from ingest.tokens import PATTERN, RANKS

MERGES = 8_000
_MAX_CHARACTERS = 9_000_000
_EVERY = 3


def _texts(pairs: Path) -> Iterator[str]:
    seen: set[str] = set()
    total = 0
    with gzip.open(pairs, "rt", encoding="utf-8") as file:
        for number, line in enumerate(file):
            entry = json.loads(line)
            # Statutes and policies read most like the documents; of the rest a third is enough.
            if entry["source"] not in ("law_cap", "policy") and number % _EVERY:
                continue
            document = entry["document"][:1_000]
            if document in seen or total > _MAX_CHARACTERS:
                continue
            seen.add(document)
            total += len(document)
            yield document


def _bytes_of_characters() -> dict[str, int]:
    """Return the byte behind each character of the byte-level alphabet (GPT-2's table)."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    table = {chr(byte): byte for byte in printable}
    rest = [byte for byte in range(256) if byte not in printable]
    return table | {chr(256 + number): byte for number, byte in enumerate(rest)}


def main() -> None:
    """Write the ranks file."""
    from tokenizers import Regex, Tokenizer, models, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(PATTERN), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    trainer = trainers.BpeTrainer(
        vocab_size=256 + MERGES,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(_texts(Path(sys.argv[1])), trainer)
    alphabet = _bytes_of_characters()
    model = json.loads(tokenizer.to_str())["model"]
    tokens = [bytes([byte]) for byte in range(256)]
    for merge in model["merges"]:
        parts = merge.split(" ") if isinstance(merge, str) else merge
        tokens.append(bytes(alphabet[character] for character in "".join(parts)))
    # Two merges can make the same token; the first of them is its rank.
    unique = list(dict.fromkeys(tokens))
    lines = [base64.b64encode(token).decode("ascii") for token in unique]
    RANKS.write_text("\n".join(lines) + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
