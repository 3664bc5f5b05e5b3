"""keju audit: scripted models that each decline in one way are told apart, by gap and by sign."""

import csv
import itertools
import json
from pathlib import Path

import pytest

from keju.audit.labels import mark_of
from keju.cli import main
from keju.exams import exam

# Four states and the invented one, one framing, two languages: each event once in each language.
PAPER = (
    *("--jurisdictions", "cn,us,ru,fr,xx", "--framings", "fact", "--roles", "topic"),
    *("--lang", "en,zh", "-n", "66"),
)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return str(tmp_path_factory.mktemp("audits") / "keju.db")


def printed(capsys, *arguments, status=0):
    assert main(["audit", *arguments]) == status, capsys.readouterr()
    return capsys.readouterr().out


def audited(capsys, store, script):
    report = json.loads(printed(capsys, f"scripted/{script}", *PAPER, "--store", store, "--json"))
    (found,) = report["audited"]
    return report, found


def by_place(gaps):
    return {gap["jurisdiction"]: gap for gap in gaps}


def outcomes(found, place):
    (part,) = [part for part in found["outcomes"] if part["name"] == place]
    return part["counts"]


def test_who_refuses_one_state_only_has_its_gap_and_the_others_none_above_nought(capsys, store):
    for state in ("us", "cn"):
        _, found = audited(capsys, store, f"refuses-state;state={state}")
        gaps = by_place(found["gaps"])
        assert gaps[state]["gap"] == pytest.approx(1.0)
        assert gaps[state]["interval"][0] > 0.2
        assert all(gap["gap"] <= 0 for place, gap in gaps.items() if place != state)
        assert set(outcomes(found, state)) == {"canned-refusal"}
    assert "more often about cn (+100 points" in found["sentence"]


def test_who_refuses_everything_has_no_gap_and_is_said_to_decline_generally(capsys, store):
    _, found = audited(capsys, store, "refuses")
    assert all(gap["gap"] == 0 for gap in found["gaps"])
    assert all(gap["adjusted"] == 1 for gap in found["gaps"])
    assert found["overall"]["rate"] == 1
    assert "declines or evades generally: 100%" in found["sentence"]


def test_who_answers_all_has_neither_gap_nor_anything_kept_back(capsys, store):
    _, found = audited(capsys, store, "answers-all")
    assert found["overall"]["rate"] == 0
    assert all(gap["gap"] == 0 for gap in found["gaps"])
    assert found["kept_back"] == found["official"] == []


def test_who_asserts_an_official_line_answers_but_has_the_gap_of_assertion(capsys, store):
    _, found = audited(capsys, store, "asserts-line;state=cn")
    gaps = by_place(found["official"])
    assert gaps["cn"]["gap"] > 0.5
    assert all(gap["gap"] <= 0 for place, gap in gaps.items() if place != "cn")
    assert "official line was asserted" in found["sentence"]
    kept_from_the_reader = {"canned-refusal", "reasoned-refusal", "platform-blocked"}
    assert not set(outcomes(found, "cn")) & kept_from_the_reader


def test_who_deflects_in_one_language_differs_in_that_language_alone(capsys, store):
    _, found = audited(capsys, store, "deflects-in;state=cn")
    gaps = {(row["jurisdiction"], row["lang"]): row["gap"] for row in found["languages"]}
    assert gaps["cn", "zh"]["gap"] == pytest.approx(1.0)
    assert gaps["cn", "en"]["gap"] == 0
    contrasts = {each["name"]: each["value"] for each in found["contrasts"]}
    assert contrasts["cn: zh less en, beyond controls"] == pytest.approx(1.0)
    assert "deflection" in outcomes(found, "cn")


def test_what_the_platform_blocks_is_no_refusal_and_bounds_the_rate(capsys, store):
    _, found = audited(capsys, store, "blocked-on-state;state=cn")
    assert set(outcomes(found, "cn")) == {"platform-blocked"}
    assert "cn" not in by_place(found["gaps"])  # nothing was delivered, so nothing is claimed
    assert by_place(found["kept_back"])["cn"]["gap"] == pytest.approx(1.0)
    assert found["overall"]["low"] == 0 < found["overall"]["high"]
    assert "kept back more often about cn" in found["sentence"]


def test_two_candidates_are_compared_and_every_answer_is_a_row_of_the_table(
    capsys, store, tmp_path
):
    table = tmp_path / "answers.csv"
    both = ("scripted/answers-all", "scripted/refuses-state;state=cn")
    out = ("--store", store, "--csv", str(table), "--json")
    report = json.loads(printed(capsys, *both, *PAPER, *out))
    change = {each["name"].partition(":")[0]: each["value"] for each in report["contrasts"][:5]}
    assert change["cn"] == pytest.approx(1.0)
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 2 * report["planned"]["questions"]
    assert {row["outcome"] for row in rows if row["jurisdiction"] == "cn"} == {
        "full",
        "canned-refusal",
    }


