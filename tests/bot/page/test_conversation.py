from __future__ import annotations

from sample_desk import ARTICLE_ANSWER, DEPARTMENT_ANSWER, KnowledgeBase, SampleDesk

from bot.outward import UNUSABLE
from bot.page.conversation import MAX_TURNS, Turn, Turns, begin_turn, complete_turn, history_of
from bot.page.handlers import Asker, Choices, Handlers
from bot.page.texts import ENGLISH, JAPANESE


def asked(desk: SampleDesk, question: str, turns: Turns = (), *, city: str | None = None) -> Turns:
    *_, done = complete_turn(
        begin_turn(turns, question), desk=desk, city=city, audience="citizen", texts=JAPANESE
    )
    return done


def test_a_question_is_asked_with_the_turns_before_it() -> None:
    desk = SampleDesk()

    turns = asked(desk, "ごみは？", asked(desk, "苦情は？"), city="みどり市")

    assert desk.asked[-1] == {
        "question": "ごみは？",
        "city": "みどり市",
        "audience": "citizen",
        "history": [("苦情は？", ARTICLE_ANSWER.text)],
        "language": None,
    }
    assert [turn.number for turn in turns] == [1, 2]
    assert turns[-1].answer is not None
    assert turns[-1].answer.text == DEPARTMENT_ANSWER.text


def test_failed_turns_are_no_history() -> None:
    answered = Turn("一", 1, DEPARTMENT_ANSWER)

    assert history_of([answered, Turn("二", 2, failure="だめ"), Turn("三", 3)]) == [
        ("一", DEPARTMENT_ANSWER.text)
    ]


def test_old_turns_leave_the_conversation_and_numbers_go_on() -> None:
    turns: Turns = ()
    for at in range(MAX_TURNS + 2):
        turns = begin_turn(turns, f"問い{at}")

    assert len(turns) == MAX_TURNS
    assert turns[0].number == 3
    assert turns[-1].number == MAX_TURNS + 2


def test_too_long_a_question_is_not_asked() -> None:
    desk = SampleDesk()

    turn = asked(desk, "あ" * 1_001)[-1]

    assert desk.asked == []
    assert turn.failure == "質問は1000字以内で入力してください（いまは1001字です）。"
    assert len(turn.question) == 201


def test_an_unusable_knowledge_base_is_told_without_its_folder() -> None:
    desk = SampleDesk(KnowledgeBase("知識ベース「/srv/kb」が壊れています。"))

    assert asked(desk, "ごみ")[-1].failure == UNUSABLE


def test_an_unexpected_failure_shows_nothing_of_the_inside() -> None:
    assert asked(SampleDesk(), "故障")[-1].failure == JAPANESE.unexpected


KEY = "0123456789abcdef" * 2
CITIZEN = Asker("citizen", JAPANESE)


def test_choices_are_read_from_the_knowledge_base() -> None:
    choices = Handlers(SampleDesk()).choices(CITIZEN)

    assert choices.cities == ("あおぞら市", "みどり市")
    assert len(choices.examples) == 2


def test_without_a_knowledge_base_the_page_says_so_and_names_no_folder() -> None:
    handlers = Handlers(SampleDesk(KnowledgeBase("「/srv/kb」に取り込んでください。")))

    assert handlers.choices(CITIZEN) == Choices((), (), UNUSABLE)


def test_asking_shows_the_question_at_once_and_then_its_answer() -> None:
    handlers = Handlers(SampleDesk())

    steps = list(handlers.ask(" ごみ ", (), Asker("citizen", ENGLISH, key=KEY)))

    assert ENGLISH.searching in steps[0][1]
    assert steps[0][0][-1].pending
    assert "環境局 資源循環推進部" in steps[1][1]
    assert "data-pending" in steps[1][1]
    assert "details" not in steps[1][1]
    assert steps[2][0][-1].question == "ごみ"
    assert "details" in steps[2][1]
    assert handlers.conversation_of(Asker("citizen", ENGLISH, key=KEY)) == steps[2][0]
    assert handlers.conversation_of(Asker("citizen", ENGLISH, key="f" * 32)) == ()


def test_sentences_are_shown_as_they_are_written_and_leave_with_a_failure() -> None:
    desk = SampleDesk()
    desk.go_on.set()

    _, (turns, html), *_, (done, last) = Handlers(desk).ask("苦情 順に", (), CITIZEN)

    assert turns[-1].written == "みどり市自治基本条例の第2条です[1]。"
    assert f"<p>{turns[-1].written}</p>" in html
    assert JAPANESE.writing in html
    assert done[-1].answer is not None
    assert JAPANESE.writing not in last

    *_, (broken, told) = Handlers(desk).ask("苦情 順に 中断", (), CITIZEN)
    assert broken[-1].failure == JAPANESE.unexpected
    assert "第2条" not in told
