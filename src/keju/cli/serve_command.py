"""Serve candidates as an OpenAI-compatible endpoint, for other tools to use.

  keju serve
  keju serve keju/xiucai keju/xiucai-direct --port 8300
  keju serve keju/xiucai+vote:8 -p temperature=0.7
  KEJU_API_KEY=… keju serve openai/gpt-4o-mini+think --host 0.0.0.0

Clients use the address that is printed, and the name of a candidate as their model. Ctrl-C (or a
request to terminate) lets answers end that are being written; a second one does not.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping

from keju.cli.running import DONE, print_json
from keju.core.errors import InputError

_MEBIBYTE = 2**20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "candidates",
        nargs="*",
        metavar="CANDIDATE",
        help="MODEL[+METHOD] (default: the shipped model)",
    )
    parser.add_argument(
        "-p", dest="parameters", action="append", default=[], metavar="NAME=VALUE",
        help="a sampling parameter of every model, where a request sets none",
    )  # fmt: skip
    parser.add_argument(
        "--host", default="127.0.0.1", help="where to listen (default: this machine alone)"
    )
    parser.add_argument("--port", type=int, default=8300, help="default 8300; 0: any free one")
    parser.add_argument(
        "--api-key",
        metavar="KEY",
        help="what clients must send (default: $KEJU_API_KEY, else none)",
    )
    parser.add_argument(
        "--effort", action="append", default=[], metavar="WORD=TOKENS",
        help="what reasoning_effort means (default low=128 medium=256 high=512)",
    )  # fmt: skip
    parser.add_argument(
        "--json", action="store_true", help="address and models as one JSON document, once it runs"
    )
    _add_limits(parser.add_argument_group("limits"))


def _add_limits(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--parallel", type=int, metavar="N", help="calls of each model at once (default: its best)"
    )
    group.add_argument(
        "--queue", type=int, default=256, metavar="N",
        help="answers that may wait; more are refused with 429 (default 256)",
    )  # fmt: skip
    group.add_argument(
        "--max-tokens", type=int, default=32_768, metavar="N",
        help="most tokens that a request may ask for (default 32768)",
    )  # fmt: skip
    group.add_argument(
        "--max-body", type=float, default=1.0, metavar="MIB",
        help="most MiB of a request (default 1)",
    )  # fmt: skip
    group.add_argument(
        "--grace", type=float, default=30.0, metavar="SECONDS",
        help="how long a stop waits for answers (default 30)",
    )  # fmt: skip


def run(options: argparse.Namespace) -> int:
    """Serve until stopped."""
    from keju.recipes.candidates import parse_parameters
    from keju.recipes.serving import Access, Room, endpoint
    from keju.runner import run as run_loop
    from keju.serving.reading import Limits
    from keju.serving.running import Place, serve

    _check(options)
    key = (options.api_key or os.environ.get("KEJU_API_KEY") or "").strip() or None
    limits = Limits(body=int(options.max_body * _MEBIBYTE), tokens=options.max_tokens)
    names = options.candidates or ["keju/xiucai"]
    made, models = endpoint(
        names,
        parse_parameters(options.parameters),
        Room(options.parallel, options.queue, limits),
        Access(options.host, key),
        _efforts(options.effort),
    )

    def started(address: str) -> None:
        if options.json:
            print_json({"address": address, "models": names})
            sys.stdout.flush()
        _say(f"Serving {', '.join(names)} at {address} (stop: Ctrl-C)")
        _warn_if_open(options.host, key)

    run_loop(serve(made, models, Place(options.host, options.port, options.grace), started))
    return DONE


def _check(options: argparse.Namespace) -> None:
    least = {"parallel": 1, "queue": 0, "max_tokens": 1, "max_body": 0.001, "grace": 0.0}
    for name, bound in least.items():
        value = getattr(options, name)
        if value is not None and not bound <= value < float("inf"):
            raise InputError(f"--{name.replace('_', '-')} {value}: it must be at least {bound}")
    if not 0 <= options.port <= 65535:
        raise InputError(f"--port {options.port}: it must be 0 to 65535")


def _efforts(pairs: list[str]) -> Mapping[str, int]:
    from keju.serving.served import EFFORTS

    found = dict(EFFORTS)
    for pair in pairs:
        word, equals, tokens = pair.partition("=")
        if not (word and equals and tokens.isascii() and tokens.isdigit() and len(tokens) < 8):
            raise InputError(f"--effort {pair}: write it as WORD=TOKENS, for example low=128")
        found[word] = int(tokens)
    return found


def _warn_if_open(host: str, key: str | None) -> None:
    from keju.serving.running import is_loopback

    if key is None and not is_loopback(host):
        _say("Warning: anybody who can reach this machine may use it; set --api-key.")


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)  # noqa: T201 - this is the command line
