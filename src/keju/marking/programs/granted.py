"""What a ``Class.method`` may use without importing it.

The sites that ask for ``class Solution`` put such imports before every program, and the skeletons
they give name ``List`` without one; programs written for them rely on it. A plain function must
import what it uses.
"""

from __future__ import annotations

__all__ = ["put_before", "with_imports"]

_IMPORTS = (
    "import bisect, collections, copy, datetime, functools, heapq, itertools, math, operator",
    "import random, re, statistics, string, sys, typing",
    "from typing import Any, Callable, Deque, DefaultDict, Dict, FrozenSet, Generator, Iterable",
    "from typing import Iterator, List, Mapping, NamedTuple, Optional, Sequence, Set, Tuple, Union",
    "from collections import ChainMap, Counter, OrderedDict, defaultdict, deque, namedtuple",
    "from functools import cache, cached_property, cmp_to_key, lru_cache, partial, reduce",
    "from heapq import heapify, heappop, heappush, heappushpop, heapreplace, merge, nlargest",
    "from heapq import nsmallest",
    "from bisect import bisect_left, bisect_right, insort, insort_left, insort_right",
    "from itertools import accumulate, chain, combinations, combinations_with_replacement, count",
    "from itertools import cycle, groupby, islice, permutations, product, repeat, starmap",
    "from itertools import takewhile, zip_longest",
    "from math import ceil, comb, factorial, floor, gcd, inf, isqrt, lcm, log, log2, perm, pi",
    "from math import prod, sqrt",
    "from string import ascii_letters, ascii_lowercase, ascii_uppercase, digits",
)


def with_imports(code: str) -> str:
    """Return ``code`` after the imports, which take one line."""
    return put_before("; ".join(_IMPORTS), code)


def put_before(setup: str, code: str) -> str:
    """Return ``code`` after ``setup``; alone where it has an import that must stand first."""
    return f"{setup}\n{code}" if setup and "from __future__" not in code else code
