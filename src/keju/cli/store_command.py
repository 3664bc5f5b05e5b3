"""Look after a store.

keju store sizes                 what it holds and what that takes
keju store verify                recompute hashes, follow references
keju store forget 3              replace the texts of sitting 3's answers by tombstones
keju store compact               give space back to the disk
"""

from __future__ import annotations

import argparse
from dataclasses import asdict

from keju.cli.running import DONE, UNMET, add_store, print_json
from keju.core.errors import InputError
from keju.recipes.stored import stored


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "task", nargs="?", default="sizes", choices=["sizes", "verify", "forget", "compact"]
    )
    parser.add_argument("what", nargs="?", metavar="SITTING", help="for forget: the sitting")
    add_store(parser)


def run(options: argparse.Namespace) -> int:
    """Do one task."""
    return _TASKS[options.task](options)


def _sizes(options: argparse.Namespace) -> int:
    with stored(options.store) as store:
        sizes = store.sizes()
    if options.json:
        print_json(asdict(sizes))
        return DONE
    from keju.report.tables import screen
    from keju.report.text import count

    for name, rows in sizes.rows.items():
        screen(f"{name:<12} {count(rows):>16} rows")
    screen(f"{'on disk':<12} {count(sizes.bytes):>16} bytes")
    screen(f"{'forgotten':<12} {count(sizes.forgotten):>16} texts")
    return DONE


def _verify(options: argparse.Namespace) -> int:
    with stored(options.store) as store:
        problems = store.verify()
    if options.json:
        print_json({"sound": not problems, "problems": problems})
    else:
        from keju.report.tables import screen

        screen("\n".join(problems) if problems else "Every hash and every reference is sound.")
    return UNMET if problems else DONE


def _forget(options: argparse.Namespace) -> int:
    if options.what is None or not options.what.isdecimal():
        raise InputError("keju store forget: name the sitting by its number (keju sittings)")
    with stored(options.store) as store:
        forgotten = store.forget(int(options.what))
    _say({"texts_forgotten": forgotten}, options, f"{forgotten:,} texts forgotten; marks stay.")
    return DONE


def _compact(options: argparse.Namespace) -> int:
    with stored(options.store) as store:
        store.compact()
    _say({"compacted": True}, options, "Compacted.")
    return DONE


def _say(value: object, options: argparse.Namespace, words: str) -> None:
    if options.json:
        print_json(value)
        return
    from keju.report.tables import screen

    screen(words)


_TASKS = {"sizes": _sizes, "verify": _verify, "forget": _forget, "compact": _compact}
