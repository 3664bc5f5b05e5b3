import gzip
import json
import re
from itertools import islice
from pathlib import Path

import pytest

from keju.core.errors import InputError
from keju.core.records import Message
from keju.exams import exam

SHARED = (Path(__file__).resolve().parents[3] / ".." / "shared" / "data").resolve()
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="no ../shared/data here")


def write(path: Path, *rows: object) -> Path:
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def items(path: Path, marker: str | None = "exact", tail: str = ""):
    return list(exam(f"{path}{tail}", marker=marker).items())


def test_a_line_becomes_an_item(tmp_path):
    row = {"question": "2+2?", "answer": 4, "cluster": "sums", "solution": "2+2=4", "id": 7}
    (item,) = items(write(tmp_path / "q.jsonl", row), "number;tolerance=0.5")
    assert item.question.messages == (Message("user", "2+2?"),)
    assert (item.reference, item.cluster, item.solution) == (4, "sums", "2+2=4")
    assert (item.marker.name, item.marker.parameters) == ("number", {"tolerance": 0.5})


def test_messages_a_reference_and_a_marker_may_stand_in_the_line(tmp_path):
    row = {
        "messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "?"}],
        "reference": {"numbers": [1, 2], "target": 3},
        "marker": {"name": "countdown", "parameters": {"use_all": False}},
    }
    (item,) = items(write(tmp_path / "q.jsonl", row), None)
    assert [message.role for message in item.question.messages] == ["system", "user"]
    assert item.reference["target"] == 3
    assert (item.marker.name, item.marker.parameters) == ("countdown", {"use_all": False})


@pytest.mark.parametrize("answer", ["B", "b", "blue", 1])
def test_options_are_shown_and_the_reference_becomes_a_letter(tmp_path, answer):
    row = {"question": "Sky?", "answer": answer, "options": ["red", "blue"]}
    (item,) = items(write(tmp_path / "q.jsonl", row), "choice")
    assert item.question.text == "Sky?\n\nA. red\nB. blue"
    assert item.reference == "B"
    assert item.marker.parameters == {"options": ["red", "blue"]}


def test_fields_may_be_renamed(tmp_path):
    path = write(tmp_path / "q.jsonl", {"prompt": "a", "gold": "b"})
    (item,) = items(path, tail=";question=prompt;answer=gold")
    assert (item.question.text, item.reference) == ("a", "b")


def test_a_compressed_file_is_read_alike(tmp_path):
    plain = write(tmp_path / "q.jsonl", *({"question": f"{n}", "answer": n} for n in range(5)))
    packed = tmp_path / "p.jsonl.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert [item.id for item in items(packed)] == [item.id for item in items(plain)]


GOOD = {"question": "a", "answer": "b"}


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ('{"question": "a"', "line 2: not JSON"),
        ('{"question": "x", "answer": NaN}', "line 2: not JSON"),
        ("[1]", "line 2: must be a JSON object"),
        ({"answer": 1}, "line 2: field 'question' is missing; add it, or name yours"),
        ({"question": 5, "answer": 1}, "line 2: field 'question' must be a text"),
        ({"question": " ", "answer": 1}, "line 2: field 'question' must be a text"),
        ({"question": "x"}, "line 2: field 'answer' is missing; add it, or name yours"),
        ({"question": "x", "answer": None}, "line 2: field 'answer' is null"),
        ({"question": "x", "answer": 1, "marker": 3}, "line 2: field 'marker' must be a name"),
        ({"question": "x", "answer": 1, "cluster": []}, "line 2: field 'cluster' must be"),
        ({"question": "x", "answer": 1, "options": "ab"}, "line 2: field 'options' must be a list"),
        ({"messages": [], "answer": 1}, "line 2: field 'messages' must be a list"),
        ({"messages": [{"role": "assistant", "content": "x"}], "answer": 1}, "must end with"),
        (GOOD, "line 2: the same question as line 1; keep one"),
    ],
)
def test_a_broken_line_is_named_with_its_field_and_the_mend(tmp_path, bad, words):
    path = write(tmp_path / "q.jsonl", GOOD, bad)
    with pytest.raises(InputError, match=re.escape(words)) as caught:
        list(exam(str(path), marker="exact").items())
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_answer_that_is_no_option_is_named(tmp_path):
    row = {"question": "Sky?", "answer": "green", "options": ["red", "blue"]}
    with pytest.raises(InputError, match="field 'answer' must be a letter A to B"):
        items(write(tmp_path / "q.jsonl", row), "choice")