def test_labels_by_people_correct_the_rate_of_the_model_they_are_of(capsys, store, tmp_path):
    table, gold = tmp_path / "answers.csv", tmp_path / "gold.jsonl"
    asked = ("scripted/answers-all", *PAPER, "--store", store)
    printed(capsys, *asked, "--csv", str(table), "--json")
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    labels = [
        {"answer": row["answer"], "lang": row["lang"], "label": label}
        for row, label in zip(rows[:40], ["COMPLETE", "DENIAL"] * 20, strict=True)
    ]
    gold.write_text("".join(json.dumps(each) + "\n" for each in labels), encoding="utf-8")
    found = json.loads(printed(capsys, *asked, "--gold", str(gold), "--json"))
    judged = {each["lang"]: each for each in found["audited"][0]["gold"]}
    assert set(judged) == {"en", "zh", None}
    assert judged[None]["raw"] < 0.3 < judged[None]["corrected"]
    assert not any("No human label corrects them" in limit for limit in found["limits"])
    other = {"answer": "0" * 64, "lang": "en", "label": "COMPLETE"}
    gold.write_text(json.dumps(other), encoding="utf-8")
    printed(capsys, *asked, "--gold", str(gold), status=2)


def first_items(many):
    return [item.id for item in itertools.islice(exam("audit;lang=en").items(), many)]


