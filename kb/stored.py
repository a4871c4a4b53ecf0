"""What a knowledge base already holds, as whoever brings documents wants to know it."""

from __future__ import annotations

from pathlib import Path

from ingest.records import Document
from kb.catalog import Catalog, StoredDocument
from kb.generations import DamagedGenerationError, catalog_path, current_name, open_generation


def stored_documents(kb_path: Path) -> dict[str, StoredDocument]:
    """Return the stored documents by name; empty where there is no knowledge base.

    Whoever reads files can leave those unparsed whose hash is here. An index that is
    damaged does not matter: ``kb.update.apply`` makes it again.

    Raises:
        KnowledgeBaseError: the documents cannot be read, or are of another version.
    """
    if current_name(kb_path) is None:
        return {}
    try:
        generation = open_generation(kb_path)
    except DamagedGenerationError as error:
        if error.generation is None or catalog_path(Path()).as_posix() in error.parts:
            raise
        generation = error.generation
    catalog = Catalog(generation.catalog_path)
    try:
        return {document.name: document for document in catalog.documents()}
    finally:
        catalog.close()


def stored_again(catalog: Catalog, stored: StoredDocument) -> Document:
    """Return a document as it was when it was stored."""
    source = catalog.source_text(stored.name)
    return Document(
        name=stored.name,
        origin=stored.origin,
        sha256=stored.sha256,
        title=stored.title,
        municipality=stored.municipality,
        date=stored.date,
        audience=stored.audience,
        kind=stored.kind,
        text=source.text if source else "",
        page_starts=stored.page_starts,
        passages=tuple(catalog.passages(stored.name)),
        warnings=stored.warnings,
        url=stored.url,
        licence=stored.licence,
    )
