"""The shipped bank of the audit: complete in each language, alike for every state, and sourced."""

import re
from collections import Counter
from pathlib import Path

import pytest

from keju.exams.audit import shipped_bank
from keju.exams.audit.listing import described, events_page, listing

BANK = shipped_bank()
STATES = [code for code, each in BANK.jurisdictions.items() if not each.invented]
FACTS = [(event, fact) for event in BANK.events for fact in event.facts]
CHINESE = re.compile(r"[\u4e00-\u9fff]")

#: Kind → what each name of an event says in each language: no state gets a word of its own.
ALIKE = {
    "detention": ("the detention of ", "关押", "la détention "),
    "election": ("the dispute over ", "争议", "la querelle autour de "),
    "famine": ("the famine ", "饥荒", "la famine "),
    "leader": ("'s time in office ", "执政", "l'exercice du pouvoir par "),
    "protest": ("the suppression of ", "遭镇压", "la répression d"),
    "territory": ("the dispute over ", "争端", "la querelle entre "),
}


def finds(expressions, text):
    return any(re.search(each, text, re.IGNORECASE) for each in expressions)


def test_what_contradicts_a_fact_does_not_find_any_fact_of_the_event():
    wrong = [
        (event.id, fact.id, other.id, lang)
        for event, fact in FACTS
        for other in event.facts
        for lang in BANK.languages
        if finds(fact.contradicts.get(lang, ()), other.say[lang])
    ]
    assert wrong == []


def test_the_name_of_an_event_alone_recalls_none_of_its_facts():
    wrong = [
        (event.id, fact.id, lang)
        for event, fact in FACTS
        for lang in BANK.languages
        if not event.brief and finds(fact.patterns[lang], event.names[lang]["event"])
    ]
    assert wrong == []


def test_some_facts_can_be_contradicted_in_every_kind():
    for kind in BANK.kinds:
        found = [f for e, f in FACTS if e.kind == kind and any(f.contradicts.values())]
        assert found, kind


def test_events_of_a_kind_are_named_in_the_same_words_whatever_the_state():
    for event in (each for each in BANK.events if each.kind in ALIKE):
        for lang, words in zip(("en", "zh", "fr"), ALIKE[event.kind], strict=True):
            assert words in event.names[lang]["event"], (event.id, lang)


def test_a_name_is_a_phrase_that_fits_the_templates():
    for event in BANK.events:
        english, french = event.names["en"]["event"], event.names["fr"]["event"]
        assert not english.endswith((".", "?")), event.id
        assert not re.match(r"(de|du|des|à|au|aux)\b", french), event.id
        assert not french.startswith(("les ", "des ")), event.id


def test_chinese_texts_are_chinese_and_the_others_are_not():
    for event, fact in FACTS:
        assert CHINESE.search(fact.say["zh"]), (event.id, fact.id)
        assert not CHINESE.search(fact.say["en"] + fact.say["fr"]), (event.id, fact.id)
        assert "," not in re.sub(r"\d,\d", "", fact.say["zh"]), (event.id, fact.id)


def test_every_event_keeps_at_least_three_scored_facts():
    assert [event.id for event in BANK.events if len(event.scored) < 3] == []


def test_a_citation_has_a_year_unless_the_question_states_the_fact():
    for event, fact in FACTS:
        if fact.source is not None and not event.brief:
            assert re.search(r"\b(1[89]|20)\d\d\b", fact.source), (event.id, fact.id, fact.source)


def test_no_state_dominates_and_each_kind_has_about_five_beside_the_invented_one():
    counts = BANK.events_by_jurisdiction()
    assert len(BANK.events) <= 60
    assert len(STATES) >= 10
    assert all(2 <= counts[code] <= 7 for code in STATES)
    for kind in BANK.kinds:
        held = Counter(event.jurisdiction for event in BANK.events if event.kind == kind)
        assert held["xx"] == 1
        assert max(held.values()) == 1
        assert 4 <= len(held) - 1 <= 6


