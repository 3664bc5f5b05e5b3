"""Public benchmarks: rows in the published layouts become the items that they must."""

import re
import sys

import pytest
from public_rows import (
    arc_row,
    belebele_row,
    contest_row,
    four,
    gpqa_row,
    write_csv,
    write_jsonl,
    write_parquet,
)

from keju.core.errors import InputError
from keju.core.records import Item
from keju.exams import EXAMS, exam, is_shown
from keju.exams.benchmarks import BENCHMARKS
from keju.exams.benchmarks.subjects import CEVAL, CMMLU, MMLU, MMLU_PRO
from keju.marking import known_markers, marker


def sat(spec, data) -> list[Item]:
    return list(exam(spec, data=data).items())


def refused(spec, data) -> str:
    with pytest.raises(InputError) as caught:
        sat(spec, data)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_math_500_asks_for_a_box_and_keeps_latex_as_the_reference(tmp_path):
    row = {"problem": "What is half of 1?", "answer": r"\frac12", "solution": "Halve it."}
    write_jsonl(tmp_path / "test.jsonl", [row])
    (item,) = sat("math-500", tmp_path)
    assert item.question.text == "What is half of 1?\n\nFinish with the answer in \\boxed{}."
    assert (item.reference, item.marker.name) == (r"\frac12", "math")
    if "math" not in known_markers():
        pytest.skip("the marker `math` is not there yet")
    assert marker(item.marker).mark(item, r"Thus \boxed{\frac{1}{2}}.").verdict == "correct"


@pytest.mark.parametrize("name", ["problem", "Problem", "question", "prompt"])
def test_aime_is_the_same_item_whatever_a_copy_calls_its_fields(tmp_path, name):
    appended = "\nPlease reason step by step, and put your final answer within \\boxed{}."
    row = {name: f"How many lamps burn?{appended}", "answer": "073"}
    write_jsonl(tmp_path / "aime25" / "aime25.jsonl", [row])
    (item,) = sat("aime25", tmp_path)
    assert item.question.text.startswith("How many lamps burn?\n\nThe answer is")
    assert (item.reference, item.marker.name) == (73, "number")
    assert marker(item.marker).mark(item, "Answer: 73").verdict == "correct"


def test_an_aime_answer_is_a_whole_number_below_1000(tmp_path):
    write_jsonl(tmp_path / "aime24.jsonl", [{"problem": "?", "answer": 1000}])
    assert "line 1: field 'answer' must be a whole number from 0 to 999" in refused(
        "aime24", tmp_path
    )


def test_gpqa_options_stand_in_an_order_of_their_own_that_never_changes(tmp_path):
    write_csv(tmp_path / "gpqa_diamond.csv", [gpqa_row(number) for number in range(40)])
    first, again = sat("gpqa-diamond", tmp_path), sat("gpqa-diamond", tmp_path / "gpqa_diamond.csv")
    assert [item.id for item in first] == [item.id for item in again]
    assert {item.reference for item in first} == set("ABCD")
    for number, item in enumerate(first):
        options = item.marker.parameters["options"]
        assert options["ABCD".index(item.reference)] == f"Orrakel the {number}th"
        assert item.solution is None
    assert not any("canary" in item.question.text for item in first)


def test_an_error_in_gpqa_names_the_row_and_the_field_and_quotes_nothing(tmp_path):
    row = {**gpqa_row(1), "Incorrect Answer 2": "Orrakel the 1th"}
    write_csv(tmp_path / "gpqa_diamond.csv", [row])
    words = refused("gpqa-diamond", tmp_path)
    assert words.endswith("row 2: field 'Correct Answer' stands among the incorrect ones too")
    assert not re.search("Orrakel|Ubrekk", words)


def test_mmlu_is_read_from_shards_and_cut_to_a_subject(tmp_path):
    rows = [
        {"question": f"Bone {n}?", "subject": subject, "choices": ["a", "b", "c", "d"], "answer": 2}
        for n, subject in enumerate(["anatomy", "virology", "anatomy"])
    ]
    write_parquet(tmp_path / "all" / "test-00000-of-00002.parquet", rows[:1])
    write_parquet(tmp_path / "all" / "test-00001-of-00002.parquet", rows[1:])
    assert [item.question.text[:6] for item in sat("mmlu", tmp_path)] == [
        "Bone 0",
        "Bone 1",
        "Bone 2",
    ]
    chosen = exam("mmlu;subject=anatomy", data=tmp_path)
    assert (chosen.size, chosen.spec) == (2, "mmlu;subject=anatomy")
    assert {item.reference for item in chosen.items()} == {"C"}
    assert {item.cluster for item in chosen.items()} == {None}
    write_jsonl(tmp_path / "bare.jsonl", [{"question": "?", "choices": ["a", "b"], "answer": 0}])
    bare = tmp_path / "bare.jsonl"
    assert len(sat("mmlu", bare)) == 1
    assert "field 'subject' is missing" in refused("mmlu;subject=anatomy", bare)
    (tmp_path / "all" / "test-00000-of-00002.parquet").unlink()
    assert "1 of 2 shards" in refused("mmlu", tmp_path)


