"""Every task of reasoning-gym: its papers, its scores, and code sent as an answer."""

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from decimal import getcontext, localcontext
from itertools import islice

import pytest

pytest.importorskip("mpmath", reason="the extra keju[gym] is not installed")

from keju.core.canonical import canonical_json
from keju.core.errors import InputError
from keju.core.records import Item
from keju.exams import exam
from keju.exams.gym_marker import gym_marker
from keju.exams.gym_scoring import check_reference, library, score
from keju.exams.gym_tasks import METADATA, NO_SINGLE_ANSWER, OURS, REFUSED, TASKS

EACH = 2


@pytest.fixture(autouse=True)
def _decimals_as_they_were() -> Iterator[None]:
    """The library itself, asked here beside ours, sets the precision of the thread's decimals."""
    with localcontext():
        yield


@pytest.fixture(scope="module")
def papers() -> dict[str, list[Item]]:
    return {task: list(islice(exam(f"gym/{task}").items(), EACH)) for task in TASKS}


def test_a_task_leaves_decimals_and_chance_as_they_were():
    paper = exam("gym/decimal_arithmetic")
    random.seed(5)
    expected = random.random()
    random.seed(5)
    before = getcontext().prec
    next(paper.items())
    assert getcontext().prec == before
    assert random.random() == expected


def test_every_task_of_the_library_is_sat_or_refused_with_a_reason():
    assert set(library().factory.DATASETS) == set(TASKS) | set(REFUSED)
    assert set(METADATA) | set(OURS) | NO_SINGLE_ANSWER <= set(TASKS)
    for task in REFUSED:
        with pytest.raises(InputError, match="cannot be sat"):
            exam(f"gym/{task}")


def test_every_task_makes_items_of_plain_json(papers):
    for task, items in papers.items():
        assert len({item.id for item in items}) == EACH
        for item in items:
            assert item.question.text.endswith("in the form asked for above.")
            assert json.loads(canonical_json(item.reference)) == item.reference
            assert item.marker.name == "gym"
            check_reference(task, item.reference)


def test_the_right_answer_earns_everything_and_nonsense_does_not(papers):
    for task, items in papers.items():
        for item in items:
            marker = gym_marker(item.marker.parameters)
            if item.solution:
                assert marker.mark(item, f"Well.\n{item.solution}").score == 1.0, task
            assert marker.mark(item, "Answer: ? neither here nor there").score < 0.5, task


def test_only_tasks_without_a_single_answer_lack_a_solution(papers):
    without = {task for task, items in papers.items() if not all(i.solution for i in items)}
    assert without <= NO_SINGLE_ANSWER | {"intermediate_integration"}


def test_partial_scores_are_those_of_the_library(papers):
    """For tasks scored by the library, our reduced references give what whole entries give."""
    for task in set(TASKS) - set(OURS) - {"word_ladder", "sokoban", "arc_agi", "futoshiki"}:
        (item, *_) = papers[task]
        dataset = library().create_dataset(task, seed=3, size=1)
        entry = dataset[0]
        reference = {"answer": entry["answer"], "metadata": entry["metadata"]}
        kept = {key: entry["metadata"].get(key) for key in METADATA.get(task, ())}
        reduced = json.loads(json.dumps({**reference, "metadata": kept}))
        other = (item.solution or "Answer: 1").removeprefix("Answer: ")
        for answer in (str(entry["answer"]), other, str(entry["answer"])[:-1] + "?"):
            try:
                wanted = dataset.score_answer(answer, entry)
            except Exception:  # noqa: BLE001 - the library's scorers may trip over an answer
                wanted = 0.0
            assert score(task, reduced, answer) == pytest.approx(wanted), task


GOOD_BOXNET = '[{"Agent[0.5, 0.5]": "move(box_red, target_red)"}]'


def test_tasks_without_a_single_answer_take_any_right_one():
    state = {"initial_state": {"0.5_0.5": ["box_red", "target_red"]}}
    assert score("boxnet", {"answer": None, "metadata": state}, GOOD_BOXNET) == 1.0
    logic = {"premises": ["P", "(P → Q)"], "variables": ["P", "Q"]}
    assert score("propositional_logic", {"answer": None, "metadata": logic}, "(P ∧ Q)") == 1.0
    assert score("propositional_logic", {"answer": None, "metadata": logic}, "¬P") < 0.1


def test_parameters_reach_the_task_and_stand_in_the_spec():
    chosen = exam("gym/chain_sum;max_terms=2;seed=4")
    assert chosen.spec == "gym/chain_sum;max_terms=2;seed=4"
    (item,) = islice(chosen.items(), 1)
    assert item.marker.parameters == {"task": "chain_sum", "config": {"max_terms": 2}}
    assert exam(exam('gym/basic_arithmetic;operators=["+"]').spec).spec.startswith("gym/basic")


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ("gym/chain_sum;max_term=2", "Did you mean"),
        ("gym/chain_sum;max_terms=two", "allowed is a whole number"),
        ("gym/chain_sum;max_terms=0", "its parameters cannot be"),
        ("gym/spell_backward;data_file=../../x", "no parameter 'data_file'"),
        ("gym/chain_sum;seed=x", "seed=x cannot be"),
    ],
)
def test_wrong_parameters_are_named(spec: str, words: str):
    with pytest.raises(InputError, match=words):
        exam(spec)


