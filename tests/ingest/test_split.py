from ingest.builder import PassageBuilder
from ingest.split import cut_draft, split_draft
from ingest.structure.parser import Draft
from ingest.tokens import count_tokens, load_encoding


def make_draft(text: str, kind: str = "section") -> Draft:
    builder = PassageBuilder(text)
    builder.line(0, len(text))
    built, pieces = builder.build()
    return Draft(kind, "1", "見出し", built, pieces, 0, len(text))  # type: ignore[arg-type]


SENTENCE = "汐野市は、海に面した町で、市民と協働してまちづくりを進めています。"


def test_the_encoding_gives_a_text_back_and_counts_like_a_language_model() -> None:
    encoding = load_encoding()
    assert encoding.decode(encoding.encode_ordinary(SENTENCE)) == SENTENCE
    assert 1.0 < len(SENTENCE) / count_tokens(SENTENCE) < 2.0


def test_a_long_section_is_cut_at_sentence_ends_without_loss() -> None:
    text = SENTENCE * 40
    parts = split_draft(make_draft(text), max_tokens=120)
    assert len(parts) > 3
    assert "".join(part.text for part in parts) == text
    assert all(part.text.endswith("。") for part in parts)
    assert all(count_tokens(part.text) <= 140 for part in parts)
    for part in parts:
        [piece] = part.pieces
        assert text[piece.start : piece.start + piece.length] == part.text
        assert (part.start, part.end) == (piece.start, piece.start + piece.length)


def test_articles_and_short_sections_stay_whole() -> None:
    article = make_draft(SENTENCE * 40, kind="article")
    assert split_draft(article, max_tokens=120) == [article]
    section = make_draft(SENTENCE)
    assert split_draft(section) == [section]


def test_a_cut_without_source_characters_is_none() -> None:
    builder = PassageBuilder("本文")
    builder.insert_line("列名: ")
    builder.join(0, 2)
    text, pieces = builder.build()
    draft = Draft("row", "", "", text, pieces, 0, 2)
    assert cut_draft(draft, 0, 4) is None
