"""``madoguchi departments``: the directory of departments, each line with its source."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING, Any

from bot.output import print_json
from bot.replica import read_settings_and_refresh

if TYPE_CHECKING:
    from kb.directory import Department
    from kb.directory_lines import DirectoryLine

_CAPTIONS = (
    ("contact", "電話"),
    ("window", "窓口"),
    ("alias", "別名"),
    ("formerly", "旧名称"),
    ("duty", "事務"),
    ("goal", "目標"),
    ("procedure", "手続"),
)


def run_departments(options: Namespace) -> int:
    """List the departments that the audience may see."""
    from kb.catalog import Catalog
    from kb.directory import visible_directory
    from kb.directory_corrections import read_corrections
    from kb.generations import open_generation

    settings = read_settings_and_refresh(options.kb)
    corrections = read_corrections(settings.departments) if settings.departments else []
    catalog = Catalog(open_generation(settings.knowledge_base).catalog_path)
    directory = visible_directory(
        catalog.directory_lines(), corrections, staff=options.audience != "citizen"
    )
    chosen = [d for d in directory.departments if options.city in (None, d.municipality)]
    if options.json:
        print_json([_to_json(department) for department in chosen])
        return 0
    for department in chosen:
        print(f"■ {department.municipality or '（自治体名なし）'} {department.name}")
        for kind, caption in _CAPTIONS:
            for line in department.of(kind):  # type: ignore[arg-type]
                print(f"  {caption}: {line.value}［{line.label}］")
        if not any(line.value for line in department.lines):
            print(f"  名称のみ［{department.source.label}］")
    return 0


def _to_json(department: Department) -> dict[str, Any]:
    def value(line: DirectoryLine | None) -> str | None:
        return line.value if line else None

    return {
        "municipality": department.municipality,
        "department": department.name,
        "path": department.name.split(),
        "contact": value(department.contact),
        "window": value(department.window),
        "aliases": [line.value for line in department.of("alias")],
        "formerly": [line.value for line in department.of("formerly")],
        "duties": [line.value for line in department.of("duty")],
        "goals": [line.value for line in department.of("goal")],
        "procedures": [line.value for line in department.of("procedure")],
        "lines": [
            {
                "kind": line.kind,
                "value": line.value,
                "document": line.document,
                "label": line.label,
                "passage_id": line.passage_id,
                "date": line.date,
                "audience": line.audience,
            }
            for line in department.lines
        ],
    }
