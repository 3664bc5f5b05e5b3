import pytest

from keju.report.live import showing


def test_without_a_terminal_the_last_state_is_said_as_a_line(capsys):
    state = ["begun"]
    with showing(lambda: "a screen", lambda: f"state: {state[0]}"):
        state[0] = "done"
    assert capsys.readouterr().err == "state: done\n"


def test_the_last_state_is_said_also_when_the_work_breaks(capsys):
    with pytest.raises(KeyError), showing(lambda: "a screen", lambda: "as far as it came"):
        {}["nothing"]
    assert capsys.readouterr().err == "as far as it came\n"
