"""A small desk whose answers can be worked out by hand: four passages of two cities."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from threading import Event
from types import SimpleNamespace
from typing import Any

from bot.answer import Answer, Citation, ResponsibleDepartment, Sentence
from bot.desk import AskedAs
from bot.frames.table import Language
from bot.furigana import annotated, ruby
from ingest.errors import KnowledgeBaseError
from ingest.records import Passage, Piece
from kb.catalog import StoredDocument
from kb.directory import Directory
from kb.records import Filters, Hit

ORDINANCE = """みどり市自治基本条例

第１章　総則

（目的）
第１条　この条例は、市の自治の基本を定めることを目的とします。

（苦情、不服等に対する措置）
第２条　市に、市民の市政に関する苦情、不服等について、簡易迅速にその処理、救済等を図る機関を置き
ます。
２　前項に定めるもののほか、市は、<b>市民の権利利益</b>の保護に必要な措置を講じます。

（委任）
第３条　この条例の施行に必要な事項は、市長が定めます。
"""
GOALS = """あおぞら市 行動目標一覧

環境局 資源循環推進部 市民１人１日あたりのごみ総排出量850gを目指します。 ○
水道局 給水部 管路の耐震化率を、54.1%以上とします。 ○ ○
"""
MANUAL = """みどり市 窓口職員の手引

