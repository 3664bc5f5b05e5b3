"""Hold one sitting and say all the time how many answers the display counts.

``python -m bench.sitter MODEL QUESTIONS STORE PARAMETERS`` (JSON). It shows the very tally that the
command line shows, only more often: that number is a promise that a kill must not break.
"""

from __future__ import annotations

import contextlib
import json
import sys
import threading
from collections.abc import Iterator

from bench.keju_runs import EXAM, IN_FLIGHT

from keju.core.tally import Tally
from keju.recipes.sitting import Settings, entrants, hold, make_exam

_EVERY_SECONDS = 0.005


@contextlib.contextmanager
def shown(_title: str, tally: Tally) -> Iterator[None]:
    ended = threading.Event()

    def speak() -> None:
        said = -1
        while True:
            last = ended.wait(_EVERY_SECONDS)
            if tally.done != said:
                said = tally.done
                print(said, flush=True)
            if last:
                return

    thread = threading.Thread(target=speak)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def main(model: str, questions: str, store: str, parameters: str) -> None:
    settings = Settings(
        questions=int(questions), concurrency=IN_FLIGHT, parameters=json.loads(parameters)
    )
    (entrant,) = entrants([model], settings)
    hold(entrant, make_exam(EXAM, settings), settings, store, shown)


if __name__ == "__main__":
    main(*sys.argv[1:])
