"""The command line as its users meet it: what it prints, and how it ends."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

import keju
from keju.cli import COMMANDS, main
from keju.marking.number import number_marker
from keju.marking.table import MARKERS
from keju.store import without_password

EXAM = "multiplication;digits=3"


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KEJU_STORE", raising=False)
    monkeypatch.delenv("KEJU_CONFIG", raising=False)


def bad(capsys, *arguments: str) -> str:
    """Run a command that must fail with status 2 and one line; return the line."""
    try:
        status = main(arguments)
    except SystemExit as stop:
        status = stop.code
    printed = capsys.readouterr()
    assert status == 2, printed.out
    lines = printed.err.splitlines()
    assert len(lines) == 1, printed.err
    return lines[0]


def document(capsys) -> object:
    return json.loads(capsys.readouterr().out)


def test_version_and_help_need_no_store(capsys):
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"keju {keju.__version__}\n"
    assert main([]) == 0
    words = capsys.readouterr().out
    assert all(name in words for name in COMMANDS)
    assert not list(Path().iterdir())


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(capsys, command):
    with pytest.raises(SystemExit) as stop:
        main([command, "--help"])
    assert stop.value.code == 0
    assert len(capsys.readouterr().out.splitlines()) > 5


def test_a_sitting_can_be_listed_shown_and_marked_again(capsys):
    assert main(["exam", "scripted/student", EXAM, "-n", "30", "--json"]) == 0
    result = document(capsys)
    assert result["scored"] == 30
    assert 0 <= result["interval"][0] <= result["accuracy"] <= result["interval"][1] <= 1
    assert main(["sittings", "--json"]) == 0
    assert [row["sitting"] for row in document(capsys)] == [1]
    assert main(["show", "1", "--verdict", "incorrect", "--json"]) == 0
    wrong = document(capsys)
    assert len(wrong) == result["verdicts"]["incorrect"] > 0
    assert {row["mark"]["verdict"] for row in wrong} == {"incorrect"}
    assert main(["show", "1", str(wrong[0]["question"])]) == 0
    assert "incorrect" in capsys.readouterr().out
    assert main(["mark", "1"]) == 0
    assert "nothing was added" in capsys.readouterr().out


def test_a_newer_marker_marks_stored_answers_again_and_counts_each_once(capsys, monkeypatch):
    main(["exam", "scripted/student", EXAM, "-n", "600", "-k", "2", "--json"])
    first = document(capsys)

    def newer(parameters):
        made = number_marker(parameters)
        made.version = 99
        return made

    monkeypatch.setitem(MARKERS, "number", newer)
    for added in (1200, 0):
        assert main(["mark", "1", "--json"]) == 0
        again = document(capsys)
        assert again["marks_added"] == added
        assert again["after"]["markers"] == {"number@99": 1200}
        assert again["after"]["score"] == first["score"]
        assert again["after"]["runs"] == 1


def test_two_candidates_are_shown_side_by_side(capsys):
    assert main(["exam", "scripted/right", "scripted/wrong", EXAM, "-n", "10"]) == 0
    words = capsys.readouterr().out
    assert "100.0%" in words
    assert "0.0%" in words


def test_a_requirement_that_is_not_met_ends_with_status_one(capsys):
    arguments = ["exam", "scripted/student", EXAM, "-n", "30"]
    assert main([*arguments, "--require", "accuracy>=0.5"]) == 0
    assert main([*arguments, "--require", "accuracy>=0.99"]) == 1
    assert "accuracy>=0.99 is not met" in capsys.readouterr().err


def test_a_paper_that_was_not_sat_to_its_end_meets_no_requirement(capsys):
    arguments = ["exam", "scripted/right", EXAM, "-n", "30", "--require", "accuracy>=0.8"]
    assert main([*arguments, "--budget", "5answers"]) == 1
    assert main(arguments) == 0


def test_too_many_failures_end_with_status_three(capsys):
    dials = ["-p", "filter=0", "-p", "server_error=0.0"]
    assert main(["exam", "scripted/right", EXAM, "-n", "10", *dials]) == 0
    Path("r.jsonl").write_text('{"question": "another", "response": "1"}\n')
    assert main(["exam", "recorded/r.jsonl", EXAM, "-n", "10"]) == 3


def test_a_dry_run_shows_requests_and_cost_and_asks_nothing(capsys, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "x")
    arguments = ["exam", "openai/gpt-4o-mini+think", EXAM, "-n", "100", "--dry-run"]
    assert main([*arguments, "-p", "max_tokens=100", "--json"]) == 0
    plan = document(capsys)
    assert plan["answers"] == 100
    assert 0.006 < plan["cost_at_most"] < 0.02
    assert [m["role"] for m in plan["requests"][0]["messages"]] == ["system", "user"]
    assert plan["requests"][0]["max_tokens"] == 100
    assert main(arguments) == 0
    assert "cost at most" in capsys.readouterr().out
    assert not Path("keju.db").exists()


def test_a_file_of_questions_is_an_exam(capsys):
    rows = [{"question": f"What is {n} + 1?", "answer": n + 1} for n in range(5)]
    Path("q.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert main(["exam", "scripted/right", "q.jsonl", "--marker", "number", "--json"]) == 0
    assert document(capsys)["accuracy"] == 1.0


def test_the_store_is_verified_forgotten_and_compacted(capsys):
    main(["exam", "scripted/thinker", EXAM, "-n", "10"])
    capsys.readouterr()
    assert main(["store", "verify", "--json"]) == 0
    assert document(capsys) == {"sound": True, "problems": []}
    assert main(["store", "forget", "1", "--json"]) == 0
    assert document(capsys)["texts_forgotten"] > 0
    assert main(["store", "compact"]) == 0
    assert main(["store", "sizes", "--json"]) == 0
    assert "rows" in capsys.readouterr().out
    assert main(["store", "verify"]) == 0
    assert main(["show", "1", "--json"]) == 0


def test_the_lists_can_be_read_by_people_and_machines(capsys):
    for command in ("exams", "models", "doctor"):
        assert main([command]) == 0
        assert len(capsys.readouterr().out) > 200
        assert main([command, "--json"]) == 0
        assert document(capsys)


def test_keys_are_never_shown(capsys, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    for arguments in (["models"], ["models", "--json"], ["doctor"], ["doctor", "--json"]):
        main(arguments)
        assert "sk-secret" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["exm"], "Did you mean exam"),
        (["exam", "opnai/gpt", EXAM], "Did you mean openai"),
        (["exam", "keju/xiucia", EXAM], "xiucai"),
        (["exam", "scripted/studnt", EXAM], "student"),
        (["exam", "scripted/student+thnk", EXAM], "think"),
        (["exam", "student", EXAM], "provider/name"),
        (["exam", "openai/gpt-4o", EXAM], "OPENAI_API_KEY"),
        (["exam", "scripted/student", "multiplicaton"], "multiplication"),
        (["exam", "scripted/student", "multiplication;digit=3"], "digits"),
        (["exam", "scripted/student", "multiplication;digits=99"], "digits"),
        (["exam", "scripted/student", EXAM, "-n", "0"], "at least 1"),
        (["exam", "scripted/student", EXAM, "-n", "many"], "--help"),
        (["exam", "scripted/student", EXAM, "-n", "9" * 20], "at most"),
        (["exam", "scripted/student", EXAM, "-k", "9" * 20], "at most"),
        (["exam", "scripted/student", EXAM, "-k", "0"], "at least 1"),
        (["exam", "scripted/student", EXAM, "--concurrency", "0"], "at least 1"),
        (["exam", "scripted/student", EXAM, "--budget", "0answers"], "covers no answer"),
        (["exam", "scripted/student", EXAM, "--budget", "5bananas"], "5usd"),
        (["exam", "scripted/student", EXAM, "--budget", "5usd"], "no known price"),
        (["exam", "scripted/student", EXAM, "--require", "beauty>1"], "unknown figure"),
        (["exam", "scripted/student", EXAM, "-p", "accuracy=2"], "accuracy"),
        (["exam", "scripted/student", EXAM, "-p", "charm=2"], "charm"),
        (["exam", "scripted/student", EXAM, "--marker", "number"], "own marker"),
        (["exam", "scripted/student", "none.jsonl", "--marker", "number"], "none.jsonl"),
        (["exam", "recorded/none.jsonl", EXAM], "none.jsonl"),
        (["show", "1"], "no store there yet"),
        (["sittings", "--store", "nowhere.db"], "nowhere.db"),
        (["store", "forget"], "sittings"),
        (["exams", "multiplicaton"], "multiplication"),
    ],
)
def test_bad_input_is_one_line_with_the_mend(capsys, arguments, words):
    assert words in bad(capsys, *arguments)


def test_a_sitting_that_is_not_there_is_said(capsys):
    main(["exam", "scripted/student", EXAM, "-n", "5"])
    capsys.readouterr()
    assert "no sitting 9" in bad(capsys, "show", "9")
    assert "17" in bad(capsys, "show", "1", "17")
    for words in (["show"], ["mark"], ["store", "forget"]):
        assert "no sitting 9999" in bad(capsys, *words, "9" * 25)
    assert "--limit" in bad(capsys, "show", "1", "--answers", "--limit", "-1")


def test_what_continues_is_said_where_the_same_command_begins_anew(capsys):
    for more, words in (([], "command continues"), (["--fresh"], "without --fresh continues")):
        main(["exam", "scripted/student", EXAM, "-n", "9", "--budget", "2answers", *more])
        assert words in capsys.readouterr().err
    main(["exam", "scripted/student", f"{EXAM};seed=fresh", "-n", "9", "--budget", "2answers"])
    assert "with 'multiplication;digits=3;seed=" in capsys.readouterr().err


def test_a_hostile_answer_and_a_hostile_name_reach_the_terminal_as_text(capsys):
    Path("q.jsonl").write_text('{"question": "Why?", "answer": "1"}\n')
    said = {"question": "Why?", "response": "\x1b[2J[/b] \ud800 1\nbye", "reasoning": "\x9b2J"}
    Path("r[").mkdir()
    Path("r[/b].jsonl").write_text(json.dumps(said) + "\n")
    sitting = ["recorded/r[/b].jsonl", "q.jsonl", "--marker", "number"]
    assert main(["exam", *sitting, "--dry-run"]) == 0
    assert main(["exam", *sitting]) == 0
    assert main(["show", "1", "1"]) == 0
    words = capsys.readouterr().out
    assert "�[2J[/b] � 1" in words
    assert not {"\x1b", "\x9b", "\ud800"} & set(words)


def test_a_password_in_the_address_of_a_store_is_not_shown():
    assert without_password("postgresql://me:secret@host/keju") == "postgresql://me:***@host/keju"
    assert without_password("folder/a:b@c.db") == "folder/a:b@c.db"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"question": "a", "answer": 1}\n{"question": \n', "line 2"),
        ('{"question": "a", "answer": 1}\n{"answer": 2}\n', "question"),
        ('{"question": "a"}\n', "answer"),
        ('{"question": "a", "answer": 1}\n{"question": "a", "answer": 2}\n', "line"),
        ('{"question": "a", "answer": "blue"}\n', "number"),
        (
            '{"id": 7, "question": "a", "answer": 1}\n{"id": 7, "question": "b", "answer": 2}\n',
            "line 2: the same id '7' as line 1",
        ),
        ("", "no questions"),
    ],
)
def test_a_broken_questions_file_is_said_before_anything_is_asked(capsys, text, words):
    Path("q.jsonl").write_text(text)
    assert words in bad(capsys, "exam", "scripted/student", "q.jsonl", "--marker", "number")
    assert not Path("keju.db").exists()


def test_an_unreachable_endpoint_is_said_at_once_and_before_asking(capsys, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "x")
    started = time.monotonic()
    line = bad(capsys, "exam", "openai/m@http://127.0.0.1:9/v1", EXAM)
    assert "cannot reach" in line
    assert time.monotonic() - started < 10


def test_a_foreign_file_is_no_store_and_stays_untouched(capsys):
    Path("notes.db").write_bytes(b"these are my notes" * 100)
    bad(capsys, "exam", "scripted/student", EXAM, "--store", "notes.db")
    assert Path("notes.db").read_bytes() == b"these are my notes" * 100


def test_a_full_disk_is_one_line_and_what_was_counted_stays(tmp_path):
    folder = Path("/dev/full")
    if not folder.exists():
        pytest.skip("this system has no /dev/full")
    script = (
        "import resource, sys; from keju.cli import main;"
        "main(['exam', 'scripted/student', 'multiplication;digits=4', '-n', '50']);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000));"
        "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "sys.exit(main(['exam', 'scripted/student', 'multiplication;digits=4', '-n', '20000']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=tmp_path, check=False
    )
    assert done.returncode == 2, done.stderr
    assert done.stderr.splitlines()[-1].startswith("keju: ")
    assert "Traceback" not in done.stderr
    assert main(["show", "1", "--json", "--store", str(tmp_path / "keju.db")]) == 0


def test_output_into_a_closed_pipe_is_no_error():
    main(["exam", "scripted/student", EXAM, "-n", "5"])
    command = f"{sys.executable} -m keju exams --json | head -1"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=True)
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr


def test_a_killed_sitting_loses_nothing_that_was_counted_and_asks_nothing_twice(tmp_path):
    arguments = ["exam", "scripted/student", EXAM, "-n", "3000", "-p", "latency=0.01"]
    arguments += ["--store", str(tmp_path / "k.db"), "--concurrency", "20"]
    for _ in range(3):
        process = subprocess.Popen(
            [sys.executable, "-m", "keju", *arguments], stderr=subprocess.DEVNULL
        )
        time.sleep(1.0)
        os.kill(process.pid, 9)
        process.wait()
    assert main(arguments) == 0
    whole = [*arguments[:-4], "--store", str(tmp_path / "w.db"), "--concurrency", "20"]
    assert main(whole) == 0
    marks = []
    for store in ("k.db", "w.db"):
        result = keju.exam(
            "scripted/student",
            EXAM,
            questions=3000,
            parameters={"latency": 0.01},
            store=tmp_path / store,
        )
        marks.append([(n.position, n.mark.verdict, n.reply.text) for n in result.answers()])
    assert marks[0] == marks[1]
    assert len(marks[0]) == 3000
