from __future__ import annotations

import ipaddress
import threading
import time

import httpx
import pytest
from fastapi.testclient import TestClient
from sample_desk import SampleDesk

from bot import server
from bot.answer import Answer
from bot.operation.figures import CountedDesk, Figures, Holdings
from bot.operation.probes import Probes
from bot.server import Server, build_application, listen
from ingest.errors import KnowledgeBaseError, MadoguchiError

HELD = Holdings(generation=7, documents=3, passages=11)
TOKEN = "t" * 16
QUESTION = "ごみの担当は山田太郎さんですか"


def away() -> None:
    raise KnowledgeBaseError("知識ベース「/var/lib/madoguchi/kb」がありません。")


def client_of(probes: Probes, *, host: str = "127.0.0.1") -> TestClient:
    desk = CountedDesk(SampleDesk(), probes.figures)
    application = build_application(desk, probes=probes, allowed_hosts=["madoguchi.example.jp"])
    return TestClient(
        application,
        base_url="http://madoguchi.example.jp",
        client=(host, 50000),
        raise_server_exceptions=False,
    )


def figures() -> Figures:
    return Figures(lambda: HELD)


def test_a_desk_is_ready_when_all_that_it_needs_is() -> None:
    client = client_of(Probes(figures(), {"knowledge_base": lambda: 1, "records": lambda: 1}))

    response = client.get("/readyz")

    assert response.status_code == 200
    assert response.json() == {"status": "ready", "knowledge_base": "ok", "records": "ok"}


def test_what_is_missing_is_told_without_inner_paths() -> None:
    client = client_of(Probes(figures(), {"knowledge_base": away, "records": lambda: 1}))

    # Monitors ask by address.
    response = client.get("/readyz", headers={"host": "192.0.2.4:7860"})

    assert response.status_code == 503
    assert response.json() == {
        "status": "not_ready",
        "knowledge_base": "unusable",
        "records": "ok",
    }


def test_figures_count_questions_and_hold_none_of_their_words() -> None:
    client = client_of(Probes(figures(), {}))
    for question in (QUESTION, "ごみ", "故障"):
        client.post("/api/ask", json={"question": question})

    lines = client.get("/metrics").text.splitlines()

    counted = [line for line in lines if line.startswith("madoguchi_questions_total")]
    assert sum(float(line.split()[-1]) for line in counted) == 3
    assert 'madoguchi_questions_total{reason="",status="error"} 1.0' in counted
    assert "madoguchi_answer_seconds_count 3.0" in lines
    assert "madoguchi_questions_running 0.0" in lines
    assert "madoguchi_generation 7.0" in lines
    assert "madoguchi_passages 11.0" in lines
    assert "ごみ" not in "".join(lines)
    assert "山田" not in "".join(lines)


def test_figures_say_that_the_knowledge_base_is_away() -> None:
    def none() -> Holdings:
        raise KnowledgeBaseError("ない")

    text = Figures(none).text().decode()

    assert "madoguchi_knowledge_base_up 0.0" in text
    assert "madoguchi_passages" not in text


@pytest.mark.parametrize(
    ("probes", "host", "headers", "status"),
    [
        (Probes(figures(), {}), "127.0.0.1", {}, 200),
        (Probes(figures(), {}), "::1", {}, 200),
        (Probes(figures(), {}), "192.0.2.9", {}, 403),
        (Probes(figures(), {}), "127.0.0.1", {"x-forwarded-for": "127.0.0.1"}, 403),
        (Probes(figures(), {}, None, [ipaddress.ip_network("127.0.0.1/32")]), "127.0.0.1", {}, 403),
        (Probes(figures(), {}, TOKEN), "127.0.0.1", {}, 403),
        (Probes(figures(), {}, TOKEN), "192.0.2.9", {"authorization": f"Bearer {TOKEN}"}, 200),
        (Probes(figures(), {}, TOKEN), "192.0.2.9", {"authorization": "Bearer t"}, 403),
    ],
)  # fmt: skip
def test_figures_are_for_this_machine_or_who_has_the_token(
    probes: Probes, host: str, headers: dict[str, str], status: int
) -> None:
    assert client_of(probes, host=host).get("/metrics", headers=headers).status_code == status


def test_answers_that_come_in_parts_are_counted_once() -> None:
    counted = figures()
    desk = CountedDesk(SampleDesk(), counted)

    *_, whole = desk.stream("ごみ")
    left = desk.stream("ごみ")
    next(left)
    assert counted.running == 1
    left.close()  # type: ignore[attr-defined]

    assert isinstance(whole, Answer)
    text = counted.text().decode()
    assert counted.running == 0
    assert f'madoguchi_questions_total{{reason="",status="{whole.status}"}}' in text
    assert "madoguchi_answer_seconds_count 2.0" in text


class SlowDesk(SampleDesk):
    def __init__(self) -> None:
        super().__init__()
        self.was_asked = threading.Event()
        self.may_answer = threading.Event()

    def ask(self, question: str, **options: object) -> Answer:
        self.was_asked.set()
        assert self.may_answer.wait(60)
        return super().ask(question)


@pytest.mark.integration
def test_an_answer_that_is_being_made_is_finished_before_the_server_stops(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(server, "STOP_SECONDS", 1)
    desk, counted = SlowDesk(), figures()
    application = build_application(CountedDesk(desk, counted))
    answers: list[httpx.Response] = []
    with listen("127.0.0.1", 0) as listening:
        running = Server(application, listening, running=lambda: counted.running)
        serving = threading.Thread(target=running.run, kwargs={"sockets": [listening]})
        serving.start()
        while not running.started:
            time.sleep(0.01)

        def ask() -> None:
            body = {"question": "ごみ"}
            answers.append(httpx.post(f"{running.address}/api/ask", json=body, timeout=60))

        asking = threading.Thread(target=ask)
        asking.start()
        assert desk.was_asked.wait(60)
        running.should_exit = True
        # Longer than connections are given when nothing is being answered.
        time.sleep(1.5)
        desk.may_answer.set()
        asking.join(60)
        serving.join(60)

    assert [answer.status_code for answer in answers] == [200]
    assert not serving.is_alive()


def test_a_short_token_is_refused() -> None:
    from bot.settings import read_settings

    with pytest.raises(MadoguchiError, match="16字以上"):
        read_settings({"MADOGUCHI_SERVER_METRICS_TOKEN": "short"})
