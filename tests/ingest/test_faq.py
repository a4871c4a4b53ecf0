from __future__ import annotations

import json
from pathlib import Path

import pytest

from ingest.faq import answering_division
from ingest.identify import Identity, identify
from ingest.pipeline import read_document


@pytest.mark.parametrize(
    ("answer", "division"),
    [
        ("申請書を障がい福祉課へ提出してください。", "障がい福祉課"),
        ("本人確認書類を持って、こども給付課（1階5番窓口）へお越しください。", "こども給付課"),
        ("市民課で受け付けます。手数料は市民課の窓口で納めてください。", "市民課"),
        ("市民課または税務課へお問い合わせください。", ""),
        ("騒音は環境保全課、悪臭も環境保全課が調べます。", "環境保全課"),
        ("全課で受け付けます。本課と同課の例によります。", ""),
        ("各課の窓口、担当課へお問い合わせください。課税の対象です。", ""),
    ],
)
def test_the_only_division_that_an_answer_names_is_responsible(answer: str, division: str) -> None:
    assert answering_division(answer) == division


def test_a_list_is_identified_once_however_long_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = [{"question": f"手続{n}は？", "answer": f"窓口{n}へ。"} for n in range(30)]
    path = tmp_path / "faq.json"
    path.write_text(json.dumps(entries, ensure_ascii=False), encoding="utf-8")
    identified = []

    def counted(text: str, **values: str) -> Identity:
        identified.append(text)
        return identify(text, **values)

    monkeypatch.setattr("ingest.assembly.identify", counted)
    assert len(read_document(path, name="faq.json").passages) == 30
    assert len(identified) == 1
