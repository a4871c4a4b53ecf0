from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

sys.path.insert(0, str(Path(__file__).parent / "page"))

from sample_desk import COMPLAINTS, DEPARTMENT_ANSWER, KnowledgeBase, SampleDesk

from bot.access import OpenAccess
from bot.api import build_api
from bot.outward import UNUSABLE
from kb.records import Filters


def client_of(desk: SampleDesk | None = None, *, staff_access: bool = False) -> TestClient:
    api = build_api(desk or SampleDesk(), access=OpenAccess(staff=staff_access))
    return TestClient(api, raise_server_exceptions=False)


def ask(client: TestClient, **body: Any) -> Any:
    return client.post("/api/ask", json=body)


def test_an_answer_has_the_fields_of_the_contract() -> None:
    answer = ask(client_of(), question="ごみの担当は？").json()

    assert answer == DEPARTMENT_ANSWER.to_json()
    assert set(answer) == {
        "question", "status", "reason", "text", "citations", "departments", "passages",
        "notices", "suggestions", "timings_ms", "confidence", "model", "language", "ruby",
    }  # fmt: skip


def test_an_answer_comes_in_steps_sentences_first() -> None:
    desk = SampleDesk()
    desk.go_on.set()
    client = client_of(desk)

    def events(question: str) -> list[tuple[str, Any]]:
        response = client.post("/api/ask/stream", json={"question": question})
        assert response.headers["content-type"].startswith("text/event-stream")
        lines = [block.split("\n") for block in response.text.strip().split("\n\n")]
        return [
            (name.removeprefix("event: "), json.loads(data.removeprefix("data: ")))
            for name, data in lines
        ]

    assert events("ごみの担当は？") == [("answer", DEPARTMENT_ANSWER.to_json())]
    assert events("ごみの担当は？ 順に") == [
        ("sentence", {"text": DEPARTMENT_ANSWER.text}),
        ("answer", DEPARTMENT_ANSWER.to_json()),
    ]
    name, told = events("ごみ 順に 中断")[-1]
    assert (name, told["error"]) == ("error", "unexpected")
    assert "秘密" not in told["message"]


@pytest.mark.parametrize(
    ("body", "status", "error"),
    [
        ({"question": " "}, 422, "invalid"),
        ({"question": "あ", "audience": "counter"}, 403, "forbidden"),
        ({"question": "故障"}, 500, "unexpected"),
    ],
)
def test_what_cannot_be_asked_has_its_status_in_steps_too(
    body: dict[str, Any], status: int, error: str
) -> None:
    response = client_of().post("/api/ask/stream", json=body)

    assert (response.status_code, response.json()["error"]) == (status, error)


def test_city_audience_and_history_reach_the_assistant() -> None:
    desk = SampleDesk()

    ask(
        client_of(desk, staff_access=True),
        question=" 苦情は？ ", city="みどり市", audience="counter", history=[["前", "答"]],
    )  # fmt: skip

    assert desk.asked == [
        {
            "question": "苦情は？",
            "city": "みどり市",
            "audience": "counter",
            "history": [("前", "答")],
            "language": None,
        }
    ]


def test_documents_kinds_and_dates_reach_the_assistant() -> None:
    desk = SampleDesk()
    ask(
        client_of(desk),
        question="苦情は？", documents=["条例.txt"], kinds=["article"], since="令和5年4月",
    )  # fmt: skip
    assert desk.within == [
        Filters(documents=frozenset({"条例.txt"}), kinds=frozenset({"article"}), since="2023-04")
    ]


def test_a_search_is_narrowed_to_what_there_is() -> None:
    client = client_of()
    for wrong in ({"kind": "poem"}, {"since": "きのう"}, {"until": "2023-13"}):
        response = client.get("/api/search", params={"q": "苦情", **wrong})
        assert (response.status_code, next(iter(wrong.values())) in response.text) == (422, True)
    right = {"q": "苦情", "kind": ["article", "goal"], "document": "条例.txt", "until": "2023"}
    assert client.get("/api/search", params=right).status_code == 200


