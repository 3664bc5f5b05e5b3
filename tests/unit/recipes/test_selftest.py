"""The self-test: rules are found and switched off, and a rule without a gold case survives."""

import re
from dataclasses import replace

import pytest

from keju.core.audit import Stance
from keju.core.errors import InputError
from keju.marking import number, quantity
from keju.marking.audit import axes
from keju.marking.audit.stance import Views
from keju.marking.gold import UNUSABLE, Case, gold_cases, gold_markers
from keju.marking.table import MARKERS
from keju.marking.thoughts import without_thought
from keju.recipes.selftest import worker
from keju.recipes.selftest.cheats import cheats
from keju.recipes.selftest.examining import Progress, examine
from keju.recipes.selftest.groups import EXEMPT, GROUPS, modules_of, untold
from keju.recipes.selftest.mutants import find_mutants
from keju.recipes.selftest.patterns import without_alternatives
from keju.recipes.selftest.remembered import name_of, remembered
from keju.sandbox.errands import call


def mutant(module, name):
    (found,) = [each for each in find_mutants([module]) if each.name == name]
    return found


def case(gold, response, expected="correct"):
    return Case("number", gold, response, expected, "a rule", "here:1")


def test_each_alternative_of_a_pattern_is_left_out_once():
    found = dict(without_alternatives(re.compile(r"(?P<a>x|y[|)]|\|)z|(?:in|out)|end")))
    assert {left_out: pattern.pattern for left_out, pattern in found.items()} == {
        "x": r"(?P<a>y[|)]|\|)z|(?:in|out)|end",
        "y[|)]": r"(?P<a>x|\|)z|(?:in|out)|end",
        r"\|": r"(?P<a>x|y[|)])z|(?:in|out)|end",
        "in": r"(?P<a>x|y[|)]|\|)z|(?:out)|end",
        "out": r"(?P<a>x|y[|)]|\|)z|(?:in)|end",
        r"(?P<a>x|y[|)]|\|)z": r"(?:in|out)|end",
        "(?:in|out)": r"(?P<a>x|y[|)]|\|)z|end",
        "end": r"(?P<a>x|y[|)]|\|)z|(?:in|out)",
    }


def test_a_pattern_without_alternatives_has_none_to_leave_out():
    assert list(without_alternatives(re.compile(r"[|]\|a(b)c"))) == []


def test_a_row_of_a_table_is_gone_while_it_is_switched_off_and_back_afterwards():
    dozen = case("24", r"\boxed{2 dozen}")
    assert dozen.met(dozen.outcome())
    with mutant("keju.marking.quantity", "quantity._SCALES: without 'dozen'").off():
        assert "dozen" not in quantity._SCALES
        assert not dozen.met(dozen.outcome())
    assert dozen.met(dozen.outcome())


def test_a_function_is_switched_off_for_everybody_who_imported_it():
    five = case("5", "The answer is 5.")
    rule = "quantity.read_quantity: finds nothing"
    with mutant("keju.marking.quantity", rule).off():
        assert number.read_quantity("5", strict=True) is None
        assert not five.met(five.outcome())
    assert number.read_quantity("5", strict=True) is not None


def test_a_pattern_that_a_closure_keeps_is_changed_there_too():
    said = case("5", "答案是5")
    rule = "final._CHINESE: without '(?P<prose>是|为|選|选)'"
    with mutant("keju.marking.final", rule).off():
        assert said.outcome() == "no_answer"
    assert said.outcome() == "correct"


def test_a_function_that_decides_among_several_gives_each_of_them_whatever_it_is_asked():
    names = [each.name for each in find_mutants(["keju.marking.audit.stance"])]
    assert [name for name in names if name.startswith("audit.stance.stance:")] == [
        f"audit.stance.stance: always {stance.value}" for stance in Stance
    ]
    with mutant("keju.marking.audit.stance", "audit.stance.stance: always none").off():
        assert axes.stance(Views(official=3), None) is Stance.NONE
    assert axes.stance(Views(official=3), None) is Stance.OFFICIAL_ASSERTED


def test_an_error_inside_the_block_still_switches_the_rule_on_again():
    rule = mutant("keju.marking.quantity", "quantity._SCALES: without 'dozen'")
    with pytest.raises(ZeroDivisionError), rule.off():
        raise ZeroDivisionError
    assert "dozen" in quantity._SCALES


def test_a_rule_without_a_gold_case_survives():
    """The words 'a total of' are read; with no case that has them, nobody notices when not."""
    cases = [each for each in gold_cases("number") if "a total of" not in each.response]
    rule = mutant("keju.marking.quantity", "quantity._HEAD: without 'a total of'")
    with rule.off():
        assert all(each.met(each.outcome()) for each in cases)
        assert not all(each.met(each.outcome()) for each in gold_cases("number"))


def test_rules_have_the_same_order_in_every_process():
    names = [each.name for each in find_mutants(["keju.marking.quantity"])]
    rows = [name for name in names if name.startswith("quantity._NOT_UNITS")]
    assert rows == sorted(rows)
    assert len(rows) > 20


