"""The commands that help to write a question set."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Mapping, Sequence

from eval.commands import write


def run_check(options: Namespace) -> int:
    """Print what is wrong with question sets and what they consist of; 1 for something wrong."""
    from bot.settings import read_settings
    from eval.cases import examine_set
    from eval.check import check_set, read_library
    from eval.inventory import take_inventory

    library = read_library(read_settings(knowledge_base=options.kb).knowledge_base)
    problems = [problem for path in options.sets for problem in check_set(path, library)]
    for problem in problems:
        print(problem)
    cases = [case for path in options.sets for case in examine_set(path)[0].cases]
    print(take_inventory(cases, library), file=sys.stderr)
    print(f"問題 {len(problems)} 件" if problems else "問題はありません。", file=sys.stderr)
    return 1 if problems else 0


def run_draft(options: Namespace) -> int:
    """Print drafts of questions, from the passages or from a log of questions."""
    from bot.settings import read_settings
    from bot.wiring import open_knowledge_base
    from eval.asked import draft_asked, read_asked
    from eval.draft import draft_cases
    from kb.records import Filters

    snapshot = open_knowledge_base(read_settings(knowledge_base=options.kb)).snapshot()
    lines: Sequence[Mapping[str, object]]
    if options.log:
        seen = Filters(include_staff=True)
        asked = read_asked(options.log)[: options.limit]
        lines = draft_asked(
            asked, lambda question: snapshot.search(question, filters=seen, limit=3).hits
        )
    else:
        cases = draft_cases(list(snapshot.passages()), limit=options.limit)
        lines = [case.to_json() for case in cases]
    text = "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines)
    if options.out:
        write(options.out, text)
        print(
            f"下書き {len(lines)}問を {options.out} に書きました。人が使う言葉に直してから、"
            "madoguchi-eval check で確かめてください。",
            file=sys.stderr,
        )
    else:
        print(text, end="")
    return 0
