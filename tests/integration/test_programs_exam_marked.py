from itertools import islice, pairwise

import pytest

from keju.core.records import Reply, Verdict
from keju.exams import exam
from keju.marking import judge, marker
from keju.sandbox import SandboxUnavailable, open_runner


@pytest.fixture(scope="module", autouse=True)
def _confined():
    try:
        open_runner().close()
    except SandboxUnavailable as error:
        pytest.skip(f"programs cannot be confined here: {error}")


def judged(item, code):
    reply = Reply(f"Here is my program.\n\n```python\n{code}```")
    return judge(item, reply, marker(item.marker))


@pytest.mark.parametrize(("level", "count"), [(1, 10), (2, 6), (3, 6)])
def test_the_solution_of_an_item_is_marked_correct(level, count):
    for item in islice(exam(f"programs;level={level};seed=11").items(), count):
        mark = judged(item, item.solution)
        assert mark.verdict is Verdict.CORRECT, (item.cluster, mark.detail)


def test_the_solution_of_another_twist_is_marked_incorrect():
    items = list(islice(exam("programs;problem=knotted_code").items(), 6))
    for item, other in pairwise(items):
        if item.marker.name == other.marker.name:
            assert judged(item, other.solution).verdict is Verdict.INCORRECT
