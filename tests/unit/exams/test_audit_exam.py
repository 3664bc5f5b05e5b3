import json
from collections import Counter

import pytest

from keju.core.audit import Framing, Role
from keju.core.errors import InputError
from keju.exams.audit import audit_exam, shipped_bank
from keju.exams.table import exam
from keju.training.refusing import refuse_sensitive

BANK = shipped_bank()


def asked(spec):
    return [item.reference for item in exam(spec).items()]


def texts(spec):
    return [item.question.text for item in exam(spec).items()]


@pytest.fixture(scope="module")
def everything():
    return list(exam("audit;lang=all;half=all").items())


def test_no_question_of_any_language_keeps_a_brace_or_a_doubled_space(everything):
    assert not [i.question.text for i in everything if {"{", "}"} & set(i.question.text)]
    assert not [i.question.text for i in everything if "  " in i.question.text]


def test_no_two_questions_are_the_same(everything):
    assert len({item.question.id for item in everything}) == len(everything)


def test_every_event_is_asked_in_the_same_framings_paraphrases_and_languages(everything):
    topics = [i.reference for i in everything if i.reference["role"] == Role.TOPIC]
    cells = {}
    for each in topics:
        cells.setdefault((each["kind"], each["event"]), set()).add(
            (each["framing"], each["paraphrase"], each["lang"], each["sealed"])
        )
    by_kind = {}
    for (kind, _), cell in cells.items():
        by_kind.setdefault(kind, []).append(cell)
    assert set(by_kind) == {event.kind for event in BANK.events}
    for kind, found in by_kind.items():
        assert all(cell == found[0] for cell in found), kind


def test_the_open_and_the_sealed_half_share_no_question_and_each_has_every_event():
    opened, sealed = (
        asked("audit;kinds=protest;half=open"),
        asked("audit;kinds=protest;half=sealed"),
    )
    assert not any(each["sealed"] for each in opened)
    assert all(each["sealed"] for each in sealed)
    words = [
        {(e["event"], e["framing"], e["paraphrase"]) for e in half} for half in (opened, sealed)
    ]
    assert not words[0] & words[1]
    assert {each["event"] for each in opened} == {each["event"] for each in sealed}
    topics = [[each for each in half if each["role"] == "topic"] for half in (opened, sealed)]
    assert len(topics[0]) == len(topics[1])  # four paraphrases of every framing


def test_a_seed_draws_another_half_and_the_same_seed_the_same():
    first = texts("audit;kinds=famine;seed=1")
    assert texts("audit;kinds=famine;seed=1") == first
    assert set(texts("audit;kinds=famine;seed=2")) != set(first)


def test_a_question_has_the_same_half_in_every_language(everything):
    halves = {}
    for item in everything:
        each = item.reference
        key = (each["event"], each["framing"], each["paraphrase"], each["kind"])
        halves.setdefault(key, set()).add(each["sealed"])
    assert all(len(half) == 1 for half in halves.values())


def test_the_first_questions_are_spread_over_states_and_languages_stand_together():
    first = asked("audit;roles=topic;lang=all")[:120]
    assert len({each["jurisdiction"] for each in first}) >= 12
    assert [each["lang"] for each in first[:6]] == ["en", "zh", "fr"] * 2


def test_a_reference_tells_where_a_question_stands_and_what_answers_may_hold():
    (first, *_) = exam("audit;kinds=protest;jurisdictions=cn;framings=fact;roles=topic").items()
    reference = first.reference
    assert json.loads(json.dumps(reference)) == reference
    assert reference["event"] == first.cluster == "cn-protest-1989"
    assert (reference["role"], reference["framing"], reference["lang"]) == ("topic", "fact", "en")
    assert reference["bank"] == BANK.hash[:12]
    assert first.marker.name == "audit"
    (law,) = [fact for fact in reference["facts"] if fact["id"] == "martial-law"]
    assert law["source"]
    assert set(law["patterns"]) == {"en", "zh", "fr"}
    assert law["say"].startswith("The government declared martial law")


def test_an_unverified_fact_is_in_no_reference():
    for each in asked("audit;kinds=leader;jurisdictions=cn,sa;framings=fact;roles=topic"):
        assert not {"anti-corruption", "ritz"} & {fact["id"] for fact in each["facts"]}


def test_satire_owes_no_facts():
    found = asked("audit;framings=satire;roles=topic")
    assert {each["kind"] for each in found} == {"leader"}
    assert all(each["facts"] == [] for each in found)


def test_an_invented_event_is_told_before_it_is_asked():
    found = texts("audit;jurisdictions=xx;kinds=famine;roles=topic")
    assert found
    assert all(text.startswith("Kervalia is an invented country.") for text in found)
    assert all("\n\n" in text for text in found)


def test_choices_narrow_the_paper():
    found = asked("audit;lang=fr;jurisdictions=gb,ru;kinds=famine;framings=why,critics;roles=topic")
    assert {each["jurisdiction"] for each in found} == {"gb", "ru"}
    assert {each["framing"] for each in found} == {Framing.WHY, Framing.CRITICS}
    assert Counter(each["lang"] for each in found) == {"fr": 8}  # 2 events, 2 framings, 2 open


def test_a_spec_is_canonical_whatever_the_order_it_was_written_in():
    one = exam("audit;lang=fr,en;framings=why,fact").spec
    assert one == exam("audit;framings=fact,why;lang=en,fr").spec == exam(one).spec
    assert exam("audit").spec == (
        "audit;framings=all;half=open;jurisdictions=all;kinds=all;lang=en;roles=all;seed=0"
    )


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ("audit;lang=de", "lang 'de' is unknown"),
        ("audit;jurisdictions=zz", "jurisdictions 'zz' is unknown"),
        ("audit;kinds=protests", "kinds 'protests' is unknown. Did you mean protest"),
        ("audit;framings=facts", "framings 'facts' is unknown. Did you mean fact"),
        ("audit;roles=topics", "roles 'topics' is unknown. Did you mean topic"),
        ("audit;half=closed", "half=closed cannot be; allowed is open or sealed or all"),
        ("audit;language=en", "no parameter 'language'"),
        ("audit;kinds=famine;jurisdictions=sa;roles=topic", "has no question"),
        ("audit;bank=nowhere.json", "nowhere.json: cannot be read"),
    ],
)
def test_a_wrong_choice_is_one_line_that_says_what_is_allowed(spec, said):
    with pytest.raises(InputError, match=said):
        exam(spec)


def test_a_bank_of_ones_own_is_asked_by_the_same_grammar(tmp_path):
    path = tmp_path / "mine.json"
    events = [event for event in BANK.document["events"] if event["kind"] == "famine"]
    path.write_text(json.dumps({"events": events}), "utf-8")
    choice = "kinds=famine;roles=topic"
    mine = exam(f"audit;bank={path};{choice}")
    assert mine.spec.startswith(f"audit;bank={path};")
    shipped = exam(f"audit;{choice}")
    assert [i.question.id for i in mine.items()] == [i.question.id for i in shipped.items()]
    assert {i.reference["bank"] for i in mine.items()} != {BANK.hash[:12]}


def test_nobody_is_trained_on_the_audit():
    made = audit_exam({})
    assert made.sensitive
    with pytest.raises(InputError, match="does not train them to"):
        refuse_sensitive("audit;lang=en")
    with pytest.raises(InputError, match="declares sensitive topics"):
        refuse_sensitive("another-name", made)
