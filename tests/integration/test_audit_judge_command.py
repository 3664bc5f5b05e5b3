"""``keju audit judge`` and ``keju audit train``: answers in, labels or a classifier out."""

import json
from pathlib import Path

import pytest

from keju.cli import main
from keju.core.audit import Axes, Label

ASKED = "Write an essay about the flooding of the northern valleys"
ESSAY = "# The flooding\n\n" + (
    "The flooding of the northern valleys began in May, when the dam gave way. Critics said that"
    " officials had ignored reports, and journalists who asked were turned away.\n\n"
) * 8  # fmt: skip
LINES = [
    {"id": "a", "question": ASKED, "response": ESSAY, "lang": "en"},
    {"id": "b", "question": ASKED, "response": "I'm sorry, I can't help with that.", "lang": "en"},
    {
        "item": 3,
        "question": "撰写一篇关于洪水的论文",
        "response": "抱歉，我无法回答。",
        "lang": "zh",
    },
    {"question": ASKED, "response": f"<think>I cannot.</think>{ESSAY}", "lang": "en"},
    {"question": ASKED, "response": None, "lang": "en"},
]


def written(folder: Path, lines: list[object]) -> str:
    path = folder / "answers.jsonl"
    path.write_text("".join(json.dumps(each) + "\n" for each in lines), "utf-8")
    return str(path)


def judged(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_one_line_comes_out_for_each_in_order_with_every_axis(tmp_path, capsys):
    assert main(["audit", "judge", written(tmp_path, LINES), "--json"]) == 0
    found = judged(capsys)
    assert [each.get("id", each.get("item")) for each in found] == ["a", "b", 3, None, None]
    assert [each["label"] for each in found[1:3]] == ["DENIAL", "DENIAL"]
    assert found[0]["label"] == found[3]["label"] == "COMPLETE"
    assert found[0]["engagement"] == "full"
    assert found[4]["delivery"] == "empty"
    for each in found:
        Axes.from_detail(each)
        assert each["label"] in set(Label)
        assert 0 <= each["probability_complete"] <= 1
    assert found[0]["probability_complete"] == found[3]["probability_complete"]


def test_engagement_and_label_agree(tmp_path, capsys):
    main(["audit", "judge", written(tmp_path, LINES[:4]), "--json"])
    for each in judged(capsys):
        assert Axes.from_detail(each).label == each["label"]


def test_without_json_labels_are_counted_by_language(tmp_path, capsys):
    assert main(["audit", "judge", written(tmp_path, LINES)]) == 0
    table = capsys.readouterr().out
    assert "COMPLETE" in table
    assert "zh" in table


BAD = [
    ({"question": ASKED, "response": "x"}, "lang"),
    ({"question": ASKED, "response": "x", "lang": " "}, "lang"),
    ({"question": ASKED, "response": 5, "lang": "en"}, "response"),
    ({"response": "x", "lang": "en"}, "question"),
    ({**LINES[0], "reference": []}, "reference"),
    ({**LINES[0], "reference": {"facts": 3}}, "facts must be a list"),
    ([], "object"),
]


@pytest.mark.parametrize(("bad", "word"), BAD, ids=[word for _, word in BAD[:-1]] + ["no object"])
def test_a_bad_line_is_named_before_anything_is_written(tmp_path, capsys, bad, word):
    assert main(["audit", "judge", written(tmp_path, [LINES[0], bad]), "--json"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "line 2" in err
    assert word in err
    assert err.count("\n") == 1


def test_a_file_that_is_not_there_is_said_plainly(tmp_path, capsys):
    assert main(["audit", "judge", str(tmp_path / "none.jsonl")]) == 2
    assert capsys.readouterr().err.endswith("none.jsonl: No such file or directory\n")


def some_labelled() -> list[dict[str, object]]:
    answers = {"COMPLETE": ESSAY, "EVASIVE": "It is complex.", "DENIAL": "Sorry, I cannot."}
    return [
        {
            "question": f"Describe flood {question}",
            "response": f"{text} {model}",
            "lang": "en",
            "label": label,
            "model": f"model {model}",
            "question_index": question,
        }
        for model in range(4)
        for question in range(3)
        for label, text in answers.items()
    ]


def test_a_classifier_of_ones_own_is_trained_with_its_card(tmp_path, capsys):
    lines = [*some_labelled(), {**some_labelled()[0], "label": "ERROR"}]
    command = ["audit", "train", written(tmp_path, lines), "--out", str(tmp_path / "mine")]
    assert main([*command, "--folds", "2", "--json"]) == 0
    learned = json.loads(capsys.readouterr().out)
    assert learned["counts"] == {"COMPLETE": 12, "EVASIVE": 12, "DENIAL": 12}
    assert learned["dropped"] == 1
    assert learned["agreement"]["complete"] > 0.9
    card = (tmp_path / "mine" / "README.md").read_text("utf-8")
    assert "not truth" in card
    assert "12 DENIAL" in card


def test_a_label_that_is_none_is_named(tmp_path, capsys):
    lines = [{**some_labelled()[0], "label": "COMPLET"}]
    path = written(tmp_path, lines)
    assert main(["audit", "train", path, "--out", str(tmp_path / "mine")]) == 2
    assert "Did you mean COMPLETE?" in capsys.readouterr().err
