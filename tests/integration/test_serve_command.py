"""What ``keju serve`` says before it serves: where it cannot listen, and what mends that."""

import socket

import pytest

from keju.cli import main


@pytest.fixture
def taken():
    """Return a port of this machine on which somebody listens already."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield str(server.getsockname()[1])


def test_a_port_that_is_taken_and_a_host_that_is_not_here_are_one_line_with_the_mend(capsys, taken):
    for words in (["--port", taken], ["--host", "203.0.113.1", "--port", "0"]):
        assert main(["serve", "scripted/right", *words]) == 2
        said = capsys.readouterr().err
        assert said.startswith("keju: cannot listen on ")
        assert said.endswith("; choose another --port or --host\n")
        assert said.count("\n") == 1