def test_staff_is_refused_where_it_is_not_let_in() -> None:
    client = client_of()

    for response in (
        ask(client, question="苦情は？", audience="counter"),
        client.get("/api/search", params={"q": "苦情", "audience": "onboarding"}),
        client.get("/api/documents", params={"audience": "counter"}),
        client.get("/api/passages/jichi-1", params={"audience": "counter"}),
    ):
        assert response.status_code == 403
        assert response.json()["error"] == "forbidden"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"question": ""}, "質問を入力してください"),
        ({"question": " \n"}, "質問を入力してください"),
        ({"question": "あ" * 1_001}, "1000字以内"),
        ({"question": "あ", "history": [["あ" * 20_001, ""]]}, "20,000字以内"),
        ({}, "question"),
        ({"question": "あ", "audience": "mayor"}, "audience"),
        ({"question": "あ", "history": [["一つ"]]}, "history"),
    ],
)
def test_a_body_that_cannot_be_used_is_answered_in_japanese(
    body: dict[str, Any], words: str
) -> None:
    response = client_of().post("/api/ask", json=body)

    assert response.status_code == 422
    assert response.json()["error"] == "invalid"
    assert words in response.json()["message"]


def test_what_is_no_json_is_answered_in_json() -> None:
    response = client_of().post(
        "/api/ask", content=b"{", headers={"content-type": "application/json"}
    )

    assert response.status_code == 422
    assert "message" in response.json()


def test_search_returns_passages_with_scores_and_keeps_staff_out() -> None:
    client = client_of()

    found = client.get("/api/search", params={"q": "苦情"}).json()
    elsewhere = client.get("/api/search", params={"q": "苦情", "city": "あおぞら市"}).json()

    assert [passage["passage_id"] for passage in found["passages"]] == ["jichi-2"]
    assert found["passages"][0]["score"] == 9.0
    assert found["passages"][0]["text"] == COMPLAINTS.text
    assert elsewhere["passages"] == []


def test_staff_finds_what_is_for_staff() -> None:
    client = client_of(staff_access=True)

    found = client.get("/api/search", params={"q": "苦情", "audience": "counter", "limit": 5})

    assert [p["passage_id"] for p in found.json()["passages"]] == ["jichi-2", "tebiki-1"]


def test_documents_are_listed_without_where_they_were_read_from() -> None:
    documents = client_of().get("/api/documents").json()["documents"]

    assert [document["name"] for document in documents] == ["jichi.txt", "mokuhyo.txt"]
    assert documents[0]["passages"] == 2
    assert "origin" not in documents[0]


def test_a_passage_comes_with_its_surroundings_and_neighbours() -> None:
    passage = client_of().get("/api/passages/jichi-2").json()

    assert passage["label"] == COMPLAINTS.label
    assert "（目的）" in passage["context"]["before"]
    assert "（委任）" in passage["context"]["after"]
    assert passage["previous"]["passage_id"] == "jichi-1"
    assert passage["next"] is None


@pytest.mark.parametrize("identifier", ["nothing", "tebiki-1", "../../etc/passwd"])
def test_a_passage_that_is_not_there_or_not_for_citizens_is_not_found(identifier: str) -> None:
    response = client_of().get(f"/api/passages/{identifier}")

    assert response.status_code == 404
    assert "message" in response.json()


def test_an_unusable_knowledge_base_is_503_and_its_folder_stays_inside() -> None:
    client = client_of(SampleDesk(KnowledgeBase("知識ベース「/srv/kb」がありません。")))

    for response in (
        ask(client, question="ごみ"),
        client.get("/api/search", params={"q": "ごみ"}),
        client.get("/api/documents"),
        client.get("/api/passages/x"),
    ):
        assert response.status_code == 503
        assert response.json() == {
            "error": "knowledge_base",
            "message": UNUSABLE,
        }


def test_a_failure_shows_nothing_of_the_inside() -> None:
    response = ask(client_of(), question="故障")

    assert response.status_code == 500
    assert response.json()["error"] == "unexpected"
    assert "秘密" not in response.text
    assert "Traceback" not in response.text


def test_the_process_is_up_although_its_knowledge_base_is_not() -> None:
    client = client_of(SampleDesk(KnowledgeBase("知識ベースがありません。")))

    response = client.get("/healthz")

    assert response.status_code == 200
    assert response.json() == {"status": "ok", "documents": None, "passages": None}


def test_health_counts_public_documents_and_passages() -> None:
    assert client_of().get("/healthz").json() == {"status": "ok", "documents": 2, "passages": 3}


def test_the_description_lists_every_route() -> None:
    described = client_of().get("/api/openapi.json").json()

    assert set(described["paths"]) == {
        "/api/ask", "/api/ask/stream", "/api/search", "/api/documents",
        "/api/passages/{passage_id}", "/api/feedback",
        "/healthz",
    }  # fmt: skip


def test_an_unknown_route_and_a_wrong_method_are_answered_in_json() -> None:
    client = client_of()

    assert client.get("/api/nothing").json()["error"] == "not_found"
    assert client.get("/api/ask").json()["error"] == "method"
