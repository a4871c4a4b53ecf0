"""``madoguchi upgrade``: the state that an older program left, for this one."""

from __future__ import annotations

from argparse import Namespace

from bot.output import print_json


def run_upgrade(options: Namespace) -> int:
    """Make the knowledge base again from what it stores, and bring the records up to date."""
    from bot.models import open_embedder
    from bot.replica import share_of
    from bot.settings import read_settings
    from bot.wiring import open_record_office
    from kb.generations import open_generation
    from kb.update import apply
    from kb.upgrade import older_documents, older_schema

    settings = read_settings(knowledge_base=options.kb)
    folder = settings.knowledge_base
    schema = older_schema(folder)
    if schema is None:
        open_generation(folder)
    report = apply(
        folder,
        older_documents(folder) if schema is not None else (),
        embedder=open_embedder(settings),
        replaces_older=schema is not None,
        share=share_of(settings),
    )
    office = open_record_office(settings)
    before = office.database.revision()
    if before is not None:
        office.database.check()
    after = office.database.revision()
    office.close()
    if options.json:
        print_json(
            {
                "knowledge_base": str(folder),
                "from_schema": schema,
                "is_made_again": report.is_new_generation,
                "documents": report.documents,
                "passages": report.passages,
                "records": {"from": before, "to": after},
            }
        )
        return 0
    if report.is_new_generation:
        print(
            "知識ベースを、保存されている内容からこの版のものに作り直しました"
            f"（資料 {report.documents}件、{report.passages}箇所）。前の状態も残っています。"
        )
    else:
        print("知識ベースはこの版のものです。何も変えていません。")
    print("記録はこの版のものです。" if before == after else f"記録を {after} に直しました。")
    return 0
