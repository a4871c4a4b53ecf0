"""How commands write: JSON that any reader takes, and text that any terminal shows."""

from __future__ import annotations

import io
import json
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tqdm import tqdm

# Many programs take these for ends of lines, and a line is an object.
_LINE_ENDS = str.maketrans({c: f"\\u{ord(c):04x}" for c in "\u0085\u2028\u2029"})


def as_json(value: object, *, indent: int | None = None) -> str:
    """Return JSON in readable characters, escaped where they are no valid UTF-8 or end lines."""
    text = json.dumps(value, ensure_ascii=False, indent=indent).translate(_LINE_ENDS)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:  # half of a surrogate pair, from a file name or a question
        return json.dumps(value, indent=indent)
    return text


def print_json(value: object, *, indent: int | None = 2) -> None:
    """Print JSON on standard output."""
    print(as_json(value, indent=indent))


def log(text: str) -> None:
    """Print progress or a warning, on standard error, above a progress bar where there is one."""
    if sys.stderr.isatty() and "tqdm" in sys.modules:
        from tqdm import tqdm

        tqdm.write(text, file=sys.stderr)
    else:
        print(text, file=sys.stderr, flush=True)


def progress_bar(files: int) -> tqdm[Any]:
    """Return a bar over so many files, on standard error; nothing where that is no terminal."""
    from tqdm import tqdm

    return tqdm(
        total=files, unit="件", desc="取り込み", file=sys.stderr, disable=not sys.stderr.isatty()
    )


def without_surrogates(text: str) -> str:
    """Return the text with what is no character replaced by ``?``."""
    return text.encode("utf-8", "replace").decode("utf-8")


def prepare_streams(*, is_json: bool) -> None:
    """Let no character stop a command: JSON is UTF-8, other text shows ``?`` instead."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            if is_json and stream is sys.stdout and stream.encoding.lower() != "utf-8":
                stream.reconfigure(encoding="utf-8")
            stream.reconfigure(errors="backslashreplace" if stream is sys.stderr else "replace")
