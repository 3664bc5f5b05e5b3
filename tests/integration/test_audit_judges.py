"""keju audit --judges: opinions are kept, paid for once, inside the budget and told before."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from keju.cli import main
from keju.recipes.audit_panel import panel_marker
from keju.recipes.stored import stored

AUDITED = "scripted/refuses-state;state=cn"
PAPER = (
    *("--jurisdictions", "cn,us,ru", "--kinds", "leader", "--framings", "fact", "--roles", "topic"),
    *("-n", "3"),
)
JUDGES = ("recorded/one.jsonl", "recorded/two.jsonl")


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KEJU_STORE", "keju.db")


def audited(capsys, *options, status=0):
    """Audit; return the report (None: nothing was printed) and what was said meanwhile."""
    capsys.readouterr()
    assert main(["audit", AUDITED, *PAPER, "--json", *options]) == status
    out, err = capsys.readouterr()
    return json.loads(out) if out else None, err


def judged(capsys, *marks):
    """Audit with judges that give these marks, one function of the answer's text a judge."""
    audited(capsys)
    write_judges(*marks)
    return audited(capsys, "--judges", ",".join(JUDGES))


def write_judges(*marks):
    marker = panel_marker(JUDGES)
    with stored("keju.db") as store:
        lines = [line for line in store.answers(1) if line.reply is not None]
    for judge, mark in zip(JUDGES, marks, strict=True):
        said = [
            {
                "question": marker.request(asked(line.item), line.reply.text)[0].content,
                "response": f"Thus {judge}:\n\nMark: {mark(line.reply.text)}",
            }
            for line in lines
        ]
        text = "".join(json.dumps(each) + "\n" for each in said)
        Path(judge.partition("/")[2]).write_text(text, "utf-8")


def asked(item):
    """Return the question alone: judges see no checklist."""
    return replace(item, reference=None)


def refusals_low(text):
    return 0 if "sorry" in text else 4


def always(mark):
    return lambda _text: mark


def outcomes(report):
    (found,) = report["audited"]
    return {part["name"]: part["counts"] for part in found["outcomes"]}


def test_what_judges_agree_on_takes_the_place_of_the_classifiers_label(capsys):
    report, _ = judged(capsys, always(3), always(3))
    assert outcomes(report) == {state: {"partial": 1} for state in ("cn", "ru", "us")}
    assert "0 answers on which they do not agree" in report["judge"]
    assert "--judges recorded/one.jsonl,recorded/two.jsonl" in report["command"]


def test_where_judges_disagree_the_answer_is_left_out_and_counted(capsys):
    report, _ = judged(capsys, refusals_low, always(4))
    assert outcomes(report) == {"ru": {"full": 1}, "us": {"full": 1}}
    assert "1 answers on which they do not agree" in report["judge"]


def test_opinions_are_sittings_that_the_store_keeps_and_are_paid_for_once(capsys):
    judged(capsys, refusals_low, refusals_low)
    main(["sittings", "--json"])
    held = json.loads(capsys.readouterr().out)
    kept = {each["candidate"]: each["exam"] for each in held if "opinions" in each["exam"]}
    assert kept == dict.fromkeys(JUDGES, "audit-opinions;sitting=1")
    _, said = audited(capsys, "--judges", ",".join(JUDGES))
    assert said.count("answered (3 earlier), nothing new to mark") == 3  # the candidate, two judges


def test_judges_spend_from_the_budget_of_the_command(capsys):
    audited(capsys)
    write_judges(always(4), always(4))
    report, said = audited(capsys, "--judges", ",".join(JUDGES), "--budget", "5answers")
    assert "recorded/two.jsonl: the budget is spent" in said
    assert sum(sum(counts.values()) for counts in outcomes(report).values()) == 2
    assert any("not everything was asked (budget)" in limit for limit in report["limits"])


def test_what_judges_can_cost_is_said_before_anything_is_asked(capsys):
    prices = "prices = {input = 1.0, output = 2.0}"
    models = [f'[models.j{n}]\nmodel = "{judge}"\n{prices}\n' for n, judge in enumerate(JUDGES)]
    Path("keju.toml").write_text("\n".join(models), "utf-8")
    for judge in JUDGES:
        line = {"question": "q", "response": judge}
        Path(judge.partition("/")[2]).write_text(json.dumps(line) + "\n", "utf-8")
    _, said = audited(capsys, "--judges", "j0,j1", "--dry-run")
    assert "Judges: 6 opinions; at most $" in said
    assert " sits " not in said
    _, said = audited(capsys, "--judges", ",".join(JUDGES), "--dry-run")
    assert "Judges: 6 opinions; no price is known." in said


@pytest.mark.parametrize(
    ("judges", "words"),
    [
        ("scripted/nope,scripted/right", "Unknown script 'nope'"),
        ("scripted/right,scripted/right,scripted/wrong", "scripted/right is named twice"),
        ("scripted/right", "two of different origin"),
    ],
)
def test_judges_that_cannot_judge_are_refused_before_anything_is_asked(capsys, judges, words):
    report, said = audited(capsys, "--judges", judges, status=2)
    assert report is None
    assert words in said
    assert said.count("\n") == 1
    assert not Path("keju.db").exists()


def test_one_model_under_two_names_of_the_users_is_one_judge(capsys):
    models = [f'[models.{name}]\nmodel = "scripted/right"\n' for name in ("mine", "yours")]
    Path("keju.toml").write_text("\n".join(models), "utf-8")
    _, said = audited(capsys, "--judges", "mine,yours", status=2)
    assert "scripted/right is named twice" in said


def test_one_file_under_two_names_is_one_judge(capsys):
    for judge in JUDGES:
        Path(judge.partition("/")[2]).write_text('{"question": "q", "response": "r"}\n', "utf-8")
    _, said = audited(capsys, "--judges", ",".join(JUDGES), status=2)
    assert "two of them are one model" in said


def test_a_dossier_holds_every_judges_opinion_of_every_answer(capsys):
    judged(capsys, refusals_low, always(4))
    assert main(["audit", "dossier", AUDITED, "--out", "d"]) == 0
    assert main(["audit", "verify", "d"]) == 0
    answers, opinions = (
        [json.loads(line) for line in Path("d", f"{name}.jsonl").read_text("utf-8").splitlines()]
        for name in ("answers", "opinions")
    )
    keys = {each["answer"] for each in answers}
    assert {(each["judge"], each["answer"]) for each in opinions} == {
        (judge, key) for judge in JUDGES for key in keys
    }
    assert sorted(each["mark"] for each in opinions) == [0, 1, 1, 1, 1, 1]
    assert "Opinions of judge models" in Path("d/summary.html").read_text("utf-8")
