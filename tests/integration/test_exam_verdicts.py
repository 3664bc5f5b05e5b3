"""keju exam with two candidates ends in a verdict between them, on one exam or on several."""

import re
from pathlib import Path

import orjson
import pytest

from keju.cli import main
from keju.recipes.examining import split_words

TWO = ("scripted/thinker", "scripted/student")
EXAM = "multiplication;digits=4;seed=1"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KEJU_STORE", raising=False)


def printed(capsys, *words, status=0):
    assert main([*words]) == status
    return capsys.readouterr().out


def test_two_candidates_end_in_the_verdict_that_keju_compare_gives_on_their_sittings(capsys):
    found = orjson.loads(printed(capsys, "exam", *TWO, EXAM, "-n", "150", "--json"))
    (verdict,) = found["verdicts"]
    thinker, student = found["sittings"]
    assert verdict["comparison"]["verdict"] == "A"
    assert verdict["comparison"] == orjson.loads(printed(capsys, "compare", "1", "2", "--json"))
    each = [row["tokens"]["completion"] / row["answered"] for row in (thinker, student)]
    assert verdict["tokens_each"] == pytest.approx(each)
    assert verdict["token_ratio"] == pytest.approx(each[0] / each[1])


def test_the_screen_shows_the_seed_both_results_the_tokens_and_last_the_verdict(capsys):
    fresh = "multiplication;digits=4;seed=fresh"
    words = printed(capsys, "exam", *TWO, fresh, "-n", "100")
    assert re.match(r"multiplication;digits=4;seed=\d+, 100 questions\n", words)
    assert words.count("[") == 2  # an interval each
    assert re.search(r"tokens an answer +\d+ against \d+: [\d.]+ times as many", words)
    verdict = " ".join(words.rsplit("\n\n", 1)[1].split())
    assert verdict.startswith("scripted/thinker is better than scripted/student, by about ")
    assert verdict.endswith("wrong at most once in 20 comparisons.")


def test_the_gap_shown_is_that_of_all_answers_not_only_of_those_up_to_the_verdict(capsys):
    arguments = ("exam", "scripted/right", "scripted/wrong", EXAM, "-n", "150")
    found = orjson.loads(printed(capsys, *arguments, "--json"))["verdicts"][0]["comparison"]
    assert found["pairs"] < found["at_end"]["pairs"] == 150
    low, high = found["at_end"]["interval"]
    assert f"sure between {100 * low:+.1f} and {100 * high:+.1f}" in printed(capsys, *arguments)


def test_several_exams_each_have_a_verdict_and_share_its_risk(capsys):
    arguments = ("exam", *TWO, EXAM, "chain;seed=2", "-n", "40", "--html", "page.html")
    found = orjson.loads(printed(capsys, *arguments, "--json"))
    assert [each["exam"].partition(";")[0] for each in found["verdicts"]] == [
        "multiplication",
        "chain",
    ]
    assert [each["comparison"]["alpha"] for each in found["verdicts"]] == [0.025, 0.025]
    assert len(found["sittings"]) == 4
    words = printed(capsys, *arguments)
    assert words.count("All 2 verdicts together are wrong in at most 5% of cases.") == 2
    page = Path("page.html").read_text()
    for each in found["verdicts"]:
        assert each["verdict"] in page
        assert each["exam"] in page


def test_two_that_never_differ_get_no_verdict_and_are_told_why(capsys):
    words = printed(capsys, "exam", "scripted/right", "scripted/right+think", EXAM, "-n", "5")
    assert "No verdict: scripted/right and scripted/right+think have the same score" in words
    json = printed(capsys, "exam", "scripted/right", "scripted/right", EXAM, "-n", "5", "--json")
    (verdict,) = orjson.loads(json)["verdicts"]
    assert verdict["comparison"] is None
    assert "compared with itself" in verdict["verdict"]


def test_one_candidate_or_three_get_no_verdict(capsys):
    words = printed(capsys, "exam", "scripted/right", EXAM, "-n", "5")
    words += printed(capsys, "exam", *TWO, "scripted/right", EXAM, "-n", "5")
    assert "verdict" not in words.lower()
    three = printed(capsys, "exam", *TWO, "scripted/right", EXAM, "-n", "5", "--json")
    assert orjson.loads(three)["verdicts"] == []


def test_words_that_name_exams_are_told_from_candidates():
    recorded = ["recorded/a.jsonl", "recorded/b.jsonl", "q.jsonl;answer=gold", "gym/figlet"]
    assert split_words(recorded, ()) == (recorded[:2], recorded[2:])
    assert split_words(["chain", "chain", "chain"], ["chain"]) == (["chain"] * 3, [])
    assert split_words(["chain", "chain"], ()) == (["chain"], ["chain"])
