import asyncio
import gzip
import json
import os
import tracemalloc

import pytest

from keju.core.errors import InputError
from keju.core.protocols import Request
from keju.core.records import FailureKind, Finish, Message, Question, Reply, Usage
from keju.models.recorded import RecordedModel

SIX = "What is 6 * 7?"


def written(path, *rows, name="answers.jsonl"):
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    file = path / name
    data = "\n".join(lines).encode()
    file.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    return str(file)


def ask(where: str, text: str = SIX, attempt: int = 0, system: str | None = None) -> Reply:
    messages = [Message("system", system)] if system else []
    return replies(where, [Request((*messages, Message("user", text)), attempt)])[0]


def replies(where: str, requests: list[Request]) -> list[Reply]:
    async def scenario():
        model = RecordedModel(where)
        try:
            return [await model.complete(request) for request in requests]
        finally:
            await model.close()

    return asyncio.run(scenario())


def refuse(where: str) -> str:
    with pytest.raises(InputError) as raised:
        RecordedModel(where)
    assert "\n" not in str(raised.value)
    return str(raised.value)


def identity(where: str) -> dict:
    async def scenario():
        model = RecordedModel(where)
        await model.close()
        return dict(model.identity)

    return asyncio.run(scenario())


def test_an_answer_is_found_by_the_text_of_its_question(tmp_path):
    where = written(
        tmp_path, {"question": SIX, "response": "42"}, {"question": "x", "response": "y"}
    )
    assert ask(where) == Reply("42")
    assert ask(where, "x") == Reply("y")


def test_an_answer_is_found_by_the_id_of_its_question(tmp_path):
    where = written(tmp_path, {"id": Question.ask(SIX).id, "response": "42"})
    assert ask(where) == Reply("42")


def test_white_space_around_a_question_and_what_a_method_adds_do_not_matter(tmp_path):
    where = written(tmp_path, {"question": f"\n{SIX} ", "response": "42"})
    assert ask(where, f"{SIX}\n", system="Think.") == Reply("42")


def test_a_foreign_id_beside_the_question_is_ignored(tmp_path):
    where = written(tmp_path, {"id": "test/17", "question": SIX, "response": "42"})
    assert ask(where) == Reply("42")
    where = written(tmp_path, {"id": Question.ask(SIX).id, "question": None, "response": "42"})
    assert ask(where) == Reply("42")


def test_a_question_that_is_not_there_has_failed_and_is_never_wrong(tmp_path):
    where = written(tmp_path, {"question": SIX, "response": "42"})
    reply = ask(where, "What is 6 * 8?")
    assert (reply.finish, reply.failure.kind) == (Finish.FAILED, FailureKind.MISSING)
    assert ask(where, attempt=1).failure.kind is FailureKind.MISSING


def test_lines_of_one_question_are_its_attempts(tmp_path):
    rows = [{"question": SIX, "response": str(number)} for number in range(3)]
    where = written(tmp_path, *rows, {"question": "x", "response": "y"})
    assert [ask(where, attempt=k).text for k in range(3)] == ["0", "1", "2"]


def test_attempts_may_be_numbered_in_any_order_and_with_gaps(tmp_path):
    rows = [{"question": SIX, "response": str(k), "attempt": k} for k in (5, 0, 2)]
    where = written(tmp_path, *rows)
    found = [ask(where, attempt=k) for k in range(7)]
    assert [reply.text for reply in found] == ["0", "", "2", "", "", "5", ""]
    assert [reply.failure is None for reply in found] == [k in (0, 2, 5) for k in range(7)]


def test_a_line_without_a_number_comes_after_those_before_it(tmp_path):
    rows = [{"question": SIX, "response": "a", "attempt": 1}, {"question": SIX, "response": "b"}]
    where = written(tmp_path, *rows)
    assert [ask(where, attempt=k).text for k in range(3)] == ["", "a", "b"]


def test_everything_a_line_says_is_replayed(tmp_path):
    usage = {"prompt_tokens": 1, "completion_tokens": 2, "reasoning_tokens": None, "other": "x"}
    row = {
        "question": SIX,
        "response": "4",
        "reasoning": "6 * 7",
        "finish": "length",
        "usage": usage,
    }
    assert ask(written(tmp_path, row)) == Reply("4", "6 * 7", Finish.LENGTH, Usage(1, 2))


def test_fields_that_are_null_are_fields_that_are_not_there(tmp_path):
    row = {"question": SIX, "response": "42", "reasoning": None, "finish": None, "usage": None}
    assert ask(written(tmp_path, row | {"model": None})) == Reply("42")


def test_inline_thoughts_are_parted_and_unfinished_ones_are_cut_off(tmp_path):
    rows = [{"question": SIX, "response": f"<think>6 * 7{end}"} for end in ("</think>42", " is")]
    where = written(tmp_path, *rows)
    assert ask(where) == Reply("42", "6 * 7")
    assert ask(where, attempt=1) == Reply("", "6 * 7 is", Finish.LENGTH)


def test_what_was_recorded_as_failed_is_failed_and_asked_no_second_time(tmp_path):
    reply = ask(written(tmp_path, {"question": SIX, "response": "busy", "finish": "failed"}))
    assert (reply.finish, reply.failure.kind) == (Finish.FAILED, FailureKind.MISSING)
    assert reply.failure.message == "busy"


