"""``madoguchi search``: ranked passages, and why they rank so."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING, Any

from bot.output import print_json, without_surrogates
from bot.replica import read_settings_and_refresh
from ingest.errors import MadoguchiError

if TYPE_CHECKING:
    from kb.records import Filters, Hit
    from kb.snapshot import Found, Snapshot

# Heavy imports stay inside the functions: other commands must not wait for them.


def chosen(options: Namespace, snapshot: Snapshot) -> Filters:
    """Return what the options narrow a search to, city and audience aside.

    Raises:
        MadoguchiError: a document is not there, or an option cannot be used.
    """
    from bot.narrowing import narrow

    documents = [without_surrogates(name) for name in options.document]
    known = {document.name for document in snapshot.documents} if documents else set()
    for name in documents:
        if name not in known:
            raise MadoguchiError(
                f"資料「{name}」は登録されていません。"
                "madoguchi documents で名前を確かめてください。"
            )
    return narrow(documents=documents, kinds=options.kind, since=options.since, until=options.until)


def run_search(options: Namespace) -> int:
    """Print ranked passages."""
    from bot.desk import filters_for
    from bot.wiring import open_knowledge_base

    snapshot = open_knowledge_base(read_settings_and_refresh(options.kb)).snapshot()
    words = without_surrogates(options.words)
    within = chosen(options, snapshot)
    found = snapshot.search(
        words,
        filters=filters_for(options.audience, city=options.city, within=within),
        limit=options.limit,
    )
    understood = _understood(found)
    rows = [
        _row(rank, hit, explains=options.explain) for rank, hit in enumerate(found.hits, start=1)
    ]
    if options.json:
        described = {"query": words, **understood, "passages": rows}
        print_json(described)
        return 0
    if options.explain:
        _print_understood(understood)
    for row in rows:
        print(f"{row['rank']}. {row['label']}（{row['score']}）")
        print(f"   {str(row['text'])[:120]}")
        if options.explain:
            gains = sorted(row["contributions"].items(), key=lambda pair: -abs(pair[1]["gives"]))
            for name, part in gains:
                if part["gives"]:
                    print(f"   {part['gives']:+8.3f} {name} = {part['value']} × {part['weight']}")
    return 0


def _understood(found: Found) -> dict[str, Any]:
    query = found.query
    return {
        "searched": query.searched,
        "expansions": [
            {"everyday": item.everyday, "term": item.term, "weight": item.weight}
            for item in query.expansions
        ],
        "readings": [{"typed": item.typed, "meant": item.meant} for item in query.readings],
        "repairs": [{"typed": item.typed, "meant": item.meant} for item in query.repairs],
        "quoted": list(query.quoted),
        "places": [locator.text for locator in query.locators if locator.key],
        "figures": sorted(query.figures),
        "names": list(found.names),
    }


def _print_understood(understood: dict[str, Any]) -> None:
    for item in understood["readings"]:
        print(f"読み: {item['typed']} → {item['meant']}")
    for item in understood["repairs"]:
        print(f"打ち間違い: {item['typed']} → {item['meant']}")
    for item in understood["expansions"]:
        print(f"言い換え: {item['everyday']} → {item['term']}（{item['weight']}）")
    exact = (("引用", "quoted"), ("箇所", "places"), ("数値", "figures"), ("名前", "names"))
    for title, name in exact:
        if understood[name]:
            print(f"{title}: {'、'.join(understood[name])}")


def _row(rank: int, hit: Hit, *, explains: bool) -> dict[str, Any]:
    from kb.search import weight_of

    row: dict[str, Any] = {
        "rank": rank,
        "passage_id": hit.passage.passage_id,
        "document": hit.passage.document,
        "label": hit.passage.label,
        "text": hit.passage.text,
        "score": round(hit.score, 4),
    }
    if explains:
        row["channels"] = dict(hit.channels)
        row["contributions"] = {
            name: {
                "value": value,
                "weight": weight_of(name),
                "gives": round(value * weight_of(name), 3),
            }
            for name, value in hit.channels.items()
        }
    return row
