"""``keju selftest`` as its users meet it."""

import json

import pytest

from keju.cli import main
from keju.core.errors import InputError
from keju.marking.programs import check_isolation
from keju.recipes.selftest.cheats import cheats, try_cheat


def test_a_marker_whose_rules_are_all_noticed_passes(capsys):
    assert main(["selftest", "exact", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    (marker,) = found["markers"]
    assert marker["cases"] == marker["met"] > 20
    assert marker["false_positives"] == marker["false_negatives"] == 0
    low, high = marker["false_positive_interval"]
    assert low == 0 < high < 1
    (rules,) = found["rules"]
    assert rules["rules"] > len(rules["exempt"])
    assert rules["survivors"] == []
    assert found["passed"]


def test_the_tables_name_markers_and_rules(capsys):
    assert main(["selftest", "exact"]) == 0
    words = capsys.readouterr().out
    assert "false positives" in words
    assert "survived" in words


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