def test_a_packed_file_is_the_same_as_a_plain_one(tmp_path):
    row = {"question": SIX, "response": "42"}
    plain, packed = written(tmp_path, row), written(tmp_path, row, name="answers.jsonl.gz")
    assert ask(packed) == ask(plain)
    assert identity(packed) == identity(plain)


def test_blank_lines_and_any_string_survive(tmp_path):
    row = {"question": "\ud800 糊名 \x00", "response": "\udfff\x00"}
    where = written(tmp_path, "", row, "   ")
    assert ask(where, "\ud800 糊名 \x00").text == "\udfff\x00"


def test_one_of_several_models_is_picked_by_name(tmp_path):
    rows = [{"question": SIX, "response": name, "model": name} for name in ("a/big", "b")]
    where = written(tmp_path, *rows)
    assert ask(f"{where}#a/big").text == "a/big"
    assert ask(f"{where}#b").text == "b"
    assert identity(f"{where}#a/big") != identity(f"{where}#b")
    assert "holds answers of several models (a/big, b)" in refuse(where)
    assert "no recorded answer of 'c'" in refuse(f"{where}#c")
    assert "Did you mean a/big?" in refuse(f"{where}#a/bg")


def test_one_of_several_responses_side_by_side_is_picked_by_its_path(tmp_path):
    row = {
        "question": SIX,
        "response": "no",
        "big": {"solution": "42"},
        "small": {"solution": "41"},
    }
    where = written(tmp_path, row)
    assert ask(f"{where}#big.solution").text == "42"
    assert ask(f"{where}#small.solution").text == "41"


def test_a_name_that_no_line_knows_never_takes_the_answers_of_another(tmp_path):
    where = written(tmp_path, {"question": SIX, "response": "42"})
    assert "line 1: field 'big' must hold the response" in refuse(f"{where}#big")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[1]", "must be a JSON object"),
        ({"response": "42"}, "needs question (the text) or id"),
        ({"question": 6, "response": "42"}, "needs question (the text) or id"),
        ({"question": SIX}, "field 'response' must hold the response as a string"),
        ({"question": SIX, "response": 42}, "field 'response' must hold"),
        ({"question": SIX, "response": None, "model": "m"}, "field 'response' must hold"),
        ({"question": SIX, "response": "", "attempt": -1}, "attempt must be a whole number ≥ 0"),
        ({"question": SIX, "response": "", "attempt": "1"}, "attempt must be a whole number ≥ 0"),
        ({"question": SIX, "response": "", "attempt": True}, "attempt must be a whole number ≥ 0"),
        ({"question": SIX, "response": "", "attempt": None}, "attempt must be a whole number ≥ 0"),
        ({"question": SIX, "response": "", "attempt": 2**70}, "attempt must be a whole number"),
        ({"question": SIX, "response": "", "finish": "done"}, "finish must be one of stop, length"),
        ({"question": SIX, "response": "", "finish": ["stop"]}, "finish must be one of"),
        ({"question": SIX, "response": "", "finish": {}}, "finish must be one of"),
        ({"question": SIX, "response": "", "reasoning": ["x"]}, "reasoning must be a string"),
        ({"question": SIX, "response": "", "usage": [1]}, "usage must hold whole numbers"),
        (
            {"question": SIX, "response": "", "usage": {"prompt_tokens": "1"}},
            "usage must hold whole numbers: prompt_tokens, completion_tokens",
        ),
        (
            {"question": SIX, "response": "", "usage": {"completion_tokens": -1}},
            "usage must hold whole numbers",
        ),
    ],
)
def test_a_broken_line_is_named_with_its_field(tmp_path, line, words):
    where = written(tmp_path, {"question": "x", "response": "y"}, line)
    message = refuse(where)
    assert message.startswith(f"{where}, line 2: ")
    assert words in message


def test_the_same_attempt_twice_is_a_broken_file(tmp_path):
    row = {"question": SIX, "response": "42", "attempt": 0}
    assert "line 2: attempt 0 of this question stands there twice" in refuse(
        written(tmp_path, row, row)
    )


def test_a_file_that_cannot_be_read_is_one_clear_line(tmp_path):
    assert "there is no such file" in refuse(str(tmp_path / "none.jsonl"))
    assert "there is no such file" in refuse(str(tmp_path))
    assert "there is no such file" in refuse("")
    assert refuse(written(tmp_path, "")).endswith("answers.jsonl: no recorded answer.")
    packed = gzip.compress(b'{"question": "x", "response": "y"}\n' * 1000)
    damaged = packed[:20] + b"\xff" * 20 + packed[40:]
    for data in (b"not packed at all", packed[:-10], damaged):
        (tmp_path / "bad.gz").write_bytes(data)
        assert "Cannot read recorded answers from" in refuse(str(tmp_path / "bad.gz"))


@pytest.mark.skipif(os.name == "nt", reason="pipes are files only on Unix")
def test_a_pipe_cannot_be_read_twice_and_is_refused(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert "there is no such file" in refuse(str(tmp_path / "pipe"))


def test_memory_does_not_grow_with_the_length_of_the_answers(tmp_path):
    rows = [{"question": f"What is {n} * 7?", "response": "x" * 1000} for n in range(5000)]
    where = written(tmp_path, *rows)

    async def scenario():
        tracemalloc.start()
        model = RecordedModel(where)
        size, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        await model.close()
        return size

    assert asyncio.run(scenario()) < 250 * len(rows)
