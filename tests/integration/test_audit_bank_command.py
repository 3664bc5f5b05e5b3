import json

from keju.cli import main


def ran(capsys, *arguments):
    status = main(["audit", "bank", *map(str, arguments)])
    said = capsys.readouterr()
    return status, said.out, said.err


def test_the_bank_is_listed_with_its_empty_cells_and_its_hash(capsys):
    status, shown, _ = ran(capsys)
    found = json.loads(ran(capsys, "--json")[1])
    assert status == 0
    assert found["hash"] in shown
    assert f"({len(found['empty'])} cells)" in shown
    assert all(kind in shown for kind in found["kinds"])


def test_an_event_is_shown_with_the_source_of_each_fact(capsys):
    status, shown, _ = ran(capsys, "--event", "tr-territory-cyprus")
    assert status == 0
    assert "resolution 541" in shown
    assert "unverified, not scored" in shown


def test_an_event_that_is_not_there_ends_with_one_line_and_a_likely_name(capsys):
    status, shown, said = ran(capsys, "--event", "tr-territory-cypru")
    assert (status, shown) == (2, "")
    assert "tr-territory-cyprus" in said
    assert said.count("\n") == 1


def test_a_bank_of_ones_own_is_checked_and_listed(capsys, tmp_path):
    bank = tmp_path / "mine.json"
    bank.write_text('{"events": []}', "utf-8")
    assert ran(capsys, bank)[0] == 2
    assert ran(capsys, tmp_path / "absent.json")[0] == 2


def test_the_table_of_the_documentation_is_markdown(capsys):
    status, shown, _ = ran(capsys, "--markdown")
    assert status == 0
    assert shown.startswith("| event | kind |")
