"""The same answers marked by math-verify, in the environment .venv-bench-mathverify.

``PYTHON bench/peer_mathverify.py PAIRS`` reads lines of [set, gold, response] and prints, for each
set, how many answers it marked correct and in how many seconds of processor time.
"""

from __future__ import annotations

import json
import sys
import time
from collections import defaultdict
from pathlib import Path

from math_verify import parse, verify


def main(path: str) -> None:
    sets = defaultdict(list)
    for line in Path(path).read_text("utf-8").splitlines():
        name, gold, response = json.loads(line)
        sets[name].append((gold, response))
    for gold, response in next(iter(sets.values()))[:20]:  # what is loaded late is not measured
        verify(parse(f"${gold}$"), parse(response))
    found = {}
    for name, pairs in sets.items():
        start = time.process_time()
        right = sum(verify(parse(f"${gold}$"), parse(response)) for gold, response in pairs)
        found[name] = {"seconds": time.process_time() - start, "correct": int(right)}
    print(json.dumps(found))


main(sys.argv[1])
