"""Benchmarks of programs: what the model is asked, and what the marker gets."""

import base64
import json
import pickle
import re
import zlib
from datetime import UTC, datetime

import pytest
from public_rows import contest_row, humaneval_row, mbpp_row, packed, write_jsonl, write_parquet

from keju.core.errors import InputError
from keju.core.records import Item
from keju.exams import exam
from keju.exams.benchmarks.contests import packed_text


def sat(spec, data) -> list[Item]:
    return list(exam(spec, data=data).items())


def refused(spec, data) -> str:
    with pytest.raises(InputError) as caught:
        sat(spec, data)
    assert "\n" not in str(caught.value)
    return str(caught.value)


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
    for thing in (Hostile(trace), ["[]"], ("a", "b"), 7, {"a": "b"}):
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


def test_a_json_list_is_read_like_lines(tmp_path):
    (tmp_path / "sanitized-mbpp.json").write_text(
        json.dumps([mbpp_row(1), mbpp_row(2)]), encoding="utf-8"
    )
    assert [item.reference["function"] for item in sat("mbpp", tmp_path)] == ["add", "add"]