def test_a_paper_runs_over_its_chunks_without_repeats():
    items = list(islice(exam("gym/gcd").items(), 1100))
    assert len({item.question.id for item in items}) == 1100


def test_a_task_with_few_questions_ends():
    few = exam("gym/coin_flip;max_trials=4;min_trials=3")
    assert 0 < len(list(few.items())) < 200


FICKLE = (
    "codeio",
    "isomorphic_strings",
    "list_functions",
    "polynomial_multiplication",
    "ransom_note",
)
_IDS = """
import sys
from decimal import getcontext
from itertools import islice
from keju.exams import exam
for task in sys.argv[1:]:
    for item in islice(exam(f"gym/{task}").items(), 5):
        print(item.id)
"""


def test_papers_do_not_depend_on_the_process():
    """Sets of strings are in another order in every process; these tasks draw from such sets."""

    command = [sys.executable, "-W", "ignore", "-c", _IDS, *FICKLE]
    environment = {**os.environ, "PYTHONHASHSEED": "1"}
    there = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    here = [item.id for task in FICKLE for item in islice(exam(f"gym/{task}").items(), 5)]
    assert there.stdout.split() == here


_ATTACK = """
import json, sys
token, target, control, source = sys.argv[1:]
seen = []

def watch(event, values):
    if event == "compile" and token in repr(values[0]):
        seen.append("compile")
    elif event == "exec" and token in repr((values[0].co_consts, values[0].co_names)):
        seen.append("exec")
    elif event in ("os.system", "subprocess.Popen", "os.exec", "os.posix_spawn", "os.fork"):
        seen.append(event)
    elif event == "open" and (token in repr(values[0])):
        seen.append("open")

from keju.core.errors import InputError
from keju.core.records import Item, MarkerSpec, Question
from keju.exams.gym_marker import gym_marker
from keju.exams.gym_scoring import library, score

touch = f"touch {target}"
call = f"__import__('os').system('{touch}')"
payloads = [
    call,
    f"[{call}]",
    f"[[{call}]]",
    f"(lambda: {call})()",
    f"exec(\\"{call}\\")",
    f"eval(\\"{call}\\")",
    f"open('{target}', 'w')",
    f"[open('{target}', 'w').close() for _ in [1]]",
    f"().__class__.__base__.__subclasses__()[0].__init__.__globals__['{token}']",
    f"x + {call}",
    f"sin({call}) + C",
    f"1 if {call} else 2",
    "f'{" + f"open('{target}', 'w')" + "}'",
    f'{{"a": "{call}"}}',
    f"<answer>{call}</answer>",
    f"cos(x).subs(x, '{call}')",
]

def poisoned(value, payload):
    if isinstance(value, dict):
        return {key: poisoned(each, payload) for key, each in value.items()}
    if isinstance(value, list):
        return [poisoned(each, payload) for each in value]
    return payload if isinstance(value, str) else value

results = {}
library()
with open(source) as file:
    papers = json.load(file)
for task, (reference, parameters) in papers.items():
    score(task, reference, "warm up")
sys.addaudithook(watch)
for task, (reference, parameters) in papers.items():
    marker = gym_marker(parameters)
    for payload in payloads:
        for given in (reference, poisoned(reference, payload)):
            item = Item(Question.ask("?"), given, MarkerSpec("gym", parameters))
            mark = marker.mark(item, payload)
            other = marker.mark(item, "1")
            if given is reference:
                results.setdefault(task, []).append(mark.score)
found = sorted(set(seen))
library().create_dataset("string_insertion", seed=1, size=1).score_answer(
    call.replace(target, control), {"answer": "A", "metadata": {}})
print(json.dumps({"seen": found, "control": seen[len(found):], "results": results}))
"""


@pytest.fixture(scope="module")
def attack(papers, tmp_path_factory) -> dict:
    """Send code to every task in a process that watches itself; then to an original scorer."""
    folder = tmp_path_factory.mktemp("attack")
    targets = [folder / "keju_injected", folder / "keju_injected_by_an_original_scorer"]
    first = {
        task: (items[0].reference, dict(items[0].marker.parameters))
        for task, items in papers.items()
    }
    (folder / "papers.json").write_text(json.dumps(first), encoding="utf-8")
    files = [*map(str, targets), str(folder / "papers.json")]
    command = [sys.executable, "-W", "ignore", "-c", _ATTACK, targets[0].name, *files]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    report = json.loads(done.stdout.splitlines()[-1])
    return {**report, "files": [target.exists() for target in targets]}


def test_the_attack_succeeds_on_an_original_scorer(attack):
    """Or else the next test could not fail."""
    assert {"compile", "os.system"} <= set(attack["control"])
    assert attack["files"][1]


def test_code_as_an_answer_or_as_a_reference_is_never_executed(attack):
    assert attack["seen"] == []
    assert not attack["files"][0]
    assert set(attack["results"]) == set(TASKS)
    for task, scores in attack["results"].items():
        assert all(score is not None and 0 <= score < 1 for score in scores), task
