import json
import re
from copy import deepcopy

import pytest
from audit_answers import ANSWERS, CONTRARY, EMPTY

from keju.core.audit import Framing
from keju.core.errors import InputError
from keju.exams.audit import read_bank, shipped_bank

BANK = shipped_bank()
MINE = ("protest", "leader", "separatism", "detention", "famine")
REAL = [code for code, each in BANK.jurisdictions.items() if not each.invented]
EVENTS = {event.id: event for event in BANK.events}


def found(patterns, lang, text):
    return any(re.search(each, text, re.IGNORECASE) for each in patterns.get(lang, ()))


def few(document):
    """Keep events of two states and the invented one of two kinds, and no lines: read faster."""
    events = document["events"]
    famines = [event for event in events if event["kind"] == "famine"]
    protests = [event for event in events if event["kind"] == "protest"]
    document["events"] = [protests[0], protests[-1], protests[1], *famines[:2]]
    document["lines"] = []


def changed(tmp_path, change, *, small=True):
    """Write the shipped bank, or a few events of it, as one file, changed; return its path."""
    document = deepcopy(dict(BANK.document))
    if small:
        few(document)
    change(document)
    path = tmp_path / "mine.json"
    path.write_text(json.dumps(document, ensure_ascii=False), "utf-8")
    return path


# The shipped bank.


def test_the_shipped_bank_has_at_most_sixty_events_of_ten_kinds_and_an_invented_one_in_each():
    assert len(BANK.kinds) == 10
    assert len(BANK.events) <= 60
    for kind in MINE:
        held = [event for event in BANK.events if event.kind == kind]
        assert len({event.jurisdiction for event in held} - {"xx"}) >= 5
        assert any(event.jurisdiction == "xx" for event in held)


def test_no_state_dominates_the_bank_and_every_state_is_in_it():
    counts = BANK.events_by_jurisdiction()
    assert len(REAL) >= 12
    assert all(1 <= counts[code] <= 7 for code in REAL)
    for kind in BANK.kinds:
        held = [event.jurisdiction for event in BANK.events if event.kind == kind]
        assert len(held) == len(set(held))


def test_cells_without_an_event_are_listed_and_no_others():
    held = {(event.kind, event.jurisdiction) for event in BANK.events}
    empty = set(BANK.empty_cells())
    assert not held & empty
    assert len(held | empty) == len(BANK.kinds) * len(BANK.jurisdictions)
    assert ("protest", "cn") not in empty


def test_no_template_speaks_of_one_state():
    names = {
        names["country"].removeprefix("the ").removeprefix("la ").removeprefix("le ")
        for each in BANK.jurisdictions.values()
        for names in each.names.values()
    }
    for framings in BANK.groups.values():
        for paraphrases in framings.values():
            for texts in paraphrases.values():
                assert not [text for text in texts if any(name in text for name in names)]


@pytest.mark.parametrize("event", BANK.events, ids=lambda event: event.id)
def test_each_fact_is_found_in_its_own_words_and_contradicted_by_none_of_them(event):
    assert 3 <= len(event.facts) <= 8
    for fact in event.facts:
        for lang in BANK.languages:
            assert found(fact.patterns, lang, fact.say[lang]), (fact.id, lang)
            for other in event.facts:
                assert not found(fact.contradicts, lang, other.say[lang]), (fact.id, other.id)


def test_a_fact_is_not_found_in_what_is_said_of_other_events():
    pairs = [
        found(fact.patterns, lang, other.say[lang])
        for event in BANK.events
        for fact in event.scored
        for strange in BANK.events[::7]
        if strange is not event
        for other in strange.facts
        for lang in BANK.languages
    ]
    assert sum(pairs) / len(pairs) < 0.02


@pytest.mark.parametrize("lang", BANK.languages)
def test_a_refusal_holds_no_fact(lang):
    text = EMPTY[lang]
    assert not [
        (event.id, fact.id)
        for event in BANK.events
        for fact in event.facts
        if found(fact.patterns, lang, text) or found(fact.contradicts, lang, text)
    ]


@pytest.mark.parametrize(("event", "lang", "facts", "text"), ANSWERS)
def test_facts_are_found_in_other_words_than_the_banks(event, lang, facts, text):
    seen = {fact.id for fact in EVENTS[event].facts if found(fact.patterns, lang, text)}
    assert seen >= facts


@pytest.mark.parametrize(("event", "lang", "fact", "text"), CONTRARY)
def test_the_contrary_of_a_fact_is_seen(event, lang, fact, text):
    (known,) = [each for each in EVENTS[event].facts if each.id == fact]
    assert found(known.contradicts, lang, text)


@pytest.mark.parametrize("kind", MINE)
def test_the_name_of_an_event_gives_no_fact_of_it_away(kind):
    for event in BANK.events:
        if event.kind == kind:
            for fact in event.facts:
                for lang in BANK.languages:
                    name = event.names[lang]["event"]
                    assert not found(fact.patterns, lang, name), (event.id, fact.id, lang)


def test_an_unverified_fact_is_kept_and_not_scored():
    assert ("cn-leader-xi", "anti-corruption") in BANK.unverified()
    event = EVENTS["cn-leader-xi"]
    assert "anti-corruption" not in {fact.id for fact in event.scored}
    assert len(event.scored) >= 3


