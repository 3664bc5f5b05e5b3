"""Hostile programs of our own in the sandbox: nothing gets out, stays, or is forged."""

import os
import shutil
import socket
import subprocess
import tempfile
import threading
from pathlib import Path

import pytest
from hostile import CONNECTS, FORGES, KILLS, READS, STARTS, TAKES, WRITES

from keju.sandbox import Call, Ending, Limits, SandboxUnavailable, open_runner

LIMITS = Limits(seconds=3, memory=256 << 20)
CANARY = "a secret of the host"


class Host:
    """What a program must not reach."""

    def __init__(self, folder):
        self.secret = folder / "secret"
        self.secret.write_text(CANARY)
        self.secret.chmod(0o666)
        self.victim = subprocess.Popen(["sleep", "600"])
        self.touched = []
        self.listeners = [socket.create_server(("127.0.0.1", 0))]
        self.port = self.listeners[0].getsockname()[1]
        self.listeners.append(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        self.listeners[1].bind(("127.0.0.1", self.port))
        self.listeners.append(socket.socket(socket.AF_UNIX))
        self.listeners[2].bind("\0keju-canary")
        self.listeners[2].listen()

    def names(self):
        return {"secret": str(self.secret), "port": self.port, "victim": self.victim.pid}

    def reached(self):
        """Say what was reached from outside."""
        for listener in self.listeners:
            listener.settimeout(0)
            try:
                listener.recv(100) if listener.type == socket.SOCK_DGRAM else listener.accept()
                yield str(listener)
            except BlockingIOError:
                pass
        if self.secret.read_text() != CANARY:
            yield "secret"
        if self.victim.poll() is not None:
            yield "victim"

    def close(self):
        self.victim.kill()
        self.victim.wait()
        for listener in self.listeners:
            listener.close()


@pytest.fixture(scope="module")
def host():
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o777)
    os.environ["KEJU_CANARY"] = CANARY
    made = Host(folder)
    yield made
    made.close()
    del os.environ["KEJU_CANARY"]
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def runner(host):
    try:
        opened = open_runner()
    except SandboxUnavailable as error:
        pytest.skip(str(error))
    yield opened
    opened.close()


def attempt(runner, host, code, **call):
    """Run the code; check what every attempt must leave as it was."""
    box = runner._box
    ran = runner.run(Call(code, **call), LIMITS)
    assert "ESCAPED" not in ran.stdout
    assert CANARY not in ran.stdout + ran.stderr
    assert list(host.reached()) == []
    assert runner._box is box, "the server ended"
    assert runner.run(Call("import os\nprint(os.listdir())"), LIMITS).stdout == "['.stdin']\n"
    return ran


GETTING_OUT = {
    f"{verb} {name}": code
    for verb, programs in (
        ("reads", READS),
        ("writes", WRITES),
        ("connects", CONNECTS),
        ("starts", STARTS),
    )
    for name, code in programs.items()
}


@pytest.mark.parametrize("name", GETTING_OUT)
def test_a_program_does_not_get_out(runner, host, name):
    code = GETTING_OUT[name]
    ran = attempt(runner, host, code.format(**host.names()) if "{" in code else code)
    assert ran.ending in (Ending.EXITED, Ending.CRASH, Ending.FORBIDDEN), ran


@pytest.mark.parametrize("name", KILLS)
def test_a_program_ends_nobody_but_itself(runner, host, name):
    attempt(runner, host, KILLS[name].format(**host.names()))


@pytest.mark.parametrize("name", TAKES)
def test_a_program_does_not_take_all_there_is(runner, host, name):
    free = shutil.disk_usage("/").free
    attempt(runner, host, TAKES[name])
    assert free - shutil.disk_usage("/").free < 64 << 20


@pytest.mark.parametrize("name", FORGES)
def test_a_function_does_not_seem_right(runner, host, name):
    ran = attempt(runner, host, FORGES[name], function="double", arguments=(21,))
    assert not (type(ran.value) is int and ran.value == 42)
    assert not ran.returned or ran.value is None


@pytest.mark.parametrize("name", ["over the loopback", "from a pair", "as a server"])
def test_what_failed_for_want_of_a_right_is_said_to_be_forbidden(runner, host, name):
    code = CONNECTS[name].format(**host.names())
    assert attempt(runner, host, code).ending is Ending.FORBIDDEN


def test_what_failed_for_another_reason_is_not(runner, host):
    assert attempt(runner, host, "open('/etc/passwd')").ending is Ending.CRASH


def test_threads_are_bounded(runner, host):
    ran = attempt(runner, host, TAKES["threads"])
    assert "can't start new thread" in ran.stderr


def test_two_runners_do_not_see_each_other(runner, host):
    other = open_runner()
    ended = threading.Thread(target=other.run, args=(Call("import time\ntime.sleep(1)"), LIMITS))
    ended.start()
    look = """
import os
for number in range(2, 1000):
    try:
        os.kill(number, 0)
        print(number == os.getpid())
    except OSError:
        pass
"""
    assert attempt(runner, host, look).stdout == "True\n"
    ended.join()
    other.close()
