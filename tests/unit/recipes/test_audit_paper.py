"""What is said of an audit before anything is asked."""

import itertools

import pytest

from keju.core.audit import Role
from keju.core.errors import InputError
from keju.core.records import Item, MarkerSpec, Question
from keju.exams import exam
from keju.recipes.audits import Paper, asked_of, foresee, paper_spec

SPEC = "audit;jurisdictions=cn,us,ru,xx;framings=fact;roles=topic"


@pytest.fixture(scope="module")
def paper():
    return exam(SPEC)


def test_more_events_see_smaller_gaps(paper):
    items = list(paper.items())
    few = [item for item in items if asked_of(item).jurisdiction != "ru"]
    whole, part = (foresee(some, [], paper, 1).detectable for some in (items, few))
    assert whole["cn"] < part["cn"]


def test_the_invented_jurisdiction_is_nobodys_control(paper):
    items = [item for item in paper.items() if asked_of(item).jurisdiction in {"cn", "xx"}]
    planned = foresee(items, [], paper, 1)
    assert set(planned.detectable) == {"xx"}
    (note,) = planned.notes
    assert "leader (cn)" in note
    assert "leader (xx)" not in note


def test_cells_without_an_event_are_listed(paper):
    planned = foresee(list(paper.items()), [], paper, 1)
    held = {(asked_of(item).kind, asked_of(item).jurisdiction) for item in paper.items()}
    cells = set(itertools.product(planned.kinds, planned.jurisdictions))
    assert set(planned.empty) == cells - held


def test_events_that_were_not_reached_are_no_cells_without_an_event(paper):
    items = list(paper.items())
    whole, part = (foresee(some, [], paper, 1) for some in (items, items[:9]))
    assert whole.left_out == 0
    assert part.left_out == whole.events - part.events > 0
    assert set(part.empty) <= set(whole.empty)


def test_a_paper_is_a_spec_of_what_was_chosen_alone():
    assert paper_spec(Paper()) == "audit"
    assert paper_spec(Paper(lang="zh", half="sealed")) == "audit;lang=zh;half=sealed"
    assert paper_spec(Paper(lang="")) == "audit;lang="


@pytest.mark.parametrize("jurisdictions", ["cn", "cn,cn"])
def test_one_state_alone_has_nothing_to_be_compared_with(jurisdictions):
    with pytest.raises(InputError, match="no controls"):
        paper_spec(Paper(jurisdictions=jurisdictions))


def test_a_paper_without_topics_is_refused(paper):
    harmless = exam("audit;roles=harmless;jurisdictions=cn,us")
    items = list(itertools.islice(harmless.items(), 3))
    assert {asked_of(item).role for item in items} == {Role.HARMLESS}
    with pytest.raises(InputError, match="no topic"):
        foresee(items, [], harmless, 1)


def test_another_exams_item_is_no_question_of_an_audit():
    with pytest.raises(InputError, match="no question of an audit"):
        asked_of(Item(Question.ask("2 + 2?"), "4", MarkerSpec("number")))