def test_mmlu_pro_has_up_to_ten_options_and_a_space_in_a_subject(tmp_path):
    options = [f"bus {n}" for n in range(10)]
    row = {"question": "Which bus?", "options": options, "answer": "J", "answer_index": 9}
    rows = [{**row, "category": "computer science"}, {**row, "question": "?", "category": "law"}]
    write_parquet(tmp_path / "data" / "test-00000-of-00001.parquet", rows)
    (item,) = sat("mmlu-pro;subject=computer_science", tmp_path)
    assert item.reference == "J"
    assert "\nJ. bus 9\n" in item.question.text


def test_ceval_reads_one_subject_or_every_one_in_turn(tmp_path):
    write_csv(tmp_path / "val" / "logic_val.csv", [four(1), four(2, "D")])
    (one, two) = sat("ceval;subject=logic", tmp_path)
    assert (one.reference, two.reference) == ("B", "D")
    assert "No ceval in" in refused("ceval", tmp_path)
    for subject in CEVAL:
        write_csv(tmp_path / "val" / f"{subject}_val.csv", [four(subject)])
    assert len(sat("ceval", tmp_path)) == 52


def test_cmmlu_is_read_from_the_unpacked_archive(tmp_path):
    row = {("" if name == "id" else name.capitalize()): v for name, v in four(3).items()}
    write_csv(tmp_path / "test" / "ethnology.csv", [{"": 0, **row}])
    (item,) = sat("cmmlu;subject=ethnology", tmp_path)
    assert item.reference == "B"
    assert item.question.text.endswith("请在最后一行写“答案：X”，其中 X 是正确选项的字母。")


def test_arc_letters_its_options_also_where_the_data_numbers_them(tmp_path):
    write_parquet(tmp_path / "ARC-Challenge" / "test-00000-of-00001.parquet", [arc_row()])
    write_parquet(tmp_path / "ARC-Easy" / "test-00000-of-00001.parquet", [arc_row("ABC", "C")])
    assert [item.reference for item in sat("arc", tmp_path)] == ["B"]
    assert [item.reference for item in sat("arc;set=easy", tmp_path)] == ["C"]
    write_jsonl(tmp_path / "bad.jsonl", [arc_row("ABC", "D")])
    assert "field 'answerKey' must be one of choices.label" in refused(
        "arc", tmp_path / "bad.jsonl"
    )


def test_the_questions_about_one_passage_of_belebele_are_one_cluster(tmp_path):
    rows = [belebele_row(1, 1), belebele_row(1, 2), belebele_row(2, 1)]
    write_jsonl(tmp_path / "data" / "eng_Latn.jsonl", rows)
    one, two, three = sat("belebele", tmp_path)
    assert one.cluster == two.cluster != three.cluster
    assert [item.reference for item in (one, two, three)] == ["B", "C", "B"]


@pytest.mark.parametrize(
    ("language", "code", "form", "said"),
    [
        ("en", "eng_Latn", 'Finish with "Answer: X"', "Answer: B"),
        ("fr", "fra_Latn", "Terminez par « Réponse : X »", "Réponse : B"),
        ("zh", "zho_Hans", "写“答案：X”", "答案：B"),
    ],
)
def test_each_language_asks_once_and_last_for_a_form_that_the_marker_reads(
    tmp_path, language, code, form, said
):
    write_jsonl(tmp_path / f"{code}.jsonl", [belebele_row(1, 1)])
    (item,) = sat(f"belebele;language={language}", tmp_path)
    assert form in item.question.text.rpartition("\n\n")[2]
    assert item.question.text.count(form) == 1
    assert marker(item.marker).mark(item, f"Hm.\n\n{said}").verdict == "correct"
    assert marker(item.marker).mark(item, said.replace("B", "C")).verdict == "incorrect"


