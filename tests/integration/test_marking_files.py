"""``keju mark FILE``: real commands on real files, workers that die, memory that stays flat."""

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from keju.cli import main

KEJU = [sys.executable, "-m", "keju", "mark"]

#: A package with a marker that dies on one answer, sleeps on another, and is fast or slow.
MARKER = """
import os, time
from dataclasses import dataclass
from keju.core.records import Mark, Verdict

@dataclass
class Moody:
    slow: bool
    name: str = "moody"
    version: int = 1
    def extract(self, text): return text
    def same(self, left, right): return left == right
    def mark(self, item, text):
        if text == "die":
            os._exit(3)
        if text == "raise":
            raise ZeroDivisionError("oops")
        same = text == item.reference
        verdict = Verdict.CORRECT if same else Verdict.INCORRECT
        return Mark(verdict, float(same), "moody@1", text, {"method": "mood", "mood": "good"})

def moody(parameters):
    return Moody(bool(parameters.get("slow")))
"""


def write(path, rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def said(number):
    return {"id": number, "answer": str(number), "response": f"The answer is {number % 7}."}


def marks(text):
    return [json.loads(line) for line in text.splitlines()]


def mark(*arguments, **more):
    return subprocess.run(
        [*KEJU, *map(str, arguments)], capture_output=True, text=True, check=False, **more
    )


@pytest.fixture
def moody(tmp_path):
    """An environment in which a package offers the marker ``moody``."""
    folder = tmp_path / "installed"
    info = folder / "moody-1.dist-info"
    info.mkdir(parents=True)
    (folder / "moody_marker.py").write_text(MARKER)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: moody\nVersion: 1\n")
    (info / "entry_points.txt").write_text("[keju.markers]\nmoody = moody_marker:moody\n")
    return {**os.environ, "PYTHONPATH": str(folder)}


def test_each_line_gets_one_line_in_the_order_of_the_file(tmp_path):
    path = write(tmp_path / "a.jsonl", [said(number) for number in range(3_000)])
    done = mark(path, "--marker", "number", "--json")
    assert done.returncode == 0, done.stderr
    found = marks(done.stdout)
    assert [line["id"] for line in found] == list(range(3_000))
    assert [line["verdict"] for line in found[:8]] == ["correct"] * 7 + ["incorrect"]
    assert found[7] == {
        "id": 7,
        "verdict": "incorrect",
        "score": 0.0,
        "extracted": "0",
        "method": None,
        "reason": None,
    }


def test_standard_input_and_compressed_files_are_read_alike(tmp_path):
    rows = [said(number) for number in range(40)]
    plain = write(tmp_path / "a.jsonl", rows)
    with gzip.open(tmp_path / "a.jsonl.gz", "wt") as file:
        file.write(plain.read_text())
    first = mark(plain, "--marker", "number", "--json").stdout
    assert len(first.splitlines()) == 40
    assert mark(f"{plain}.gz", "--marker", "number", "--json").stdout == first
    piped = mark("-", "--marker", "number", "--json", input=plain.read_text())
    assert piped.stdout == first


def test_answers_are_marked_as_they_arrive_on_standard_input():
    command = [*KEJU, "-", "--marker", "number", "--json"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    ) as process:
        for number in (1, 9):
            process.stdin.write(json.dumps(said(number)) + "\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == number
        process.stdin.close()
        assert process.wait(20) == 0


def test_an_interrupt_ends_a_command_that_waits_for_input():
    command = [*KEJU, "-", "--marker", "number", "--json"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        process.stdin.write(json.dumps(said(1)) + "\n")
        process.stdin.flush()
        assert process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 130
        assert process.stderr.read() == ""


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('{"answer": "some", "response": "5"}', "field 'answer': marker number: the reference"),
        ('{"answer": null, "response": "5"}', "field 'answer': is null"),
        ('{"answer": 5}', "field 'response' is missing; name yours with --answer FIELD"),
        ('{"response": "5"}', "field 'answer' is missing; name yours with --gold FIELD"),
        ('{"answer": 5, "response": 5}', "field 'response' must be the answer's text"),
        ('{"answer": 5, "response": "5"', "not JSON"),
        ('{"answer": NaN, "response": "5"}', "not JSON (NaN is not a JSON value)"),
        ("[]", "must be a JSON object"),
    ],
)
def test_a_bad_line_is_named_before_anything_is_marked(tmp_path, capsys, line, words):
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps(said(1)) + "\n\n" + line + "\n")
    assert main(["mark", str(path), "--marker", "number", "--json"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith(f"keju: {path}, line 3: {words}")
    assert len(printed.err.splitlines()) == 1


def test_on_standard_input_what_came_before_a_bad_line_stays_marked():
    text = json.dumps(said(1)) + "\n" + json.dumps({"answer": "?", "response": ""}) + "\n"
    done = mark("-", "--marker", "number", "--json", input=text)
    assert done.returncode == 2
    assert [line["verdict"] for line in marks(done.stdout)] == ["correct"]
    assert done.stderr.startswith("keju: -, line 2: field 'answer': ")


def test_a_missing_file_an_empty_one_and_a_missing_marker_are_one_line_each(tmp_path, capsys):
    (tmp_path / "empty.jsonl").write_text("\n")
    for arguments, words in [
        ([tmp_path / "none.jsonl", "--marker", "number"], "Cannot read answers from"),
        ([tmp_path / "empty.jsonl", "--marker", "number"], "holds no answers"),
        ([tmp_path / "empty.jsonl"], "--marker is missing"),
        ([tmp_path / "empty.jsonl", "--marker", "nmber"], "Did you mean number?"),
        (["3", "--marker", "number"], "--marker is for files"),
    ]:
        assert main(["mark", *map(str, arguments)]) == 2
        printed = capsys.readouterr()
        assert words in printed.err
        assert len(printed.err.splitlines()) == 1


def test_whole_numbers_of_any_length_and_halves_of_characters_survive(tmp_path):
    long = 10**40 + 1
    text = (
        f'{{"id": "\\ud800", "answer": {long}, "response": "\\ud800 The answer is {long}."}}\n'
        f'{{"answer": {long}, "response": "The answer is {long - 1}."}}\n'
    )
    path = tmp_path / "a.jsonl"
    path.write_text(text)
    done = mark(path, "--marker", "number", "--json")
    first, second = marks(done.stdout)
    assert (first["id"], first["verdict"], second["verdict"]) == (
        "\ud800",
        "correct",
        "incorrect",
    )


def test_an_answer_that_was_never_recorded_is_failed_and_not_wrong(tmp_path):
    path = write(tmp_path / "a.jsonl", [{"answer": 1, "response": None}])
    (line,) = marks(mark(path, "--marker", "number", "--json").stdout)
    assert (line["verdict"], line["score"]) == ("failed", None)


def test_the_summary_counts_verdicts_and_states_its_denominator(tmp_path):
    rows = [said(number) for number in range(10)] + [{"answer": 1, "response": None}]
    path = write(tmp_path / "a.jsonl", rows)
    out = tmp_path / "marks.jsonl"
    done = mark(path, "--marker", "number", "--out", out)
    assert "accuracy 70.0% [39.7, 89.2] (95%), of 10 answers." in done.stdout
    assert "1 without a score; were they all wrong 63.6%, all right 72.7%." in done.stdout
    assert len(marks(out.read_text())) == 11


@pytest.mark.parametrize("slow", ["false", "true"])
def test_a_line_that_kills_its_worker_is_unmarkable_and_no_other(tmp_path, moody, slow):
    rows = [{"id": n, "answer": "a", "response": "a"} for n in range(30)]
    rows[11]["response"] = "die"
    rows[12]["response"] = "raise"
    path = write(tmp_path / "a.jsonl", rows)
    done = mark(path, "--marker", f"moody;slow={slow}", "--json", env=moody)
    assert done.returncode == 0, done.stderr
    found = marks(done.stdout)
    assert [line["id"] for line in found] == list(range(30))
    assert {line["id"] for line in found if line["verdict"] != "correct"} == {11, 12}
    assert found[11]["verdict"] == "unmarkable"
    assert found[11]["reason"] == "the worker process ended with status 3"
    assert found[12]["reason"] == "ZeroDivisionError: oops"
    assert (found[13]["method"], found[13]["detail"]) == ("mood", {"mood": "good"})


def children(pid):
    return [int(n) for n in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="needs /proc to find the workers")
def test_a_worker_that_is_killed_from_outside_costs_nothing(tmp_path):
    path = write(tmp_path / "a.jsonl", [said(number) for number in range(30_000)])
    out = tmp_path / "marks.jsonl"
    command = [*KEJU, str(path), "--marker", "number", "--out", str(out)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        deadline = time.monotonic() + 30
        while not (out.exists() and out.stat().st_size) and time.monotonic() < deadline:
            time.sleep(0.01)
        os.kill(children(process.pid)[0], signal.SIGKILL)
        assert process.wait(60) == 0
    found = marks(out.read_text())
    assert [line["id"] for line in found] == list(range(30_000))
    assert all((line["verdict"] == "correct") == (line["id"] < 7) for line in found)


PEAK = """
import resource, sys
from keju.cli import main
status = main(sys.argv[1:])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)
sys.exit(status)
"""


def test_memory_does_not_grow_with_the_file(tmp_path):
    def peak(lines):
        path = tmp_path / f"{lines}.jsonl"
        with path.open("w") as file:
            for number in range(lines):
                row = {**said(number), "padding": "x" * 400}
                file.write(json.dumps(row) + "\n")
        command = [sys.executable, "-c", PEAK, "mark", str(path), "--marker", "number", "--json"]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        assert done.stdout.count("\n") == lines
        return int(done.stderr.split()[-1])

    small, large = peak(2_000), peak(50_000)
    # 25 MB of lines: were they kept, or did what is in flight grow with them, it would show.
    assert large < small + 16_000
