"""Rows in the published layouts, with questions of our own: what the files of each copy hold."""

import base64
import gzip
import json
import pickle
import zlib

import pyarrow as pa
import pyarrow.parquet as pq

SECRET = "Which of the four moons of Ubrekk turns the wrong way round"


def write_jsonl(path, rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    data = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)


def write_parquet(path, rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist(rows), path)


def write_csv(path, rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    cells = [list(rows[0]), *([str(cell) for cell in row.values()] for row in rows)]
    quoted = (",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in cells)
    path.write_text("\n".join(quoted) + "\n", encoding="utf-8")


def packed(cases):
    data = zlib.compress(pickle.dumps(json.dumps(cases)))
    return base64.b64encode(data).decode()


def gpqa_row(number, question=None):
    return {
        "Question": f"{question or SECRET}, in system {number}?\n",
        "Correct Answer": f"Orrakel the {number}th\n",
        "Incorrect Answer 1": f"Pimtoom {number}",
        "Incorrect Answer 2": f"Quennish {number}",
        "Incorrect Answer 3": f"Rassavel {number}",
        "Explanation": "Its ocean drags behind, as every pilot of Ubrekk is told.",
        "Canary String": "canary-of-a-feigned-copy",
    }


def four(number, right="B"):
    return {
        "question": f"第{number}号灯塔用什么发光？",
        "A": "油",
        "B": "气",
        "C": "电",
        "D": "萤火虫",
        "answer": right,
    }


def belebele_row(number, question):
    return {
        "link": "https://example.org/lighthouse",
        "question_number": question,
        "flores_passage": f"The keeper of light {number} rows out at dusk and sleeps at noon.",
        "question": ("When does he row?", "When does he sleep?")[question - 1],
        "mc_answer1": "at dawn",
        "mc_answer2": "at dusk",
        "mc_answer3": "at noon",
        "mc_answer4": "never",
        "correct_answer_num": str(question + 1),
        "dialect": "eng_Latn",
    }


def contest_row(number, date, starter="", **more):
    functional = bool(starter)
    case = (
        {"input": "[1, 2]\n3", "output": "6", "testtype": "functional"}
        if functional
        else {"input": "1 2\n", "output": "3\n", "testtype": "stdin"}
    )
    return {
        "question_title": f"Ferry {number}",
        "question_content": f"Ferry {number} carries two crates. Print the sum of their weights.",
        "platform": "atcoder",
        "contest_date": date,
        "starter_code": starter,
        "public_test_cases": json.dumps([case]),
        "private_test_cases": packed([case, case]),
        "metadata": json.dumps({"func_name": "weigh"} if functional else {}),
        **more,
    }


def humaneval_row():
    return {
        "task_id": "Own/0",
        "prompt": 'def twice(n):\n    """Return n two times over."""\n',
        "entry_point": "twice",
        "canonical_solution": "    return 2 * n\n",
        "test": "\ndef check(candidate):\n    assert candidate(4) == 8\n",
    }


def mbpp_row(number=7):
    return {
        "task_id": number,
        "prompt": f"Write a function that adds {number} to a number.",
        "code": f"def helper(n):\n    return n\n\ndef add(n):\n    return helper(n) + {number}",
        "test_imports": ["import math"],
        "test_list": [
            f"assert add(1) == {number + 1}",
            f"assert math.isclose(add(2), {number + 2})",
        ],
    }


def arc_row(labels=("1", "2", "3"), key="2"):
    return {
        "id": "own-1",
        "question": "What keeps a kite up?",
        "choices": {"text": ["string", "wind", "paint"], "label": list(labels)},
        "answerKey": key,
    }
