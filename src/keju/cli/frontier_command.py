"""Say which models lead, who follows and how far behind: one index from many benchmarks.

  keju frontier                                   countries, from the tables that come with Keju
  keju frontier --by lab                          laboratories
  keju frontier --by weights                      open against closed; --by reasoning: or not
  keju frontier --leader China --follower France  one race
  keju frontier --html frontier.html              a page; --csv FILE: the index as a table
  keju frontier import scores.csv dates.csv --into mine       tables of others, or a store's marks
  keju frontier import works-2023.json --into mine            publications, as OpenAlex counts them
  keju frontier --data mine --html frontier.html              the same from your tables

A table of scores has columns model, benchmark, score (and where, dated), or a column of models and
one for each benchmark; Epoch's files are read as they are. Models need a maker, a country and a
date: from a table with them, or from the names that Keju knows. Nothing is asked of a model.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from keju.cli.running import DONE, print_json
from keju.core.errors import InputError

if TYPE_CHECKING:
    from keju.core.frontier import Frontier
    from keju.frontier import Settings

_GROUPINGS = ("country", "lab", "weights", "reasoning")
_ALPHA, _RESAMPLES, _LEAST = 0.1, 200, 4


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "words", nargs="*", metavar="import FILE", help="bring tables in, or nothing: show"
    )
    shown = parser.add_argument_group("what is compared")
    shown.add_argument("--by", choices=_GROUPINGS, default="country", help="what makes a group")
    shown.add_argument("--since", default="2023-01-01", metavar="DATE", help="lags from this date")
    shown.add_argument("--leader", metavar="GROUP", help="who leads (default: the best at the end)")
    shown.add_argument("--follower", metavar="GROUP", help="who follows (default: all others)")
    data = parser.add_argument_group("from which tables")
    data.add_argument(
        "--data", type=Path, action="append", default=[], metavar="DIR", help="imported tables"
    )
    data.add_argument("--with-packaged", action="store_true", help="and those that come with Keju")
    data.add_argument("--unverified", action="store_true", help="rows nobody could check too")
    data.add_argument(
        "--without", action="append", default=[], metavar="BENCHMARK", help="leave one out"
    )
    _add_fit(parser)
    _add_import(parser)
    end = parser.add_argument_group("what comes of it")
    end.add_argument("--html", metavar="FILE", help="write a page for a browser, fit to print")
    end.add_argument("--csv", type=Path, metavar="FILE", help="write the index as a table")
    end.add_argument("--json", action="store_true", help="one JSON document on standard output")


def _add_fit(parser: argparse.ArgumentParser) -> None:
    fit = parser.add_argument_group("how it is worked out")
    fit.add_argument(
        "--least", type=int, default=_LEAST, metavar="N", help="benchmarks a ranked model has"
    )
    fit.add_argument(
        "--resamples", type=int, default=_RESAMPLES, metavar="N", help="(default %(default)s)"
    )
    fit.add_argument(
        "--alpha", type=float, default=_ALPHA, metavar="P", help="how often intervals may miss"
    )
    fit.add_argument(
        "--anchor", action="append", default=[], metavar="MODEL=INDEX", help="twice: sets the scale"
    )
    fit.add_argument(
        "--hidden", action="store_true", help="hide cells in turn: how well the scale knows them"
    )


def _add_import(parser: argparse.ArgumentParser) -> None:
    bring = parser.add_argument_group("import")
    bring.add_argument("--into", type=Path, metavar="DIR", help="folder for the tables")
    bring.add_argument("--benchmark", metavar="NAME", help="what a file of one benchmark is about")
    for way in ("higher", "lower"):
        bring.add_argument(
            f"--{way}", action="append", default=[], metavar="BENCHMARK", help=f"{way} is better"
        )
    bring.add_argument("--unit", choices=("percent", "share"), help="of all scores")
    bring.add_argument(
        "--leave-out", action="store_true", help="models without country or date, not an error"
    )
    bring.add_argument(
        "--several", action="store_true", help="cells that stand twice are several sources"
    )
    bring.add_argument(
        "--openalex", type=int, action="append", default=[], metavar="YEAR", help="ask its API"
    )


def run(options: argparse.Namespace) -> int:
    """Show the frontier, or bring tables in; see the module."""
    if options.words:
        if options.words[0] != "import":
            raise InputError(
                f"keju frontier {options.words[0]!r}: say import FILE…, or no word to see the index"
            )
        return _import(options)
    from keju.report.pages.writing import page_path

    if options.html:
        page_path(options.html)
    if options.csv and (options.csv.is_dir() or not options.csv.parent.is_dir()):
        raise InputError(f"--csv {options.csv}: no place for a file; name one in a folder")
    from keju.frontier import frontier
    from keju.recipes.frontier import known_of

    settings = _settings(options)
    known = known_of(
        options.data, with_packaged=options.with_packaged, unverified=options.unverified
    )
    _check(options, known.benchmarks)
    found = frontier(known, settings)
    _write(options, found)
    return DONE


def _settings(options: argparse.Namespace) -> Settings:
    from keju.core.frontier import Grouping
    from keju.frontier import Settings
    from keju.recipes.frontier import anchor, day

    return Settings(
        by=Grouping(options.by),
        since=day(options.since),
        alpha=options.alpha,
        resamples=options.resamples,
        least=options.least,
        leader=options.leader,
        follower=options.follower,
        anchors=tuple(anchor(words) for words in options.anchor),
        hidden=options.hidden,
        exclude=tuple(options.without),
    )


def _check(options: argparse.Namespace, known: object) -> None:
    from keju.core.errors import nearest

    names = list(known) if isinstance(known, dict) else []
    for name in options.without:
        if name not in names:
            raise InputError(f"--without {name!r}: no such benchmark.{nearest(name, names)}")


def _write(options: argparse.Namespace, found: Frontier) -> None:
    from keju.report.frontier import frontier_csv, frontier_json, frontier_screen

    if options.csv:
        try:
            options.csv.write_text(frontier_csv(found), "utf-8")
        except OSError as error:
            raise InputError(f"--csv {options.csv}: {error.strerror}") from None
    if options.html:
        from keju.report.pages import frontier_page, write_page

        write_page(options.html, frontier_page(found))
    if options.json:
        print_json(frontier_json(found))
        return
    from keju.report.tables import screen

    screen(frontier_screen(found))


def _import(options: argparse.Namespace) -> int:
    from keju.frontier import Dials, write_tables
    from keju.recipes.frontier import brought

    sources = options.words[1:]
    if options.into is None or not (sources or options.openalex):
        raise InputError("keju frontier import takes FILE… (or --openalex YEAR) and --into DIR")
    dials = Dials(
        benchmark=options.benchmark,
        higher=tuple(options.higher),
        lower=tuple(options.lower),
        percent=None if options.unit is None else options.unit == "percent",
        leave_out=options.leave_out,
        several=options.several,
    )
    found = brought(sources, options.openalex, dials)
    written = write_tables(options.into, found)
    said = {
        "models": len(found.models),
        "benchmarks": len(found.benchmarks),
        "scores": len(found.scores),
        "publications": len(found.publications),
        "left_out": list(found.left_out),
        "files": [str(path) for path in written],
    }
    if options.json:
        print_json(said)
        return DONE
    from keju.report.frontier import import_screen
    from keju.report.tables import screen

    screen(import_screen(said))
    return DONE
