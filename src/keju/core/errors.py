"""The errors Keju raises, drawn as a tree.

KejuError
└── InputError           what the user gave cannot be used: one line, exit status 2
    ├── StoreError       the store is foreign, newer, read-only or full
    └── UnreachableError the endpoint does not answer
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable

__all__ = ["InputError", "KejuError", "StoreError", "UnreachableError", "nearest"]


class KejuError(Exception):
    """Anything Keju raises on purpose."""


class InputError(KejuError):
    """What the user gave cannot be used. The message is one line: what, where, and the mend."""


class StoreError(InputError):
    """The store cannot be used as asked."""


class UnreachableError(InputError):
    """A model's endpoint does not answer."""


def nearest(name: str, known: Iterable[str]) -> str:
    """Return `` Did you mean …?`` with the closest known names, or a list of all of them."""
    names = sorted(known)
    plain = {each.casefold(): each for each in names}
    close = difflib.get_close_matches(name.casefold(), plain, n=3, cutoff=0.5)
    if close:
        return f" Did you mean {' or '.join(plain[each] for each in close)}?"
    shown = ", ".join(names[:20])
    return f" Known: {shown}{', …' if len(names) > 20 else ''}." if names else ""
