"""The command line of a cluster: question, files and answer of `python -m dashboard.tracing`."""

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from pyspark.sql import SparkSession

from dashboard.tracing.command.command import (
    MOST_CONTACTS,
    Asked,
    asked_of,
    parser,
    said,
    told,
    unseen,
)
from dashboard.tracing.errors import TableError, TracingError
from dashboard.tracing.spark import expanding, files, scans
from dashboard.tracing.spark.expanding import Spread
from dashboard.tracing.spark.files import Build
from dashboard.tracing.spark.scans import Source
from dashboard.tracing.spark.sessions import is_this_machine, session

_NAME = "dashboard.tracing.spark"


def run(arguments: Sequence[str]) -> int:
    """Trace as the command line asks; return the exit status."""
    return said(_NAME, lambda: _run(_parser().parse_args(arguments)))


def _parser() -> argparse.ArgumentParser:
    asks = parser(_NAME)
    asks.add_argument(
        "--master",
        default="local[*]",
        metavar="URL",
        help="Spark's master, such as spark://host:7077 (this machine's cores)",
    )
    asks.add_argument(
        "--shards",
        type=Path,
        metavar="DIR",
        help="keep what was built here, for the next question of the same files; every machine"
        " sees it, and the files, under the same path (built anew and removed)",
    )
    return asks


def _run(given: argparse.Namespace) -> str:
    asked = asked_of(given)
    if given.shards is None and not is_this_machine(given.master):
        raise TracingError(
            f"the workers of {given.master} are on other machines: name with --shards a folder"
            " that all of them see"
        )
    source = Source(given.check_ins, given.homes, asked.rules, asked.until)
    with _folder(given.shards) as folder, session(given.master) as spark:
        return _answer(spark, given, asked, source, _build(spark, source, folder))


def _answer(
    spark: SparkSession, given: argparse.Namespace, asked: Asked, source: Source, build: Build
) -> str:
    if not build.shards:
        raise _unseen(spark, source, asked.cases["person_id"].iloc[0])
    trace = expanding.expand(Spread(spark, build), asked.cases, rules=asked.rules)
    if trace.unseen_cases:
        raise _unseen(spark, source, trace.unseen_cases[0])
    contacts = trace.contacts(limit=MOST_CONTACTS)
    places = scans.positions(build, contacts["place_id"])
    return told(given, scans.counted(build, asked.until), trace, contacts, places)


def _build(spark: SparkSession, source: Source, folder: Path) -> Build:
    """Return what was built of these very files before, or build it."""
    try:
        build = files.opened(folder)
    except TableError:
        return scans.build(spark, source, folder)
    return build if build.made_of == source.said() else scans.build(spark, source, folder)


@contextmanager
def _folder(given: Path | None) -> Iterator[Path]:
    if given is not None:
        # Who was where: for the account alone under which it runs here and on the cluster.
        given.mkdir(mode=0o700, parents=True, exist_ok=True)
        yield given.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="shards-") as folder:
        yield Path(folder)


def _unseen(spark: SparkSession, source: Source, case: object) -> Exception:
    own = scans.own_check_ins(spark, source, case)
    return unseen(case, own, source.until, source.check_ins)