def test_satire_is_of_leaders_only():
    assert [name for name, group in BANK.groups.items() if Framing.SATIRE in group] == ["leader"]


# Banks of users.


def test_the_shipped_bank_as_one_file_is_the_same_bank(tmp_path):
    bank = read_bank(changed(tmp_path, lambda _: None, small=False))
    assert bank == BANK


def test_a_changed_word_is_another_bank(tmp_path):
    def change(document):
        document["events"][0]["facts"][0]["say"]["en"] += " Indeed."

    same = read_bank(changed(tmp_path, lambda _: None)).hash
    assert read_bank(changed(tmp_path, lambda _: None)).hash == same
    assert read_bank(changed(tmp_path, change)).hash != same


def test_a_bank_may_leave_out_what_the_shipped_one_has(tmp_path):
    def change(document):
        for part in ("kinds", "groups", "languages", "jurisdictions", "lines", "harmless"):
            del document[part]

    bank = read_bank(changed(tmp_path, change))
    assert bank.groups == BANK.groups
    assert bank.harmless == bank.lines == ()
    assert len(bank.events) == 5


def one_state(document):
    document["events"].pop()


def only_the_invented_one_beside(document):
    del document["events"][2]


def at(*path):
    """Return a change that deletes what ``path`` leads to in the first event."""

    def change(document):
        place = document["events"][0]
        for step in path[:-1]:
            place = place[step]
        del place[path[-1]]

    return change


def put(value, *path):
    """Return a change that puts ``value`` where ``path`` leads in the first event."""

    def change(document):
        place = document["events"][0]
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value

    return change


def twice(document):
    document["events"].append(document["events"][0])


FIRST = next(event.id for event in BANK.events if event.kind == "protest")
FAULTS = {
    "a language is missing": (
        at("names", "fr"),
        rf"mine.json: events\[0\] \({FIRST}\).names: language fr is missing",
    ),
    "a fact says nothing in a language": (
        at("facts", 0, "say", "zh"),
        r"facts\[0\] .*say: language zh is missing",
    ),
    "a jurisdiction is unknown": (
        put("cb", "jurisdiction"),
        rf"events\[0\] \({FIRST}\): jurisdiction 'cb' is unknown. Did you mean",
    ),
    "a kind is unknown": (put("protests", "kind"), "kind 'protests' is unknown. Did you mean"),
    "a fact has no patterns": (
        put([], "facts", 0, "patterns", "en"),
        r"facts\[0\] .*patterns: has no pattern in language en",
    ),
    "an expression does not compile": (
        put(["(unclosed"], "facts", 0, "patterns", "en"),
        r"patterns.en\[0\]: '\(unclosed' is no regular expression",
    ),
    "an expression may search for ever": (
        put([r"(?:\w+ ?)+ law"], "facts", 0, "patterns", "en"),
        rf"mine.json: events\[0\] \({FIRST}\).facts\[0\].*patterns.en\[0\]: .* bound all but one",
    ),
    "an expression counts too far": (
        put(["x{99999999999}"], "facts", 0, "patterns", "en"),
        "is no regular expression",
    ),
    "an expression finds everything": (
        put(["x*"], "facts", 0, "patterns", "en"),
        "'x\\*' finds everything",
    ),
    "a pattern does not find its own text": (
        put(["zebra"], "facts", 0, "patterns", "en"),
        "its en patterns do not find its own text",
    ),
    "an id is given twice": (twice, rf"\({FIRST}\): the id {FIRST} is given twice"),
    "a source is left out": (at("facts", 0, "source"), "lacks source"),
    "a field is misspelt": (put([], "fact"), "'fact' is not a field. Did you mean facts"),
    "there are too few facts": (put([], "facts"), "must have 3 to 8 facts, not 0"),
    "a slot is empty": (at("names", "en", "event"), "names.en lacks event"),
    "a year is a text": (put(["1989"], "years"), r"years\[0\]: must be a number"),
    "a kind has no controls": (one_state, "Unbalanced: kind famine has events of [a-z]+ alone"),
    "the invented one is no control": (
        only_the_invented_one_beside,
        "Unbalanced: kind protest has events of cn alone",
    ),
    "there are no events": (
        lambda document: document.update(events=[], lines=[]),
        "The bank has no events",
    ),
    "paraphrases are unequal": (
        lambda document: document["groups"]["event"]["fact"]["fr"].pop(),
        "as many paraphrases in each language, not en 4, zh 4, fr 3",
    ),
    "a framing is unknown": (
        lambda document: document["groups"]["event"].update(facts={}),
        "'facts' is not a field. Did you mean fact",
    ),
    "a brief is missing": (
        lambda document: [e.pop("brief", None) for e in document["events"]],
        "an event of xx needs a brief",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_a_bank_is_one_line_that_names_its_place(fault, tmp_path):
    change, said = FAULTS[fault]
    with pytest.raises(InputError, match=said) as caught:
        read_bank(changed(tmp_path, change))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [("{", "is not JSON in line 1"), ("[]", "must be an object"), ("{}", "The bank has no events")],
)
def test_what_is_no_bank_is_refused(text, said, tmp_path):
    path = tmp_path / "bank.json"
    path.write_text(text)
    with pytest.raises(InputError, match=said):
        read_bank(path)


def test_a_bank_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(InputError, match="cannot be read: No such file"):
        read_bank(tmp_path / "none.json")
