from __future__ import annotations

from dataclasses import replace

from sample_desk import COMPLAINTS, MANUAL_RULE, ORDINANCE, PURPOSE, WASTE, Snapshot, cite

from bot.page.excerpt import Neighbour, place_of_citation, place_of_passage, wraps


def test_a_quote_is_shown_between_the_rest_of_its_passage_and_its_surroundings() -> None:
    excerpt = place_of_citation(cite(PURPOSE, "市の自治の基本"), Snapshot()).excerpt

    assert excerpt.before.endswith("（目的）\n")
    assert excerpt.lead == "第１条　この条例は、"
    assert excerpt.quote == "市の自治の基本"
    assert excerpt.rest == "を定めることを目的とします。"
    assert excerpt.after.startswith("\n\n（苦情、不服等に対する措置）")


def test_a_line_that_was_broken_inside_a_sentence_is_joined_even_across_the_quote() -> None:
    quote = "簡易迅速にその処理、救済等を図る機関を置き\nます。"

    excerpt = place_of_citation(cite(COMPLAINTS, quote), Snapshot()).excerpt

    assert excerpt.quote == "簡易迅速にその処理、救済等を図る機関を置きます。"
    assert excerpt.rest.startswith("\n２　前項に定めるもののほか")


def test_short_lines_and_new_articles_stay_on_lines_of_their_own() -> None:
    assert wraps("見出し\n本文") == set()
    assert wraps("あ" * 30 + "\n第２条　この") == set()
    assert wraps("あ" * 30 + "\n続き") == {30}


def test_everything_shown_is_the_document_line_breaks_aside() -> None:
    excerpt = place_of_citation(cite(COMPLAINTS, "簡易迅速"), Snapshot()).excerpt

    shown = excerpt.before + excerpt.lead + excerpt.quote + excerpt.rest + excerpt.after
    assert "".join(shown.split()) in "".join(ORDINANCE.split())


def test_a_citation_knows_the_passages_next_to_it() -> None:
    assert place_of_citation(cite(PURPOSE, "目的"), Snapshot()).previous is None
    assert place_of_citation(cite(PURPOSE, "目的"), Snapshot()).next == Neighbour(
        "jichi-2", COMPLAINTS.label
    )


def test_a_document_that_was_taken_out_since_leaves_the_passage_as_it_was() -> None:
    gone = replace(WASTE, document="gone.txt")
    citation = replace(cite(WASTE, "850g"), passage=gone)

    place = place_of_citation(citation, Snapshot())

    assert place.excerpt.before == ""
    assert place.excerpt.quote == "850g"
    assert place.excerpt.rest == "を目指します。"
    assert place.next is None


def test_a_document_that_changed_since_is_not_marked_at_the_old_offsets() -> None:
    citation = replace(cite(WASTE, "850g"), start=0, end=4)

    excerpt = place_of_citation(citation, Snapshot()).excerpt

    assert excerpt.quote == "850g"
    assert excerpt.lead == "環境局 資源循環推進部 市民１人１日あたりのごみ総排出量"


def test_a_passage_shown_for_itself_has_no_quote() -> None:
    excerpt = place_of_passage(MANUAL_RULE, Snapshot()).excerpt

    assert excerpt.quote == ""
    assert excerpt.lead + excerpt.rest == MANUAL_RULE.text
