"""From values to the text of a page, and into a file."""

from __future__ import annotations

import base64
import functools
import hashlib
import os
from importlib import resources
from pathlib import Path
from typing import Any

import jinja2
import markupsafe

from keju.core.errors import InputError
from keju.report import text as figures
from keju.report.pages import words

__all__ = ["page_path", "render", "write_page"]

_TEMPLATES = "templates"


def render(template: str, **values: Any) -> str:
    """Return the page made from ``template`` (a file in ``templates``) with ``values``."""
    style = _style()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    safe = markupsafe.Markup(style)  # noqa: S704 - our own file, not a model's words
    page = _environment().get_template(template)
    return page.render(values, style=safe, style_hash=f"sha256-{digest}")


def page_path(path: str | Path) -> Path:
    """Return where a page goes. Ask before anything is paid for.

    Raises InputError when the folder is missing, or ``path`` is one, or cannot be written to.
    """
    path = Path(path)
    if path.is_dir():
        raise InputError(f"--html {path} is a folder; name a file in it, such as {path / 'a.html'}")
    if not path.parent.is_dir():
        raise InputError(f"--html {path}: there is no folder {path.parent}; make it first")
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise InputError(f"--html {path}: no right to write there; name another place")
    return path


def write_page(path: str | Path, html: str) -> None:
    """Write a page to ``path`` as UTF-8, replacing what was there only once all of it is written.

    Raises InputError as ``page_path`` does, and when the disk is full.
    """
    path = page_path(path)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        if path.exists() and not path.is_file():  # a pipe or a device: nothing to replace
            path.write_bytes(_encoded(html))
            return
        unfinished.write_bytes(_encoded(html))
        unfinished.replace(path)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise InputError(f"--html {path} cannot be written: {error.strerror}") from None


def _encoded(html: str) -> bytes:
    """Half a surrogate pair has no UTF-8; it cannot reach this place but through a template."""
    return html.encode("utf-8", "replace")


@functools.cache
def _style() -> str:
    return (resources.files(__package__) / _TEMPLATES / "page.css").read_text("utf-8")


@functools.cache
def _environment() -> jinja2.Environment:
    made = jinja2.Environment(
        loader=jinja2.PackageLoader(__package__, _TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "count": figures.count,
        "percent": figures.percent,
        "money": figures.money,
        "duration": figures.duration,
        "named": figures.named,
        "short": figures.shortened,
        "points": words.points,
        "place": words.place,
    }
    return made


def _finalize(value: Any) -> Any:
    """Every text that enters a page passes here, so that none can be forgotten."""
    if isinstance(value, str) and not isinstance(value, markupsafe.Markup):
        return figures.harmless(value)
    return value
