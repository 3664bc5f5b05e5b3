"""The marker of exact texts: the same words, apart from wrapping."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from keju.core.errors import InputError
from keju.core.records import Item, Mark
from keju.marking.comparing import mark_against, only_parameters
from keju.marking.final import Form, Statement, final_answer

__all__ = ["ExactMarker", "bare_text", "exact_marker"]

_WRAPPING = " \t\r\n\u00a0\u3000\"'“”‘’«»„`*"
_TEXT = re.compile(r"\\(?:text(?:bf|it|rm)?|mathrm|mathbf)\s?\{([^{}]*)\}")


@dataclass(slots=True)
class ExactMarker:
    """Compares texts in Unicode's NFC without wrapping; ``ignore_case`` folds case as well."""

    ignore_case: bool = False
    name: str = field(default="exact", init=False)
    version: int = field(default=1, init=False)
    slow: bool = field(default=False, init=False)

    def extract(self, text: str) -> str | None:
        """Return the committed answer, or all of ``text`` when it has none; unwrapped."""
        return final_answer(text, _read)

    def same(self, left: str, right: str) -> bool | None:
        """Whether two extracted texts are the same."""
        one, other = bare_text(left), bare_text(right)
        if self.ignore_case:
            return bare_text(one.casefold()) == bare_text(other.casefold())
        return one == other

    def mark(self, item: Item, text: str) -> Mark:
        """Judge ``text`` against the item's reference."""
        return mark_against(self, str(item.reference), text)

    def check(self, reference: Any) -> None:
        """Raise InputError unless ``reference`` is a text that has something to compare."""
        if not isinstance(reference, str) or not bare_text(reference):
            raise InputError(
                f"marker exact: the reference must be a text, not {str(reference)[:60]!r}."
            )


def exact_marker(parameters: Mapping[str, Any]) -> ExactMarker:
    """Return the marker with ``ignore_case``, true or false."""
    only_parameters("exact", parameters, {"ignore_case"})
    ignore_case = parameters.get("ignore_case", False)
    if not isinstance(ignore_case, bool):
        raise InputError(f"marker exact: ignore_case must be true or false, not {ignore_case!r}.")
    return ExactMarker(ignore_case)


def bare_text(text: str) -> str:
    """Return ``text`` in NFC without surrounding space, quotes, emphasis and its final period."""
    text = unicodedata.normalize("NFC", text).strip(_WRAPPING)
    if text.endswith((".", "。")) and not text.endswith(".."):
        text = text[:-1].rstrip(_WRAPPING)
    return text


def _read(statement: Statement) -> str | None:
    text = statement.text
    if statement.form is not Form.BARE:
        text = text.strip().removeprefix("$").removesuffix("$")
        text = _TEXT.sub(r"\1", text)
    return bare_text(text) or None
