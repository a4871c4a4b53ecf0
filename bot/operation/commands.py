"""What the commands that keep a desk running do."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict

from bot.output import print_json

_MARKS = {"ok": "○", "note": "△", "broken": "×"}


def run_doctor(options: Namespace) -> int:
    """Check everything; 1 where something is broken."""
    from bot.operation.doctor import examine_all

    checks = []
    for check in examine_all(knowledge_base=options.kb):
        checks.append(check)
        if not options.json:
            print(f"{_MARKS[check.state]} {check.title}: {check.found}", flush=True)
            if check.advice:
                print(f"   → {check.advice}", flush=True)
    broken = [check for check in checks if check.state == "broken"]
    if options.json:
        print_json({"healthy": not broken, "checks": [asdict(check) for check in checks]})
    elif broken:
        print(f"\n{len(broken)}か所に直すところがあります。")
    else:
        print("\n問題はありません。")
    return 1 if broken else 0
