"""Words of a Japanese text: the only file that knows Sudachi.

One tokenization serves every function here: call ``tokens`` once and hand its
result on, because Sudachi is what an analysis costs (about 4 µs a word).
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from ingest.normalize import map_radicals

if TYPE_CHECKING:
    from sudachipy import Dictionary, Morpheme, Tokenizer

# Sudachi refuses inputs above 49,149 bytes of UTF-8, counted after its own NFKC, which
# can make one character eighteen (U+FDFA): 1,500 characters are safe and as fast.
_MAX_CHARACTERS = 1_500
_CUT_AFTER = re.compile(r"[\n。！？]")

_FORMAL = """
事 物 者 為 所 時 訳 方 筈 積もり 通り 儘 故 上 中 内 以上 以下 以内 場合 際 旨 の 等 など
こと もの ため ところ とき わけ ほう はず つもり とおり まま ゆえ うえ うち ばあい
為る 有る 居る 成る 出来る 仕舞う 下さる 呉れる 貰う 頂く 致す 御座る 為さる 遣る
言う 因る よる 於く
いる ある する なる 無い 良い 宜しい 様 さん 君 ちゃん 達 殿 氏 共 ら 的 毎 御 第 各 約 当
"""
_FORMAL_WORDS = frozenset(_FORMAL.split())
_NOT_FORMAL_AS_SUFFIX = frozenset({"者", "所", "内"})
_KANJI = re.compile(r"[\u3005\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_NO_WORD = re.compile(r"[\W_]+")


class Token(NamedTuple):
    """A word in Sudachi's shortest units (mode A)."""

    surface: str
    """The characters of the given text."""
    normalized_form: str
    """One spelling for all: 引越 and 引っ越し are both 引っ越し, 子ども is 子供."""
    dictionary_form: str
    reading: str
    """Katakana; a numeral is read digit by digit."""
    part_of_speech: tuple[str, ...]
    """Six levels, as Sudachi's dictionary has them."""
    synonym_group_ids: tuple[int, ...]
    """Groups of Sudachi's synonym dictionary; one word may stand in several."""
    compound_group_ids: tuple[int, ...]
    """Groups of the long unit that ends with this word (保育+所), empty elsewhere."""
    is_content: bool
    """Noun, verb, adjective or part of one that carries meaning by itself."""
    begin: int
    """Offset of the first character in the given text."""
    end: int
    """One past the last character."""
    is_unknown: bool = False
    """Whether the dictionary does not have the word."""

    @property
    def is_space(self) -> bool:
        """Whether the token is white space."""
        return self.part_of_speech[0] == "空白"


Text = str | Sequence[Token]
"""A text, or its tokens where a caller has them already."""


class ReadText(str):
    """A text that brings its content words along, so that it is not analysed again."""

    __slots__ = ("content_words",)

    content_words: list[str]

    def __new__(cls, text: str, content_words: list[str]) -> ReadText:
        """Return the text with what ``content_words`` gave for it."""
        read = super().__new__(cls, text)
        read.content_words = content_words
        return read


_loading = threading.Lock()
_local = threading.local()
_dictionary: Dictionary | None = None


def _tokenizer() -> Tokenizer:
    """Return this thread's tokenizer; the dictionary is loaded at the first use and shared."""
    global _dictionary
    tokenizer: Tokenizer | None = getattr(_local, "tokenizer", None)
    if tokenizer is None:
        import sudachipy

        with _loading:
            if _dictionary is None:
                _dictionary = sudachipy.Dictionary()
            tokenizer = _dictionary.tokenizer(mode="C")
        _local.tokenizer = tokenizer
    return tokenizer


def tokens(text: str) -> list[Token]:
    """Return the words of a text in order, symbols and white space included.

    CJK radicals are read as ideographs, and widths and compatibility characters as
    NFKC has them; offsets and surfaces are those of the text as given.
    """
    tokenizer = _tokenizer()
    found: list[Token] = []
    repaired = map_radicals(text)
    for start, part in _parts(repaired):
        for long_unit in tokenizer.tokenize(part):
            word = _word(long_unit)
            if word.is_long:
                found.extend(_short_units(long_unit, text, start))
            else:
                found.append(_token(long_unit, word, text, start, ()))
    return found


class _Word(NamedTuple):
    """What the dictionary says of a word, wherever it stands."""

    facts: tuple[str, str, str, tuple[str, ...], tuple[int, ...]]
    """Normalized form, dictionary form, reading, part of speech, synonym groups."""
    is_content: bool
    is_long: bool
    """Whether it has shorter units."""
    is_unknown: bool


