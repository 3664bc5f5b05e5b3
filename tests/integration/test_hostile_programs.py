"""The hostile and benign programs of ../shared, by the tool that comes with them."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

from keju.sandbox import Call, Ending, Limits, SandboxUnavailable, open_runner

SHARED = (Path(__file__).resolve().parents[2] / ".." / "shared").resolve()
TOOL = SHARED / "tools" / "check_hostile.py"
PROGRAMS = SHARED / "data" / "marking" / "hostile_programs"
TESTS = ((21, 42), (-4, -8), (0, 0))

runners = []


def judged(path, mode, seconds):
    """Return the verdict on one program, and all it printed; called by the tool."""
    if not runners:
        runners.append(open_runner())
    code, said = Path(path).read_text(), ""
    for argument, double in TESTS:
        if mode == "stdio":
            call = Call(code, stdin=f"{argument}\n")
        else:
            call = Call(code, function="double", arguments=(argument,))
        ran = runners[0].run(call, Limits(seconds=seconds))
        said += ran.stdout + ran.stderr
        if ran.ending is not Ending.EXITED:
            return ran.ending.value, said
        printed = ran.stdout.split() == [str(double)]
        returned = ran.returned and type(ran.value) is int and ran.value == double
        if not (printed if mode == "stdio" else returned):
            return "wrong output", said
    return "pass", said


@pytest.fixture
def tool():
    if not TOOL.is_file() or not PROGRAMS.is_dir():
        pytest.skip("the hostile programs are not in ../shared")
    try:
        open_runner().close()
    except SandboxUnavailable as error:
        pytest.skip(str(error))
    return TOOL


def verdict(command, **options):
    """Run the tool, which imports this module, and return its last line."""
    ended = subprocess.run(
        [*command, str(TOOL), "test_hostile_programs:judged"],
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        **options,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.strip().rpartition("\n")[2], ended.stdout


def paths():
    source = Path(importlib.util.find_spec("keju").origin).parents[1]
    libraries = Path(pytest.__file__).parents[1]
    return os.pathsep.join(map(str, (Path(__file__).parent, source, libraries)))


def test_every_program_of_the_shared_half_gets_its_verdict(tool):
    environment = {**os.environ, "PYTHONPATH": paths()}
    last, everything = verdict([sys.executable], env=environment)
    assert ", 0 wrong in all; forged passes 0; benign not passed 0;" in last, everything


def test_and_so_it_does_for_an_ordinary_user(tool):
    python = Path("/usr/bin/python3")
    if os.getuid() != 0:
        pytest.skip("the test above ran as an ordinary user")
    if not python.exists():
        pytest.skip("there is no system Python for an ordinary user")
    options = {"user": 64_999, "group": 64_999, "extra_groups": []}
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": paths(), "PYTHONDONTWRITEBYTECODE": "1"}
    version = "import sys, pytest, keju.sandbox; sys.exit(sys.version_info < (3, 11))"
    asked = subprocess.run(
        [python, "-c", version], env=environment, check=False, cwd="/", **options
    )
    if asked.returncode:
        pytest.skip("the system's Python cannot load Keju as an ordinary user")
    last, everything = verdict([str(python)], env=environment, **options)
    assert ", 0 wrong in all; forged passes 0; benign not passed 0;" in last, everything
