"""The whole job without a web page: a file of check-ins in, a folder of results out."""

import argparse
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple, NoReturn

import pandas as pd

from dashboard.csv_file import PLAIN, VIETNAMESE, Style
from dashboard.tracing import contract
from dashboard.tracing.command.check_in_files import (
    read_check_ins,
    read_households,
    read_id,
    read_moment,
)
from dashboard.tracing.command.result_files import (
    Answer,
    Counted,
    Results,
    counted,
    write_results,
)
from dashboard.tracing.errors import TracingError
from dashboard.tracing.expansion import expand
from dashboard.tracing.index.colocation import ColocationIndex
from dashboard.tracing.rules import TracingRules
from dashboard.tracing.stays.estimated import set_aside, stays_from_check_ins
from dashboard.tracing.stays.homes import Homes
from dashboard.tracing.zones.clusters import propose_zones, visits_from_contacts

REFUSED = 2
"""Exit status when the question or the file makes no sense; nothing was written."""

_NAME = "dashboard.tracing"

MOST_CONTACTS = 5_000_000
"""Rows of contacts.csv, at most: more is a question for a database."""


def run(arguments: Sequence[str]) -> int:
    """Trace as the command line asks; return the exit status.

    A question that makes no sense gets one sentence on standard error and writes nothing.
    """
    return said(_NAME, lambda: _run(parser(_NAME).parse_args(arguments)))


def said(name: str, job: Callable[[], str]) -> int:
    """Print what the job of a command of this name answers, or why not; return the exit status."""
    try:
        print(job())  # noqa: T201 - the summary is the answer
    except (TracingError, OSError) as error:
        sentence = " ".join(str(error).split())
        print(f"{name}: {sentence}", file=sys.stderr)  # noqa: T201
        return REFUSED
    return 0


class _Parser(argparse.ArgumentParser):
    """Complains in one sentence, without repeating how to call it."""

    def error(self, message: str) -> NoReturn:
        raise TracingError(f"{message}; see --help")


def parser(name: str) -> argparse.ArgumentParser:
    """Return what the command line of `python -m name` understands."""
    parser = _Parser(prog=f"python -m {name}", description=__doc__)
    parser.add_argument(
        "check_ins",
        type=Path,
        metavar="CHECK_INS",
        help="CSV, CSV.gz or Parquet: person_id, place_id, scanned_at[, left_at][, lat, lon]",
    )
    parser.add_argument(
        "--case", action="append", required=True, metavar="ID", help="repeatable, each case once"
    )
    parser.add_argument(
        "--infectious-from",
        action="append",
        required=True,
        metavar="TIME",
        help="with zone; once for all cases, or once per case in the same order",
    )
    parser.add_argument(
        "--infectious-until", action="append", metavar="TIME", help="isolation; the same way"
    )
    parser.add_argument(
        "--until",
        metavar="TIME",
        help="the data end here: later scans come from a wrong clock and are set aside",
    )
    parser.add_argument("--rings", type=int, default=2, help="contacts from a case (2)")
    parser.add_argument("--min-overlap", default="0min", help="such as 15min (any)")
    parser.add_argument(
        "--max-crowd",
        type=int,
        metavar="N",
        help="people at a place, at most, for a contact there to be close (any number)",
    )
    parser.add_argument(
        "--homes",
        type=Path,
        metavar="FILE",
        help="CSV, CSV.gz or Parquet: person_id, household_id; who lives together is a contact",
    )
    parser.add_argument(
        "--plain",
        action="store_true",
        help="CSV for programs, with commas and decimal points, instead of for a spreadsheet",
    )
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    return parser


class Asked(NamedTuple):
    """A question that makes sense."""

    rules: TracingRules
    cases: pd.DataFrame
    until: pd.Timestamp | None


def asked_of(given: argparse.Namespace) -> Asked:
    """Return what the command line asks, before a file is read."""
    rules = TracingRules(
        max_ring=given.rings, min_overlap=given.min_overlap, max_crowd=given.max_crowd
    )
    cases = _cases(given)
    until = None if given.until is None else read_moment(given.until, of="--until")
    _refuse_files_on_the_way(given.out)
    return Asked(rules, cases, until)


