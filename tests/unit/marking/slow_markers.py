"""Markers that hang or crash, for test_slow_marking.py; looked up in worker processes."""

import os
from dataclasses import dataclass, field
from typing import Any

from keju.core.records import Mark, Verdict


@dataclass(slots=True)
class Odd:
    name: str = field(default="odd", init=False)
    version: int = field(default=3, init=False)
    slow: bool = field(default=True, init=False)

    def extract(self, text: str) -> str | None:
        return text

    def same(self, left: str, right: str) -> bool | None:
        return left == right

    def mark(self, item: Any, text: str) -> Mark:
        while text == "hang":
            pass
        if text == "die":
            os._exit(1)
        if text == "raise":
            raise KeyError(text)
        right = text == item.reference
        verdict = Verdict.CORRECT if right else Verdict.INCORRECT
        return Mark(verdict, float(right), "odd@3", text, {"pid": os.getpid()})


def odd(parameters: Any) -> Odd:
    return Odd()
