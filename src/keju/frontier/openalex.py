"""Publications as OpenAlex counts them: its answers to a group-by, from a file or its interface.

A file is one answer, as ``curl`` keeps it: ``{"meta": …, "group_by": [{"key": "CN",
"key_display_name": "China", "count": 56000}, …]}`` for the works of one year by country. Its year,
and what was counted, stand in a name such as ``works-2023.json`` (all works) or
``top-2023.json`` (those among the most cited tenth): the answer itself does not say them. A
``summary`` of each group with ``mean_fwci`` is taken as the field-weighted impact.

Source: https://docs.openalex.org (grouping, works).
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

from keju.core.errors import InputError, UnreachableError
from keju.core.frontier import Publications

__all__ = ["address", "fetch", "merged", "publications"]

_API = "https://api.openalex.org/works"
_FIELD = "1702"  # OpenAlex's subfield "Artificial Intelligence"
_NAME = re.compile(r"(works|top)\D*(\d{4})$")
_SECONDS = 30
#: How countries are called elsewhere in Keju.
_CALLED = {"United States of America": "United States", "Korea, Republic of": "South Korea"}


def address(year: int, *, top: bool = False, field: str = _FIELD) -> str:
    """Return the address that counts a year's works by country; ``top``: the most cited tenth."""
    filters = [f"publication_year:{year}", f"primary_topic.subfield.id:{field}"]
    if top:
        filters.append("citation_normalized_percentile.is_in_top_10_percent:true")
    asked = {"filter": ",".join(filters), "group_by": "authorships.countries", "per_page": 200}
    return f"{_API}?{urlencode(asked, quote_via=quote, safe=':,')}"


def fetch(year: int) -> list[Publications]:
    """Return a year's publications by country from OpenAlex's interface, two questions.

    Raises UnreachableError where it does not answer, InputError where it answers something else.
    """
    where = f"api.openalex.org, subfield {_FIELD}, {year}"
    works, top = (_groups(_ask(address(year, top=top)), where) for top in (False, True))
    return merged(works, top, year, where)


def _ask(where: str) -> Any:
    asked = Request(where, headers={"User-Agent": "keju frontier"})  # noqa: S310 - https above
    try:
        with urlopen(asked, timeout=_SECONDS) as answer:  # noqa: S310 - likewise
            return json.load(answer)
    except (URLError, TimeoutError, ValueError) as error:
        raise UnreachableError(
            f"{where} does not answer ({getattr(error, 'reason', error)}); try later, or import a"
            " file that curl kept of it"
        ) from None


def publications(path: Path) -> list[Publications]:
    """Return the publications in a file, or in two of the same year side by side.

    ``works-YEAR.json`` is read with ``top-YEAR.json`` beside it, if that is there. Raises
    InputError where the name tells no year, or the file is no answer to a group-by by country.
    """
    named = _NAME.search(path.stem)
    if named is None:
        raise InputError(
            f"{path}: which year and what was counted is not said; call it works-2023.json (all"
            " works) or top-2023.json (the most cited tenth)"
        )
    kind, year = named[1], int(named[2])
    beside = path.with_name(path.name.replace("works", "top", 1))
    if kind == "top":
        other = path.with_name(path.name.replace("top", "works", 1))
        if not other.exists():
            raise InputError(f"{path}: read with all works of its year; put {other.name} beside it")
        return []
    all_works = _groups(_read(path), str(path))
    top = _groups(_read(beside), str(beside)) if beside != path and beside.exists() else {}
    return merged(all_works, top, year, f"OpenAlex, {path.name}")


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        words = getattr(error, "strerror", None) or "it is no JSON"
        raise InputError(f"{path}: cannot be read: {words}") from None


def _groups(answer: Any, where: str) -> dict[str, dict[str, Any]]:
    """Return country → its group."""
    groups = answer.get("group_by") if isinstance(answer, dict) else None
    if not isinstance(groups, list) or not groups:
        raise InputError(
            f"{where}: no group_by in it; ask OpenAlex with group_by=authorships.countries"
        )
    found = {}
    for number, group in enumerate(groups, start=1):
        of = group if isinstance(group, dict) else {}
        name, count = of.get("key_display_name"), of.get("count")
        if not isinstance(name, str) or type(count) is not int or count < 0:
            raise InputError(
                f"{where}, group {number}: needs key_display_name and a whole count, has {group}"
            )
        if name.isdigit():
            raise InputError(
                f"{where}, group {number}: grouped by {name!r}, not by country; ask with"
                " group_by=authorships.countries"
            )
        found[_CALLED.get(name, name)] = group
    return found


def merged(
    works: dict[str, dict[str, Any]], top: dict[str, dict[str, Any]], year: int, where: str
) -> list[Publications]:
    """Return the countries' publications of a year, the most first; ``top`` may be empty."""
    made = []
    for country, group in works.items():
        count, best = group["count"], top.get(country, {}).get("count")
        if best is not None and best > count:
            raise InputError(
                f"{where}: {country} has {best} of the most cited works, but {count} works; both"
                " must count the same"
            )
        share = best / count if best is not None and count else None
        summary = group.get("summary")
        impact = summary.get("mean_fwci") if isinstance(summary, dict) else None
        made.append(Publications(country, year, count, share, impact, where))
    return sorted(made, key=lambda each: (-each.works, each.country))