苦情を受けたときは、その日のうちに係長へ報告します。
"""
TEXTS = {"jichi.txt": ORDINANCE, "mokuhyo.txt": GOALS, "tebiki.txt": MANUAL}


def _passage(identifier: str, document: str, first: str, last: str, **fields: object) -> Passage:
    source = TEXTS[document]
    start = source.index(first)
    end = source.index(last, start) + len(last)
    text = source[start:end]
    values: dict[str, object] = {
        "municipality": "みどり市",
        "date": "2005-04-01",
        "audience": "public",
        "kind": "article",
        "heading": "",
        "departments": (),
        "page": None,
        **fields,
    }
    return Passage(
        passage_id=identifier,
        document=document,
        text=text,
        start=start,
        end=end,
        pieces=(Piece(0, start, len(text)),),
        **values,  # type: ignore[arg-type]
    )


PURPOSE = _passage(
    "jichi-1", "jichi.txt", "第１条", "目的とします。",
    title="みどり市自治基本条例", locator="第1条", label="みどり市自治基本条例 第1条（目的）",
    path=("みどり市自治基本条例", "第1章 総則", "第1条（目的）"),
)  # fmt: skip
COMPLAINTS = _passage(
    "jichi-2", "jichi.txt", "第２条", "措置を講じます。",
    title="みどり市自治基本条例", locator="第2条",
    label="みどり市自治基本条例 第2条（苦情、不服等に対する措置）",
    path=("みどり市自治基本条例", "第1章 総則", "第2条（苦情、不服等に対する措置）"), page=3,
)  # fmt: skip
WASTE = _passage(
    "mokuhyo-1", "mokuhyo.txt", "環境局", "目指します。",
    title="行動目標一覧", locator="環境局 資源循環推進部", kind="goal", municipality="あおぞら市",
    date="2023", label="あおぞら市「行動目標一覧」環境局 資源循環推進部",
    path=("行動目標一覧", "環境局 資源循環推進部"), departments=("環境局 資源循環推進部",),
)  # fmt: skip
MANUAL_RULE = _passage(
    "tebiki-1", "tebiki.txt", "苦情を", "報告します。",
    title="窓口職員の手引", locator="1", kind="section", audience="staff", date=None,
    label="みどり市 窓口職員の手引", path=("窓口職員の手引",),
)  # fmt: skip
PASSAGES = (PURPOSE, COMPLAINTS, WASTE, MANUAL_RULE)


def cite(passage: Passage, quote: str, *, number: int = 1) -> Citation:
    source = TEXTS[passage.document]
    start = source.index(quote, passage.start)
    return Citation(
        number, passage, passage.label, passage.locator, quote, start, start + len(quote)
    )


ARTICLE_ANSWER = Answer(
    "苦情を聞いてくれる機関はどこに決まりがありますか",
    "answered",
    "みどり市自治基本条例の第2条です[1]。\n苦情や不服を「簡易迅速に」処理する機関を置くと定めています[1]。[9]",
    citations=(cite(COMPLAINTS, "簡易迅速にその処理、救済等を図る機関を置き\nます。"),),
)
DEPARTMENT_ANSWER = Answer(
    "ごみを減らす担当はどこですか",
    "answered",
    "担当は、環境局 資源循環推進部です[1]。",
    citations=(cite(WASTE, "市民１人１日あたりのごみ総排出量850gを目指します。"),),
    departments=(ResponsibleDepartment("環境局 資源循環推進部", "あおぞら市", "048-000-0000", 1),),
    suggestions=("水道管の耐震化の目標は何ですか",),
)
BOTH_ANSWER = Answer(
    "市は何を目指しますか",
    "answered",
    "みどり市：自治の基本を定めます[1]。　あおぞら市：ごみを減らします[2]。",
    citations=(
        cite(PURPOSE, "市の自治の基本を定めることを目的とします。"),
        cite(WASTE, "ごみ総排出量850gを目指します。", number=2),
    ),
)
NOT_FOUND = "登録されている資料には、この質問についての記載が見つかりませんでした。"
REFUSED = "それはこの窓口ではお手伝いできません。"


def easily(answer: Answer) -> Answer:
    """Return an answer as the assistant gives it in やさしい日本語."""
    return replace(
        answer, text=annotated(answer.text), language="easy", ruby=tuple(ruby(answer.text))
    )


class Catalog:
    def document(self, name: str) -> StoredDocument | None:
        return next((d for d in Snapshot.documents if d.name == name), None)

    def passage(self, passage_id: str) -> Passage | None:
        return next((p for p in PASSAGES if p.passage_id == passage_id), None)

    def neighbours(
        self, passage_id: str, *, before: int = 1, after: int = 1
    ) -> tuple[list[Passage], list[Passage]]:
        one = self.passage(passage_id)
        if one is None:
            return [], []
        same = [p for p in PASSAGES if p.document == one.document]
        at = same.index(one)
        return same[max(0, at - before) : at], same[at + 1 : at + 1 + after]


class Snapshot:
    catalog = Catalog()
    documents = tuple(
        StoredDocument(
            name=name, origin=f"/資料/{name}", sha256="0" * 64, title=title, municipality=city,
            date=None, audience=audience, kind="text", page_starts=(), warnings=(),
            ingested_at="2026-11-20T00:00:00+00:00", characters=len(TEXTS[name]),
            passages=sum(p.document == name for p in PASSAGES), views=2, first_row=0,
        )
        for name, title, city, audience in (
            ("jichi.txt", "みどり市自治基本条例", "みどり市", "public"),
            ("mokuhyo.txt", "行動目標一覧", "あおぞら市", "public"),
            ("tebiki.txt", "窓口職員の手引", "みどり市", "staff"),
        )
    )  # fmt: skip

    def municipalities(self, filters: Filters) -> list[str]:
        return ["あおぞら市", "みどり市"]

    def passages(self, document: str | None = None) -> list[Passage]:
        return [p for p in PASSAGES if document in (None, p.document)]

    def directory(self, filters: Filters) -> Directory:
        return Directory(())

    def source_text(self, document: str) -> str:
        if document not in TEXTS:
            raise KnowledgeBaseError(f"資料「{document}」は登録されていません。")
        return TEXTS[document]

    def search(self, text: str, *, filters: Filters, limit: int = 10) -> SimpleNamespace:
        hits = [
            Hit(passage, 9.0)
            for passage in PASSAGES
            if text in passage.text
            and filters.municipality in (None, passage.municipality)
            and (not filters.kinds or passage.kind in filters.kinds)
            and (not filters.documents or passage.document in filters.documents)
            and (filters.include_staff or passage.audience == "public")
        ]
        return SimpleNamespace(hits=tuple(hits[:limit]))


@dataclass
class KnowledgeBase:
    problem: str | None = None

    def snapshot(self) -> Snapshot:
        if self.problem:
            raise KnowledgeBaseError(self.problem)
        return Snapshot()


@dataclass
class SampleDesk:
    """Answers by a word of the question; remembers what it was asked."""

    knowledge_base: KnowledgeBase = field(default_factory=KnowledgeBase)
    within: list[Filters] = field(default_factory=list)
    asked: list[dict[str, object]] = field(default_factory=list)
    go_on: Event = field(default_factory=Event)
    """Set when an answer may go on after its first sentence."""

    def ask(
        self,
        question: str,
        *,
        city: str | None = None,
        audience: AskedAs = "citizen",
        history: Sequence[tuple[str, str]] = (),
        language: Language | None = None,
        within: Filters | None = None,
    ) -> Answer:
        self.asked.append(
            {
                "question": question,
                "city": city,
                "audience": audience,
                "history": list(history),
                "language": language,
            }
        )
        self.within.append(within or Filters())
        self.knowledge_base.snapshot()
        if "故障" in question:
            raise RuntimeError("秘密の内部情報")
        for word, answer in (
            ("苦情", ARTICLE_ANSWER),
            ("ごみ", DEPARTMENT_ANSWER),
            ("目指し", BOTH_ANSWER),
        ):
            if word in question:
                return easily(answer) if language == "easy" else answer
        if "詩" in question:
            return Answer(question, "refused", REFUSED, reason="out_of_scope")
        return Answer(
            question,
            "not_found",
            NOT_FOUND,
            reason="no_evidence",
            suggestions=("ごみを減らす担当はどこですか",),
        )

    def stream(self, question: str, **asked: Any) -> Iterator[Sentence | Answer]:
        """Yield the answer; before it, where "順に" is asked for, its first sentence alone."""
        answer = self.ask(question, **asked)
        if "順に" in question:
            yield Sentence(answer.text.partition("\n")[0])
            self.go_on.wait(60)
            if "中断" in question:
                raise RuntimeError("秘密の内部情報")
        yield answer

    def examples(self, *, city: str | None, audience: AskedAs, most: int = 6) -> list[str]:
        questions = [
            "ごみを減らす担当はどこですか",
            "苦情を聞いてくれる機関はどこに決まりがありますか",
        ]
        if audience != "citizen":
            questions.append("苦情を受けたらいつ報告しますか")
        return questions[:most]
