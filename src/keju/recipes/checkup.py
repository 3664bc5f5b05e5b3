"""What ``keju doctor`` looks at: Python, sandbox, store, keys, endpoints, extras."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from keju.core.errors import InputError
from keju.core.protocols import Model
from keju.models.providers import PROVIDERS
from keju.recipes.candidates import candidate
from keju.recipes.config import read_config
from keju.recipes.sitting import default_store
from keju.runner import run
from keju.sandbox import Call, IsolatedRunner, Limits, SandboxDied, SandboxUnavailable
from keju.store import open_store, without_password

__all__ = ["Finding", "examine"]

#: Extra → the modules that show it is there.
_EXTRAS = {
    "gym": ("reasoning_gym",),
    "hf": ("torch", "transformers"),
    "hub": ("datasets",),
    "postgres": ("psycopg",),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: ``well``, ``absent`` (matters only if you need it) or ``broken``."""

    what: str
    state: str
    words: str


def examine(models: Sequence[str], where: str | None = None) -> Iterator[Finding]:
    """Yield what was found; ``models`` are candidates whose endpoints are asked too."""
    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding("python", "well", f"{version}, SQLite {sqlite3.sqlite_version}")
    yield _config()
    yield _sandbox()
    yield _store(where or default_store())
    yield from _keys()
    yield from _extras()
    for name in models:
        yield _model(name)


def _config() -> Finding:
    try:
        config = read_config()
    except InputError as error:
        return Finding("keju.toml", "broken", str(error))
    if not config.path.exists():
        return Finding("keju.toml", "absent", "none here; needed only for models of your own")
    return Finding("keju.toml", "well", f"{config.path}: {len(config.models)} models")


def _sandbox() -> Finding:
    """Start a sandbox, and let a program in it double a number."""
    try:
        runner = IsolatedRunner()
    except SandboxUnavailable as error:
        return Finding("sandbox", "broken" if shutil.which("bwrap") else "absent", str(error))
    try:
        result = runner.run(Call("print(int(input()) * 2)", stdin="21"), Limits())
    except SandboxDied as error:
        return Finding("sandbox", "broken", str(error))
    finally:
        runner.close()
    if result.stdout != "42\n":
        words = f"a first program ended with: {result.ending}: {result.stderr.strip()[-200:]}"
        return Finding("sandbox", "broken", words)
    python = f"Python {runner.version}, {runner.interpreter.path}"
    return Finding("sandbox", "well", f"programs run in bubblewrap ({python})")


def _store(where: str) -> Finding:
    if "://" not in where and not Path(where).exists():
        return Finding("store", "absent", f"{where} does not exist yet; keju exam makes it")
    try:
        open_store(where, create=False).close()
    except InputError as error:
        return Finding("store", "broken", str(error))
    return Finding("store", "well", without_password(where))


def _keys() -> Iterator[Finding]:
    for row in PROVIDERS.values():
        if row.key_env is None:
            continue
        if os.environ.get(row.key_env):
            yield Finding(f"key {row.name}", "well", f"{row.key_env} is set")
        else:
            yield Finding(f"key {row.name}", "absent", f"for {row.name}/… export {row.key_env}=…")


def _extras() -> Iterator[Finding]:
    for extra, modules in _EXTRAS.items():
        if all(importlib.util.find_spec(module) for module in modules):
            yield Finding(f"extra {extra}", "well", "installed")
        else:
            yield Finding(f"extra {extra}", "absent", f"pip install 'keju[{extra}]'")


def _model(name: str) -> Finding:
    try:
        entrant = candidate(name, read_config(), {})
        run(_check(entrant.candidate.model))
    except InputError as error:
        return Finding(name, "broken", str(error))
    return Finding(name, "well", "answers")


async def _check(model: Model) -> None:
    try:
        await model.check()
    finally:
        await model.close()
