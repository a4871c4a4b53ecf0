"""One parser per kind of document: text with offsets in, passages out."""
