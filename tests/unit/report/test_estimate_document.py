"""An estimate for machines and on a screen: what the one leaves out the other has."""

import json

from rich.console import Console

from keju.comparing.estimating import Wish, estimate
from keju.comparing.marks import Marks
from keju.report.estimates import estimate_json, estimate_screen


def clustered(clusters):
    scores = {f"q{n}": (float(n % 3 > 0), float(n % 2)) for n in range(2 * clusters)}
    return Marks("one", "exam", scores, {item: f"part {n // 2}" for n, item in enumerate(scores)})


def test_clusters_that_the_screen_leaves_out_are_in_the_document():
    found = estimate(clustered(15), Wish())
    console = Console(width=120)
    with console.capture() as shown:
        console.print(estimate_screen(found))
    assert "and 3 more (--json)" in shown.get()
    clusters = json.loads(json.dumps(estimate_json(found)))["clusters"]
    assert [each["name"] for each in clusters] == [f"part {n}" for n in range(15)]
    assert clusters[0] == {"name": "part 0", "questions": 2, "accuracy": 0.5}


def test_the_document_has_the_floor_below_the_standard_error():
    found = estimate_json(estimate(clustered(15), Wish()))
    assert 0 <= found["floor"] < found["standard_error"]
    assert found["bounds"] == [found["accuracy"]] * 2
