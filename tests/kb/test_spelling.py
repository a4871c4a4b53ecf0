"""Questions typed otherwise than a whole knowledge base writes them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from stored_samples import LetterEmbedder, make_document, make_passage

from kb.generations import open_generation
from kb.records import Filters
from kb.snapshot import Found, Snapshot
from kb.update import apply
from kb.vocabulary import load_vocabulary

pytestmark = pytest.mark.integration

SUBJECTS = {
    "住民票の写しの交付": "住民票の写しを交付します。",
    "固定資産税の減免": "固定資産税を減免します。税額は令和5年度から変わりました。",
    "粗大ごみの収集": "粗大ごみは1点850円で集めます。",
    "国民健康保険の加入": "国民健康保険に入る届出を受けます。",
    "ボランティアの登録": "ボランティアを登録します。",
    "情報公開の請求": "市政情報の公開を請求できます。",
    "引っ越しの手続": "引っ越しの届出を受けます。市役所に来てください。",
    "緑化の推進": "ＳＤＧｓの考えで緑を増やします。",
}


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    passages = tuple(
        make_passage(
            "a.txt",
            number,
            text,
            heading=heading,
            path=(heading,),
            title="みなと市まちづくり基本条例",
            departments=("環境局 資源循環推進部",) if "ごみ" in heading else ("市民局 窓口課",),
        )
        for number, (heading, text) in enumerate(SUBJECTS.items(), 1)
    )
    path: Path = tmp_path_factory.mktemp("spelling") / "kb"
    apply(path, [make_document("a.txt", passages=passages)], embedder=LetterEmbedder())
    opened = Snapshot(open_generation(path), LetterEmbedder(), load_vocabulary())
    yield opened
    opened.close()


def search(snapshot: Snapshot, text: str) -> Found:
    return snapshot.search(text, filters=Filters(), limit=3)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("juminhyo", "住民票の写しの交付"),
        ("jūminhyō no utsushi", "住民票の写しの交付"),
        ("sodai gomi", "粗大ごみの収集"),
        ("kokumin kenkou hoken", "国民健康保険の加入"),
        ("hikkoshi no tetsuzuki", "引っ越しの手続"),
        ("じゅうみんひょう", "住民票の写しの交付"),
        ("固定資算税", "固定資産税の減免"),
        ("国民健康保倹", "国民健康保険の加入"),
        ("ボランテイア", "ボランティアの登録"),
        ("８５０円", "粗大ごみの収集"),
        ("2023年度の税", "固定資産税の減免"),
        ("SDGs", "緑化の推進"),
        ("資源循環", "粗大ごみの収集"),
        ("「市政情報の公開」", "情報公開の請求"),
        ("『届出を受けます』", "引っ越しの手続"),
        ("第3条", "粗大ごみの収集"),
        ("三条", "粗大ごみの収集"),
    ],
)
def test_the_passage_is_found_however_it_is_typed(
    snapshot: Snapshot, typed: str, first: str
) -> None:
    assert search(snapshot, typed).hits[0].passage.heading == first


def test_what_was_read_and_mended_is_said(snapshot: Snapshot) -> None:
    read, mended = search(snapshot, "sodai gomi").query, search(snapshot, "固定資算税の減免").query
    assert [(item.typed, item.meant) for item in read.readings] == [("sodai gomi", "粗大ごみ")]
    assert [(item.typed, item.meant) for item in mended.repairs] == [("固定資算税", "固定資産税")]
    assert mended.text == "固定資産税の減免"


@pytest.mark.parametrize(
    "text",
    ["How do I get a residence certificate", "SDGs", "where to pay tax", "固定資産税", "Wi-Fi"],
)
def test_english_names_and_right_words_stay_as_they_are(snapshot: Snapshot, text: str) -> None:
    query = search(snapshot, text).query
    assert (query.text, query.readings, query.repairs) == (text, (), ())


def test_a_quoted_term_that_stands_nowhere_changes_nothing(snapshot: Snapshot) -> None:
    hits = search(snapshot, "「請求公開の情報」").hits
    assert {hit.channels["quoted"] for hit in hits} == {0.0}


@pytest.mark.parametrize("text", ["南区役所健康福祉部の目標", "東西区役所健康福祉部の目標"])
def test_one_ward_is_never_taken_for_another(tmp_path: Path, text: str) -> None:
    offices = ("南区役所 健康福祉部", "桜南区役所 健康福祉部", "東野区役所 健康福祉部")
    passages = tuple(
        make_passage("a.txt", number, "会議を開く。", departments=(office,), heading=office)
        for number, office in enumerate(offices, 1)
    )
    document = make_document("a.txt", passages=passages)
    apply(tmp_path / "kb", [document], embedder=LetterEmbedder())
    opened = Snapshot(open_generation(tmp_path / "kb"), LetterEmbedder(), load_vocabulary())
    try:
        assert search(opened, text).query.repairs == ()
    finally:
        opened.close()


def test_one_city_is_never_taken_for_another(tmp_path: Path) -> None:
    passage = make_passage("a.txt", 1, "川崎市民の健康を守る。", heading="健康")
    apply(tmp_path / "kb", [make_document("a.txt", passages=(passage,))], embedder=LetterEmbedder())
    opened = Snapshot(open_generation(tmp_path / "kb"), LetterEmbedder(), load_vocabulary())
    try:
        assert search(opened, "川口市民の健康").query.repairs == ()
    finally:
        opened.close()
