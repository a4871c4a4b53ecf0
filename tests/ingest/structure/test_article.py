from ingest.structure.article import split_article

TEXT = """第18条　市長は、次に掲げることを行う。
(1)　受付
ア　窓口
イ　郵送
(2)　交付
２　前項の規定は、支所に準用する。
３　市長は、別に定める。"""


def test_paragraphs_are_found_by_number_with_their_place() -> None:
    paragraphs = split_article(TEXT)
    assert [(p.number, TEXT[p.body : p.end]) for p in paragraphs[1:]] == [
        (2, "前項の規定は、支所に準用する。"),
        (3, "市長は、別に定める。"),
    ]
    assert TEXT[paragraphs[0].body :].startswith("市長は、次に掲げる")


def test_items_belong_to_their_paragraph_and_have_a_depth() -> None:
    items = split_article(TEXT)[0].items
    assert [(i.mark, i.number, i.depth, TEXT[i.start : i.end]) for i in items] == [
        ("(1)", 1, 0, "(1)　受付"),
        ("ア", None, 1, "ア　窓口"),
        ("イ", None, 1, "イ　郵送"),
        ("(2)", 2, 0, "(2)　交付"),
    ]


def test_an_article_without_numbers_is_one_paragraph() -> None:
    text = "第三条の二　（委任）　細かいことは、規則で定める。"
    [paragraph] = split_article(text)
    assert (paragraph.number, text[paragraph.body :]) == (1, "細かいことは、規則で定める。")


def test_a_numbered_first_paragraph_is_paragraph_one() -> None:
    text = "附則\n１　この条例は、公布の日から施行する。\n２　なお従前の例による。"
    assert [(p.number, text[p.body : p.end]) for p in split_article(text)] == [
        (1, "この条例は、公布の日から施行する。"),
        (2, "なお従前の例による。"),
    ]


def test_circled_paragraph_numbers_of_old_statutes_are_read() -> None:
    text = "第二条　甲とする。\n○２　乙とする。\n一　丙"
    paragraphs = split_article(text)
    assert [p.number for p in paragraphs] == [1, 2]
    assert [i.mark for i in paragraphs[1].items] == ["一"]