def test_the_verdicts_of_cases_are_exactly_what_they_say():
    assert case("5", "5", "wrong").met("no_answer")
    assert not case("5", "5", "wrong").met("unmarkable")
    assert case("5", "5", "not correct").met("unmarkable")
    assert not case("5", "5", "not correct").met("correct")
    assert not case("5", "5", "not correct").met("raises KeyError")
    assert case("five", "5", UNUSABLE).outcome() == UNUSABLE


def test_a_case_whose_detail_is_otherwise_is_not_met_and_says_what_it_is():
    asserted = Case(
        "audit",
        {"lang": "en", "lines": [{"id": "a", "patterns": {"en": ["order had to be"]}}]},
        "Order had to be restored.",
        "any",
        "a rule",
        "here:1",
        detail={"delivery": "answered", "stance": "official-asserted"},
    )
    assert asserted.met(asserted.outcome())
    reported = replace(asserted, detail={"delivery": "answered", "stance": "none"})
    assert reported.outcome().endswith(", stance 'official-asserted'")
    assert not reported.met(reported.outcome())
    assert not asserted.met("raises KeyError")
    assert not asserted.met("failed")


def test_where_only_the_detail_matters_a_case_is_neither_right_nor_wrong():
    assert not case("5", "5", "any").positive
    assert not case("5", "5", "any").negative
    assert case("5", "5", "wrong").negative


def test_every_marker_of_keju_that_reads_a_text_has_gold_cases():
    # A judge asks a model: what it says is no rule of ours.
    assert set(MARKERS) - {"judge"} == set(gold_markers())


@pytest.mark.parametrize("name", gold_markers())
def test_gold_cases_are_no_doubles_and_show_both_sides(name):
    cases = list(gold_cases(name))
    seen = {(str(each.gold), each.response, str(each.parameters)) for each in cases}
    assert len(seen) >= 0.97 * len(cases)
    assert any(each.positive for each in cases)
    assert any(not each.positive for each in cases)


def test_mathematics_has_at_least_400_gold_cases():
    assert len(list(gold_cases("math"))) >= 400


def test_every_group_names_modules_and_markers_that_exist():
    for group in GROUPS:
        assert list(modules_of(group))
        assert set(group.markers) <= set(gold_markers())
    assert all(reason for _, reason in EXEMPT)


def test_rules_that_no_case_tells_are_few_and_become_fewer():
    assert len(untold()) <= 0


def test_a_quicker_way_past_one_thought_leads_where_the_long_way_does():
    texts = [
        f"{start}a{end} b {rest}"
        for start in ("<think>", "<think> <b>", " <think>", "")
        for end in ("</think>", "</think></think>", "</b></think>", "")
        for rest in ("", "<c>", "<think>", "<think>d</think>", "[THINK]")
    ]
    long_way = mutant("keju.marking.thoughts", "thoughts._after_one_thought: finds nothing")
    quickly = [without_thought(text) for text in texts]
    with long_way.off():
        assert [without_thought(text) for text in texts] == quickly


def test_what_is_remembered_names_gold_cases_that_exist():
    names = {name_of(each) for marker in gold_markers() for each in gold_cases(marker)}
    known = [name for names_of_rule in remembered().values() for name in names_of_rule]
    assert len(known) > 1_000
    assert len(names & set(known)) > 0.9 * len(set(known))


def test_the_name_of_a_case_is_its_own_and_does_not_depend_on_its_place():
    here = case("5", "The answer is 5.")
    assert name_of(here) == name_of(replace(here, where="elsewhere:9", rule="another"))
    assert name_of(here) != name_of(case("6", "The answer is 5."))


def test_a_rule_without_which_a_case_never_ends_is_noticed_at_that_case():
    rules = worker.rules_of("math")
    index = rules.index("math.field._is_prime: always false")
    # In a process of its own, as ever: its alarm may ring while this one measures its coverage.
    red = call("keju.recipes.selftest.worker:first_red", ["math", index, [], []], 120)
    assert red.startswith("math")


def test_at_least_fifteen_programs_cheat():
    assert len(cheats()) >= 15


def test_a_marker_without_gold_cases_is_one_line_with_the_mend():
    with pytest.raises(InputError, match=r"no gold cases\. Did you mean number"):
        examine(["numbr"], Progress())


@pytest.mark.parametrize("name", ["exact", "audit"])
def test_a_marker_is_examined_from_its_cases_to_its_rules(name):
    progress = Progress()
    found = examine([name], progress)
    (cases,) = found.markers
    assert (cases.right, cases.false_positives, cases.false_negatives) == (cases.cases, 0, 0)
    assert cases.false_positive_interval[1] > 0
    assert found.rules
    assert all(each.rules >= 10 for each in found.rules)
    assert [each.survivors for each in found.rules if each.survivors] == []
    assert found.passed
    assert progress.done == progress.total > 0