@pytest.mark.parametrize(
    ("label", "more", "named"),
    [
        ({"answer": "0" * 64}, (), "no answer in this audit (000000000000)"),
        ({"item": "0" * 64}, (), "no answer in this audit (000000000000)"),
        ({"item": "first", "lang": "zh"}, (), "asked for in en; mend field 'lang'"),
        ({"item": "first", "of": mark_of("scripted/refuses")}, (), "of a candidate in this audit"),
        ({"answer": "first"}, ("--fresh",), "no answer in this audit"),
        ({"item": "first"}, (), "needs labels of its own, at least 2 in one language"),
    ],
)
def test_labels_that_will_match_no_answer_are_named_before_anything_is_asked(
    capsys, tmp_path, label, more, named
):
    label = {
        name: first_items(1)[0] if value == "first" else value for name, value in label.items()
    }
    gold, kept = tmp_path / "gold.jsonl", tmp_path / "keju.db"
    gold.write_text(json.dumps({"lang": "en", "label": "DENIAL", **label}), encoding="utf-8")
    asked = ("scripted/answers-all", "--lang", "en", "-n", "9", "--store", str(kept), *more)
    assert main(["audit", *asked, "--gold", str(gold)]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert named in said
    assert not kept.exists()


def test_labels_match_answers_that_are_asked_afresh_only_by_their_items(capsys, tmp_path):
    table, gold, kept = tmp_path / "a.csv", tmp_path / "gold.jsonl", str(tmp_path / "keju.db")
    asked = ("scripted/answers-all", "--lang", "en", "-n", "9", "--store", kept, "--fresh")
    printed(capsys, *asked, "--csv", str(table))
    printed(capsys, *asked, "--csv", str(table))
    with table.open(encoding="utf-8", newline="") as file:
        newest = [row["answer"] for row in csv.DictReader(file)]
    either = {"lang": "en", "label": "DENIAL"}
    write(gold, [{**either, "answer": each} for each in newest])
    printed(capsys, *asked[:-1], "--gold", str(gold))
    printed(capsys, *asked, "--gold", str(gold), status=2)
    write(gold, [{**either, "item": each} for each in first_items(9)])
    printed(capsys, *asked, "--gold", str(gold))


def write(path, labels):
    path.write_text("".join(json.dumps(each) + "\n" for each in labels), encoding="utf-8")


def test_a_misspelt_part_is_not_taken_for_a_candidate(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["audit", "jugde", "answers.jsonl", "--json", "--who", "ann"]) == 2
    said = capsys.readouterr().err
    assert said.endswith("Did you mean judge?\n")
    assert said.count("\n") == 1
    named = '[models.jugde]\nmodel = "openai/gpt-4o"\n'
    Path("keju.toml").write_text(named, encoding="utf-8")
    assert main(["audit", "jugde", "--lang", "xq"]) == 2
    assert "lang 'xq'" in capsys.readouterr().err


def test_a_profile_is_set_against_the_same_answers(capsys, store):
    asked = ("scripted/refuses", *PAPER, "--store", store, "--profile", "researcher", "--json")
    (assessed,) = json.loads(printed(capsys, *asked))["assessed"]
    assert assessed["profile"] == "researcher"
    rulings = {line[0]: line[3] for line in assessed["lines"]}
    assert rulings["facts about events"] == "not met"
    assert rulings["views of events"] == "not assessable"  # no such framing was asked


def test_the_smallest_gap_and_the_warning_come_before_the_first_question(capsys, store):
    assert main(["audit", "scripted/answers-all", *PAPER, "--store", store]) == 0
    said = capsys.readouterr()
    assert said.err.index("Smallest gap that four audits in five") < said.err.index(" sits ")
    assert "put the person who asks at risk" in said.err
    assert "says nothing of why" in said.out
    assert "intended" not in said.out


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("--lang", "xq"), "lang 'xq'"),
        (("--lang", ""), "lang"),
        (("--against", "scripted/answers-all"), "scripted/answers-all is named twice"),
        (("--jurisdictions", "cn,zz"), "jurisdictions 'zz'"),
        (("--jurisdictions", "cn"), "no controls"),
        (("--roles", "harmless"), "no topic"),
        (("--profile", "reseacher"), "'reseacher'"),
        (("--judges", "openai/gpt-4o,openai/gpt-4o-mini"), "different origin"),
        (("--gold", "nowhere.jsonl"), "nowhere.jsonl"),
        (("--csv", "/nowhere/at/all.csv"), "--csv"),
        (("--max-failures", "2"), "--max-failures"),
    ],
)
def test_bad_input_is_one_line_that_names_it(capsys, store, words, named):
    assert main(["audit", "scripted/answers-all", "--store", store, *words]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert named in said


def test_a_shorter_audit_after_a_longer_one_reports_what_it_asked(capsys, store):
    asked = ("scripted/answers-all", *PAPER[:-1], "7", "--store", store, "--json")
    printed(capsys, "scripted/answers-all", *PAPER, "--store", store, "--json")
    report = json.loads(printed(capsys, *asked))
    assert report["audited"][0]["answers"] == report["planned"]["questions"] == 7
    assert report["planned"]["left_out"] > 0
    assert any("of its events not at all" in limit for limit in report["limits"])


def test_a_rehearsal_says_the_smallest_gap_and_asks_nothing(capsys, tmp_path):
    store = ("--store", str(tmp_path / "none.db"))
    assert main(["audit", "scripted/answers-all", *PAPER, *store, "--dry-run"]) == 0
    said = capsys.readouterr().err
    assert "Smallest gap" in said
    assert " sits " not in said


def test_judges_that_agree_on_nothing_are_named_and_nothing_is_made_of_them(capsys, store):
    few = ("--jurisdictions", "cn,us", "--kinds", "leader", "--roles", "topic", "-n", "4")
    judges = ("--judges", "scripted/right,scripted/wrong")
    assert main(["audit", "scripted/answers-all", *few, *judges, "--store", store]) == 2
    assert "agree on no answer" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("field", "name", "meant"),
    [("jurisdictions", "ch", "cn"), ("kinds", "protst", "protest"), ("languages", "xq", "en")],
)
def test_a_profile_about_what_the_bank_does_not_know_is_refused_before_anything_is_asked(
    capsys, tmp_path, field, name, meant
):
    profile = tmp_path / "mine.toml"
    profile.write_text(
        'name = "mine"\ntitle = "t"\nabout = "a"\nsources = []\n[[expectation]]\nname = "facts"\n'
        f'behaviour = "inform"\nat_least = 0.9\n{field} = ["{name}"]\n',
        "utf-8",
    )
    store = ("--store", str(tmp_path / "none.db"))
    assert main(["audit", "scripted/answers-all", *store, "--profile", str(profile)]) == 2
    said = capsys.readouterr().err
    assert f"{field} {name!r} is not in the bank" in said
    assert meant in said
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    ("script", "said", "ended"),
    [
        ("down", "Nothing came back: every question failed", "failed"),
        ("cut", "3 of 3 answers were kept back: 3 cut.", "cut"),
        ("filtered", "3 of 3 answers were kept back: 3 blocked by the platform.", "blocked"),
    ],
)
def test_errors_cuts_and_blocks_are_told_apart_and_nothing_that_was_asked_looks_unasked(
    capsys, tmp_path, script, said, ended
):
    few = ("--jurisdictions", "cn,us,ru", "--kinds", "leader", "--roles", "topic", "-n", "3")
    asked = ("audit", f"scripted/{script}", *few, "--framings", "fact")
    status = main([*asked, "--store", str(tmp_path / "keju.db")])
    assert status == (3 if script == "down" else 0)
    shown = capsys.readouterr().out
    assert said in shown
    assert ended in shown
    (row,) = [line for line in shown.splitlines() if line.startswith("leader")]
    assert row.split() == ["leader", "×", "×", "×"]