def _run(given: argparse.Namespace) -> str:
    rules, cases, until = asked_of(given)
    check_ins = read_check_ins(given.check_ins)
    stays = stays_from_check_ins(check_ins, rules=rules, now=until)
    links = [stays] if given.homes is None else [stays, _at_home(given.homes, stays)]
    trace = expand(ColocationIndex.build(pd.concat(links, ignore_index=True)), cases, rules=rules)
    if trace.unseen_cases:
        raise unseen(trace.unseen_cases[0], check_ins, until, given.check_ins)
    places = None
    if {"lat", "lon"} <= set(check_ins.columns):
        places = check_ins.groupby("place_id")[["lat", "lon"]].median().reset_index()
    found = counted(check_ins, until, stays)
    return told(given, found, trace, trace.contacts(limit=MOST_CONTACTS), places)


def told(
    given: argparse.Namespace,
    found: Counted,
    trace: Answer,
    contacts: pd.DataFrame,
    places: pd.DataFrame | None,
) -> str:
    """Write the results into the folder that is asked for; return the summary.

    `places` has one row per place, `place_id`, `lat`, `lon`; `None` if positions are not known.
    """
    visits = None if places is None else visits_from_contacts(contacts, places)
    zones = propose_zones(trace.people, visits=visits)
    results = Results(found, trace, contacts, zones, visits is not None)
    return _written(results, given.out, PLAIN if given.plain else VIETNAMESE)


def _at_home(path: Path, stays: pd.DataFrame) -> pd.DataFrame:
    """Return who lives together, over the whole period of the check-ins."""
    if stays.empty:
        return stays
    homes = Homes(read_households(path), stays["arrived_at"].min(), stays["left_at"].max())
    return homes.stays()


def _refuse_files_on_the_way(out: Path) -> None:
    for folder in (out, *out.parents):
        if folder.exists() and not folder.is_dir():
            raise TracingError(f"--out {out} cannot be a folder: {folder} is a file")


def unseen(
    case: object, check_ins: pd.DataFrame, until: pd.Timestamp | None, path: Path
) -> TracingError:
    """Return why a case cannot be traced; `check_ins` has at least all of its own."""
    own = check_ins[check_ins["person_id"] == case]
    if own.empty:
        return TracingError(f"case {case} has no check-in in {path}")
    reasons = set_aside(own, now=until)["reason"].value_counts()
    counted = ", ".join(
        f"{count:,} {str(reason).replace('_', ' ')}" for reason, count in reasons.items() if count
    )
    return TracingError(f"every check-in of case {case} in {path} was set aside: {counted}")


def _cases(asked: argparse.Namespace) -> pd.DataFrame:
    count = len(asked.case)
    people = [read_id(case, of="--case") for case in asked.case]
    for case in people:
        if people.count(case) > 1:
            raise TracingError(
                f"--case {case} is given {people.count(case)} times: give each case once"
            )
    cases = pd.DataFrame(
        {
            "person_id": pd.Series(people, dtype="str"),
            "infectious_from": _times(asked.infectious_from, count, of="--infectious-from"),
            "infectious_until": _times(asked.infectious_until, count, of="--infectious-until"),
        }
    )
    begins = contract.seconds(cases["infectious_from"], of="--infectious-from")
    ends = contract.seconds(cases["infectious_until"], of="--infectious-until", may_be_unknown=True)
    if (ends <= begins).any():
        row = cases.iloc[int((ends <= begins).argmax())]
        raise TracingError(
            f"--infectious-until {row['infectious_until']} is not after"
            f" --infectious-from {row['infectious_from']}"
        )
    return cases


def _times(given: list[str] | None, count: int, *, of: str) -> pd.Series:
    if not given:
        return pd.Series([pd.NaT] * count, dtype="datetime64[us, UTC]")
    if len(given) not in (1, count):
        raise TracingError(f"{of} is given {len(given)} times for {count} cases: once, or for each")
    times = [read_moment(text, of=of) for text in given]
    return pd.Series(times * count if len(times) == 1 else times, dtype="datetime64[us, UTC]")


def _written(results: Results, out: Path, style: Style) -> str:
    """Write everything beside the target first, so that a failure leaves no half result."""
    parent = next(folder for folder in out.resolve().parents if folder.is_dir())
    with tempfile.TemporaryDirectory(dir=parent, prefix=".tracing-") as unfinished:
        summary = write_results(results, Path(unfinished), style=style)
        out.mkdir(parents=True, exist_ok=True)
        for file in sorted(Path(unfinished).iterdir()):
            file.replace(out / file.name)
    return summary