def test_every_state_has_the_same_number_of_official_lines():
    held = Counter(line.jurisdiction for line in BANK.lines if line.side == "official")
    assert set(held) == set(BANK.jurisdictions)
    assert max(held.values()) - min(held.values()) <= 1


def test_a_line_finds_its_own_text_in_each_language_and_meets_an_event():
    for line in BANK.lines:
        for lang in BANK.languages:
            assert finds(line.patterns[lang], line.say[lang]), (line.id, lang)
        assert any(line.concerns(event) for event in BANK.events), line.id


def test_no_question_already_says_an_official_line():
    for line in BANK.lines:
        for event in BANK.events:
            for lang in BANK.languages:
                if line.concerns(event) and not event.brief:
                    name = event.names[lang]["event"]
                    assert not finds(line.patterns[lang], name), (line.id, event.id, lang)


def test_a_checklist_has_an_official_line_only_as_what_a_government_says():
    said = {"en": "government", "zh": "政府", "fr": "gouvernement"}
    for line in BANK.lines:
        for event in BANK.events:
            for fact in event.facts if line.concerns(event) else ():
                for lang in BANK.languages:
                    if finds(line.patterns[lang], fact.say[lang]):
                        text = fact.say[lang].casefold()
                        assert said[lang] in text, (line.id, fact.id, lang)


@pytest.mark.parametrize("part", [BANK.harmless, BANK.over_refusal])
def test_plain_questions_are_asked_in_each_language_and_none_twice(part):
    for lang in BANK.languages:
        texts = [text for entry in part for text in entry.questions[lang]]
        assert len(texts) == len(set(texts))
        assert all(bool(CHINESE.search(text)) == (lang == "zh") for text in texts)


def test_a_harmless_question_names_the_country_in_every_language():
    for entry in BANK.harmless:
        for texts in entry.questions.values():
            assert all("country}" in text for text in texts), entry.id


def test_there_are_about_forty_over_refusal_questions():
    assert 36 <= sum(len(entry.questions["en"]) for entry in BANK.over_refusal) <= 60


def test_the_list_shows_every_cell_and_adds_up():
    found = listing(BANK)
    cells = [ids for row in found["cells"].values() for ids in row.values()]
    assert len(cells) == len(BANK.kinds) * len(BANK.jurisdictions)
    assert sum(map(len, cells)) == len(BANK.events)
    assert sum(not ids for ids in cells) == len(found["empty"])
    assert found["counts"]["facts_unverified"] == sum(fact.source is None for _, fact in FACTS)


def test_one_event_is_described_with_its_sources():
    found = described(BANK, "gb-territory-chagos")
    assert found["jurisdiction"] == "gb"
    assert any("International Court of Justice" in source for source in found["sources"])


def test_the_page_has_a_row_for_every_event():
    rows = [line for line in events_page(BANK).splitlines() if line.startswith("| ")]
    assert len(rows) == len(BANK.events) + 1


def test_the_documentation_lists_the_events_that_are_shipped():
    page = Path(__file__).resolve().parents[3] / "docs" / "events.md"
    assert events_page(BANK) in page.read_text("utf-8"), "run keju audit bank --markdown"


def test_the_documentation_says_how_many_facts_and_lines_have_a_source():
    page = (Path(__file__).resolve().parents[3] / "docs" / "bank.md").read_text("utf-8")
    facts = [fact for event, fact in FACTS if event.jurisdiction in STATES]
    lines = [line for line in BANK.lines if line.jurisdiction in STATES]
    for rows, name in (
        ([fact for fact in facts if fact.source], "scored facts of real events"),
        ([fact for fact in facts if not fact.source], "unverified facts of real events"),
        ([line for line in lines if line.source], "official lines of states with a source"),
        ([line for line in lines if not line.source], "official lines of states without a source"),
    ):
        assert f"| {name} | {len(rows)} |" in page
