"""Public benchmarks: rows in the published layouts become the items that they must."""

import base64
import json
import pickle
import re
import sys
import zlib
from datetime import UTC, datetime

import pytest
from public_rows import (
    arc_row,
    belebele_row,
    contest_row,
    four,
    gpqa_row,
    humaneval_row,
    mbpp_row,
    packed,
    write_csv,
    write_jsonl,
    write_parquet,
)

from keju.core.errors import InputError
from keju.core.records import Item
from keju.exams import EXAMS, exam, is_shown
from keju.exams.benchmarks import BENCHMARKS
from keju.exams.benchmarks.contests import packed_text
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


def test_humaneval_gives_the_tests_to_the_marker_and_not_to_the_model(tmp_path):
    write_jsonl(tmp_path / "HumanEval.jsonl.gz", [humaneval_row()])
    (item,) = sat("humaneval", tmp_path)
    assert item.marker.name == "asserts"
    assert item.reference["function"] == "twice"
    assert item.reference["asserts"] == humaneval_row()["test"]
    assert item.reference["prompt"].startswith("def twice(n):")
    assert not re.search(r"candidate|return 2 \* n", item.question.text)
    names = {}
    exec(item.solution.removeprefix("```python\n").removesuffix("\n```"), names)
    exec(item.reference["asserts"], names)
    names["check"](names["twice"])


def test_mbpp_finds_the_function_that_the_tests_call(tmp_path):
    write_parquet(tmp_path / "sanitized" / "test-00000-of-00001.parquet", [mbpp_row()])
    (item,) = sat("mbpp", tmp_path)
    assert item.reference["function"] == "add"
    assert item.reference["setup"] == "import math"
    assert "assert add(1) == 8" in item.question.text
    row = mbpp_row()
    full = {**row, "text": row["prompt"], "test_setup_code": "", "test_imports": None}
    write_jsonl(tmp_path / "full.jsonl", [full])
    (item,) = sat("mbpp;set=full", tmp_path)
    assert (item.reference["setup"], exam("mbpp", data=tmp_path).size) == ("", 1)


def test_livecodebench_reads_all_tests_of_both_kinds_of_problem(tmp_path):
    starter = "class Solution:\n    def weigh(self, crates, more):\n        "
    rows = [contest_row(1, "2024-07-31T00:00:00"), contest_row(2, "2025-01-04T00:00:00", starter)]
    write_jsonl(tmp_path / "test.jsonl", rows)
    one, two = sat("livecodebench;release=v1", tmp_path)
    assert one.marker.name == "stdio"
    assert one.reference == {"tests": [{"input": "1 2\n", "output": "3\n"}] * 3}
    assert two.marker.name == "function"
    call = {"arguments": [[1, 2], 3], "value": 6}
    assert two.reference["function"] == "Solution.weigh"
    assert two.reference["tests"] == [call] * 3
    names = {}
    exec(two.reference["setup"], names)
    assert {"List", "Optional", "deque", "heapq"} <= names.keys()
    assert starter.strip() in two.question.text


@pytest.mark.parametrize(
    ("window", "numbers"),
    [
        ("", [1, 2, 3]),
        (";from=2024-08", [2, 3]),
        (";to=2024-08", [1, 2]),
        (";from=2024-08-02", [3]),
        (";from=2024-08;to=2024-08-01", [2]),
    ],
)
def test_a_window_of_dates_keeps_both_of_its_ends(tmp_path, window, numbers):
    dates = ["2024-07-31T00:00:00", "2024-08-01T00:00:00", "2025-01-04T00:00:00"]
    rows = [contest_row(number, date) for number, date in enumerate(dates, start=1)]
    write_jsonl(tmp_path / "test6.jsonl", rows)
    items = sat(f"livecodebench{window}", tmp_path / "test6.jsonl")
    assert [int(item.question.text.split()[1]) for item in items] == numbers


def test_a_date_may_be_a_text_or_what_a_reader_made_of_it(tmp_path):
    made = datetime(2024, 8, 1, tzinfo=UTC)
    write_parquet(tmp_path / "test.parquet", [contest_row(1, made)])
    assert len(sat("livecodebench;release=v1;from=2024-08-01;to=2024-08", tmp_path)) == 1
    assert "no such questions" in refused("livecodebench;release=v1;from=2024-09", tmp_path)
    write_jsonl(tmp_path / "none.jsonl", [contest_row(2, "August")])
    words = refused("livecodebench;release=v1;from=2024-09", tmp_path / "none.jsonl")
    assert "field 'contest_date' must be a date, YYYY-MM-DD" in words


def test_a_window_that_ends_before_it_begins_is_refused(tmp_path):
    write_jsonl(tmp_path / "test.jsonl", [contest_row(1, "2024-07-31")])
    with pytest.raises(InputError, match="from=2025-01 lies after to=2024-12-31; exchange them"):
        exam("livecodebench;from=2025-01;to=2024-12-31", data=tmp_path)
    with pytest.raises(InputError, match="allowed is any, YYYY-MM"):
        exam("livecodebench;from=2024-13", data=tmp_path)


class Hostile:
    """What a pickle may do when it is loaded."""

    def __init__(self, trace):
        self.trace = trace

    def __reduce__(self):
        return (open, (str(self.trace), "w"))


def test_packed_tests_are_read_and_never_unpickled(tmp_path):
    assert packed_text(packed([1])) == "[1]"
    trace = tmp_path / "trace"
    for thing in (Hostile(trace), ["a", "b"], 7, {"a": "b"}):
        wrapped = base64.b64encode(zlib.compress(pickle.dumps(thing))).decode()
        with pytest.raises(ValueError, match="the pickle holds"):
            packed_text(wrapped)
        row = contest_row(1, "2024-07-31", private_test_cases=wrapped)
        write_jsonl(tmp_path / "test.jsonl", [row])
        words = refused("livecodebench;release=v1", tmp_path)
        assert "line 1: field 'private_test_cases' cannot be unpacked" in words
    assert not trace.exists()


@pytest.mark.parametrize("text", ["", "no base64!", "AAAA", base64.b64encode(b"x").decode()])
def test_packed_tests_that_are_none_are_refused_in_one_line(tmp_path, text):
    with pytest.raises((ValueError, zlib.error)):
        packed_text(text)


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
            "row 2: field 'answer' is missing (the row has problem)",
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


def test_a_json_list_is_read_like_lines(tmp_path):
    (tmp_path / "sanitized-mbpp.json").write_text(
        json.dumps([mbpp_row(1), mbpp_row(2)]), encoding="utf-8"
    )
    assert [item.reference["function"] for item in sat("mbpp", tmp_path)] == ["add", "add"]


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
    assert "livecodebench/code_generation_lite test, row 2: field 'question_content'" in words
    sys.modules.pop("datasets")
