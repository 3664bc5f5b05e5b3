"""``keju selftest`` as its users meet it."""

import json

import pytest

from keju.cli import main
from keju.core.errors import InputError
from keju.marking.programs import check_isolation
from keju.recipes.selftest.cheats import cheats, try_cheat
from keju.report.selftest import verdict


def test_a_marker_whose_rules_are_all_noticed_passes(capsys):
    assert main(["selftest", "exact", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    (marker,) = found["markers"]
    assert marker["cases"] == marker["met"] > 20
    assert marker["false_positives"] == marker["false_negatives"] == 0
    low, high = marker["false_positive_interval"]
    assert low == 0 < high < 1
    (rules,) = found["rules"]
    assert rules["rules"] == rules["switched_off"] + len(rules["exempt"])
    assert rules["survivors"] == []
    assert found["passed"]


def test_the_tables_name_markers_and_rules(capsys):
    assert main(["selftest", "exact"]) == 0
    words = capsys.readouterr().out
    assert "false positives" in words
    assert "survived" in words
    assert words.splitlines()[-1].startswith("Passed in ")


def test_reasons_of_exempt_rules_are_told(capsys):
    assert main(["selftest", "countdown", "--json"]) == 0
    (rules,) = json.loads(capsys.readouterr().out)["rules"]
    assert rules["exempt"]["countdown._listed: changes nothing"].startswith("only words")
    assert main(["selftest", "countdown"]) == 0
    assert "exempt: asked when votes are counted" in capsys.readouterr().out


def test_what_is_wrong_stands_in_the_last_line():
    assert str(verdict(2, 0, 2, 24, 20)) == (
        "Not passed in 20 s: gold cases not met: 2; programs that cheat and pass: 2."
    )


def test_an_unknown_marker_is_one_line_with_the_mend(capsys):
    assert main(["selftest", "exat"]) == 2
    printed = capsys.readouterr()
    assert printed.err.startswith("keju: marker 'exat' has no gold cases. Did you mean exact or ")
    assert len(printed.err.splitlines()) == 1


def confined():
    try:
        check_isolation()
    except InputError as error:
        return str(error)
    return None


@pytest.mark.skipif(confined() is not None, reason="programs cannot be confined here")
@pytest.mark.parametrize("name", cheats())
def test_no_program_that_cheats_passes(name):
    assert try_cheat(name) != "passed"
