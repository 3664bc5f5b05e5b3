"""Write the first questions of an exam as JSON lines, so that peers are asked the same.

``python -m bench.questions EXAM QUESTIONS FILE``
"""

from __future__ import annotations

import itertools
import json
import sys
from pathlib import Path

from keju.exams import exam


def main(spec: str, questions: str, path: str) -> None:
    items = itertools.islice(exam(spec).items(), int(questions))
    lines = (
        json.dumps({"question": item.question.text, "reference": str(item.reference)})
        for item in items
    )
    Path(path).write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