def test_a_question_that_stands_twice_is_asked_once(tmp_path):
    write_jsonl(tmp_path / "aime24.jsonl", [{"problem": "How many?", "answer": 7}] * 2)
    chosen = exam("aime24", data=tmp_path)
    assert (chosen.size, len(list(chosen.items()))) == (1, 1)


@pytest.mark.parametrize(
    ("prepare", "words"),
    [
        (lambda folder: folder, "No aime24 in"),
        (lambda folder: folder / "nowhere", "no such file or folder"),
        (lambda folder: written(folder / "aime24.txt", b"{}"), "cannot be read; a copy is one of"),
        (lambda folder: written(folder / "aime24.jsonl", b""), "holds no such questions"),
        (lambda folder: written(folder / "aime24.jsonl", b"[1]\n"), "line 1: must be a JSON obj"),
        (lambda folder: written(folder / "a.json", b'{"a": 1}'), "must be a JSON list of objects"),
        (lambda folder: written(folder / "a.json", b"[1"), "not JSON"),
        (lambda folder: written(folder / "a.parquet", b"PAR1"), "cannot be read as parquet"),
        (lambda folder: written(folder / "a.jsonl.gz", b"no"), "after line 0: cannot be read on"),
        (lambda folder: written(folder / "a.csv", b"problem\n\xff"), "after row 1: cannot be read"),
        (
            lambda folder: written(folder / "a.csv", b"problem,answer\nWhat is 1?\n"),
            "row 2: field 'answer' is missing; take the data set as it is published",
        ),
        (
            lambda folder: written(folder / "a.jsonl", b'{"answer": 1, "problem": " "}\n'),
            "line 1: field 'problem' must be a text that is not empty",
        ),
    ],
)
def test_what_is_wrong_with_a_copy_is_said_in_one_line(tmp_path, prepare, words):
    assert words in refused("aime24", prepare(tmp_path))


def written(path, data):
    path.write_bytes(data)
    return path


def test_the_folder_may_be_the_copy_or_hold_it_under_either_name(tmp_path):
    row = {"problem": "How many?", "answer": 7}
    for place in ("aime24/data", "aime_2024/data", "data"):
        folder = tmp_path / place.replace("/", "_")
        write_parquet(folder / place / "train-00000-of-00001.parquet", [row])
        assert len(sat("aime24", folder)) == 1


def test_no_benchmark_bounds_a_thought_and_each_says_whose_it_is():
    for name, benchmark in BENCHMARKS.items():
        assert benchmark.name == name
        assert all((benchmark.licence, benchmark.citation, benchmark.size))
        info = EXAMS[name].info
        assert (info.licence, info.citation) == (benchmark.licence, benchmark.citation)
        assert not re.search(r"token|short|brief|concise", benchmark.notes)


def test_gpqa_alone_may_not_be_shown():
    assert [name for name in EXAMS if not is_shown(name)] == ["gpqa-diamond"]
    assert not is_shown("gpqa-diamond;later=dial")
    assert is_shown("questions.jsonl;marker=choice")


def test_the_subjects_are_as_many_as_published():
    assert [len({*names}) for names in (MMLU, MMLU_PRO, CEVAL, CMMLU)] == [57, 14, 52, 67]


#: Stands in for the library: it serves data files, and knows no argument that would run a script.
HUB = """
import json, pathlib

ROWS = {
    ("HuggingFaceH4/aime_2024", None, "train"): "aime",
    ("json", "hf://datasets/livecodebench/code_generation_lite/test.jsonl", "train"): "contest",
}

def load_dataset(path, name=None, data_files=None, *, split, streaming):
    assert streaming
    file = pathlib.Path(__file__).with_name(ROWS[path, data_files or name, split] + ".jsonl")
    return map(json.loads, file.read_text().splitlines())
"""


def test_the_hub_is_asked_for_data_files_and_never_for_a_script(tmp_path, monkeypatch):
    (tmp_path / "datasets.py").write_text(HUB, encoding="utf-8")
    write_jsonl(tmp_path / "aime.jsonl", [{"problem": "How many?", "answer": "7"}])
    write_jsonl(tmp_path / "contest.jsonl", [contest_row(1, "2024-07-31"), {}])
    monkeypatch.delitem(sys.modules, "datasets", raising=False)
    monkeypatch.syspath_prepend(tmp_path)
    assert [item.reference for item in sat("aime24", None)] == [7]
    words = refused("livecodebench;release=v1", None)
    assert "livecodebench/code_generation_lite test, row 2: field 'contest_date'" in words
    sys.modules.pop("datasets")