# Asking Sudachi for the parts of a word costs more than finding the word.
_known_words: dict[int, _Word] = {}
_MAX_KNOWN_WORDS = 50_000


def _word(unit: Morpheme) -> _Word:
    if unit.is_oov():
        return _read_word(unit)
    number = unit.word_id()
    word = _known_words.get(number)
    if word is None:
        if len(_known_words) >= _MAX_KNOWN_WORDS:
            _known_words.clear()
        word = _known_words[number] = _read_word(unit)
    return word


def _read_word(unit: Morpheme) -> _Word:
    normalized, part_of_speech = unit.normalized_form(), unit.part_of_speech()
    return _Word(
        (
            normalized,
            unit.dictionary_form(),
            unit.reading_form(),
            part_of_speech,
            tuple(unit.synonym_group_ids()),
        ),
        _is_content(normalized, part_of_speech),
        len(unit.split("A", add_single=False)) > 0,
        unit.is_oov(),
    )


def _short_units(long_unit: Morpheme, text: str, start: int) -> Iterator[Token]:
    # The split of a long unit is the analysis in mode A; mode C alone knows the groups
    # that 保育所 and 保育園 share.
    units = long_unit.split("A", add_single=False)
    groups = tuple(long_unit.synonym_group_ids())
    last = len(units) - 1
    for number, unit in enumerate(units):
        yield _token(unit, _word(unit), text, start, groups if number == last else ())


def _token(unit: Morpheme, word: _Word, text: str, start: int, compound: tuple[int, ...]) -> Token:
    begin, end = start + unit.begin(), start + unit.end()
    return Token(
        text[begin:end], *word.facts, compound, word.is_content, begin, end, word.is_unknown
    )


def _parts(text: str) -> Iterator[tuple[int, str]]:
    """Yield (start, part) with parts that Sudachi accepts, cut after sentences where possible."""
    start = 0
    while len(text) - start > _MAX_CHARACTERS:
        end = start + _MAX_CHARACTERS
        cuts = [match.end() for match in _CUT_AFTER.finditer(text, start, end)]
        end = cuts[-1] if cuts else end
        yield start, text[start:end]
        start = end
    if start < len(text):
        yield start, text[start:]


def _is_content(normalized: str, part_of_speech: tuple[str, ...]) -> bool:
    kind, detail = part_of_speech[0], part_of_speech[1]
    if kind == "接尾辞":
        if normalized in _NOT_FORMAL_AS_SUFFIX:
            return True
        return detail == "名詞的" and normalized not in _FORMAL_WORDS
    if kind not in ("名詞", "動詞", "形容詞", "形状詞", "接頭辞") or detail == "助動詞語幹":
        return False
    return normalized not in _FORMAL_WORDS and not _NO_WORD.fullmatch(normalized)


def content_words(text: Text) -> list[str]:
    """Return the normalized forms of the words that carry meaning, in order, repeated ones too.

    Nouns with numerals and affixes (費, 課, 無), verbs, adjectives; no particles,
    auxiliaries, pronouns, symbols, nor words that are only form (こと, 場合, する, ある).
    """
    if isinstance(text, ReadText):
        return text.content_words
    return [token.normalized_form for token in _tokens(text) if token.is_content]


def synonym_groups(text: Text) -> list[int]:
    """Return the synonym groups of the content words and of the long units they form."""
    groups: list[int] = []
    for token in _tokens(text):
        if token.is_content:
            groups.extend(token.synonym_group_ids)
            groups.extend(token.compound_group_ids)
    return groups


def reading(text: Text) -> str:
    """Return how the text is read, in katakana without symbols and white space."""
    silent = ("補助記号", "空白")
    return "".join(
        token.reading for token in _tokens(text) if token.part_of_speech[0] not in silent
    )


def kanji(text: str) -> list[str]:
    """Return the ideographs of a text in order (NFKC, radicals repaired)."""
    return _KANJI.findall(_folded(text))


def bigrams(text: str) -> list[str]:
    """Return the pairs of neighbouring characters, lower case, white space and symbols left out.

    A run of a single character is returned as it is; pairs do not cross punctuation.
    """
    found: list[str] = []
    for run in _NO_WORD.split(_folded(text).lower()):
        if len(run) == 1:
            found.append(run)
        found.extend(first + second for first, second in pairwise(run))
    return found


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", map_radicals(text))


def _tokens(text: Text) -> Sequence[Token]:
    return tokens(text) if isinstance(text, str) else text