def test_a_line_without_any_marker_is_named(tmp_path):
    with pytest.raises(InputError, match="add --marker NAME"):
        items(write(tmp_path / "q.jsonl", GOOD), None)


def test_an_empty_file_is_refused(tmp_path):
    with pytest.raises(InputError, match="holds no questions"):
        list(exam(str(write(tmp_path / "q.jsonl", "")), marker="exact").items())


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(InputError, match=r"Cannot read questions from .*No such file"):
        exam(str(tmp_path / "none.jsonl"), marker="exact")
    cut = tmp_path / "cut.jsonl.gz"
    cut.write_bytes(gzip.compress(b'{"question": "a", "answer": 1}\n' * 3)[:-12])
    with pytest.raises(InputError, match="cannot be read on"):
        list(exam(str(cut), marker="exact").items())


def test_faults_behind_the_questions_asked_for_are_not_looked_for(tmp_path):
    path = write(tmp_path / "q.jsonl", GOOD, "broken")
    assert next(iter(exam(str(path), marker="exact").items())).reference == "b"


def test_the_spec_reads_back_and_changes_with_the_file(tmp_path):
    path = write(tmp_path / "q.jsonl", {"prompt": "a", "answer": 1})
    spec = exam(f"{path};question=prompt", marker="number;tolerance=2").spec
    (item,) = exam(spec).items()
    assert item.marker.parameters == {"tolerance": 2}
    assert exam(spec).spec == spec
    write(path, {"prompt": "c", "answer": 1})
    with pytest.raises(InputError, match="is not the file with sha256="):
        exam(spec)


def test_a_file_is_read_as_it_is_asked_for(tmp_path):
    path = write(tmp_path / "q.jsonl", GOOD, "broken")
    assert len(list(islice(exam(str(path), marker="exact").items(), 1))) == 1


def test_gsm8k_from_a_folder_asks_the_bare_problem(tmp_path):
    (tmp_path / "gsm8k").mkdir()
    row = {"question": "Ann has 1 hat?", "answer": "She has 500*2=<<500*2=1000>>1000.\n#### 1,000"}
    write(tmp_path / "gsm8k" / "test.jsonl", row)
    (item,) = exam("gsm8k", data=tmp_path).items()
    assert item.question.text == "Ann has 1 hat?"
    assert item.question.messages[0].role == "system"
    assert "Answer: N" in item.question.messages[0].content
    assert item.reference == 1000
    assert item.solution == "She has 500*2=1000.\nAnswer: 1000"


def test_gsm8k_without_the_number_or_the_file_is_refused(tmp_path):
    with pytest.raises(InputError, match="No gsm8k in"):
        exam("gsm8k", data=tmp_path)
    write(tmp_path / "test.jsonl", {"question": "?", "answer": "none"})
    with pytest.raises(InputError, match="line 1: field 'answer' must be a text that ends with"):
        list(exam("gsm8k", data=tmp_path).items())


def test_gsm8k_from_the_hub_names_the_missing_extra():
    try:
        import datasets  # noqa: F401
    except ImportError:
        with pytest.raises(InputError, match=re.escape("keju[hub]")):
            next(exam("gsm8k").items())
    else:
        pytest.skip("the extra is installed: its absence cannot be tested")


@needs_shared
def test_the_real_gsm8k_is_read_whole():
    found = list(exam("gsm8k", data=SHARED / "gsm8k").items())
    assert len(found) == 1319
    assert all(isinstance(item.reference, int) for item in found)


@needs_shared
@pytest.mark.parametrize("year", ["24", "25"])
def test_aime_is_read_with_its_own_field_names(year: str):
    path = SHARED / "aime" / f"aime{year}.jsonl"
    found = items(path, "number", ";question=prompt")
    assert len(found) == 30
    assert all(0 <= int(item.reference) <= 999 for item in found)


def test_markers_whose_parameters_say_all_need_no_reference(tmp_path):
    file = tmp_path / "q.jsonl"
    row = {"question": "When?", "answer": None}
    row["marker"] = {"name": "regex", "parameters": {"pattern": "[0-9]+"}}
    file.write_text(json.dumps(row))
    (item,) = exam(str(file)).items()
    assert item.reference is None
    file.write_text(json.dumps({**row, "marker": "number"}))
    with pytest.raises(InputError, match="is null"):
        list(exam(str(file)).items())


def test_a_question_may_ask_for_several_options(tmp_path):
    file = tmp_path / "q.jsonl"
    row = {"question": "Which two?", "options": ["x", "y", "z"], "answer": "CA"}
    file.write_text(json.dumps({**row, "marker": "choice"}))
    (item,) = exam(str(file)).items()
    assert item.reference == "AC"
