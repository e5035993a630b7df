"""How long does a new server take to know all check-ins? `python -m benchmarks.restart`.

Fills a province of its own and starts anew again and again, each time without a cache: with no
saved index, with one, and with one and check-ins that have changed since. The first is the peer.
Prints a Markdown report and writes it to `benchmarks/results`.
"""

import argparse
import logging
import os
import threading
import time
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pandas as pd
import psycopg
import streamlit as st

from benchmarks import markdown
from benchmarks.new_case import RESULTS, filled
from dashboard import data
from dashboard.data.database import Scope
from dashboard.data.kept import Load
from launch import installation, province
from launch.urls import as_user

CHANGED: Final = (0, 1_000, 20_000)
TURNS: Final = 3
_EVERYBODY: Final = Scope(
    "benchmark", "epidemiologist", frozenset({"see_aggregates", "trace_contacts"}), None
)


def main() -> None:
    """Measure, print, and write the report."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.restart", description=__doc__)
    parser.add_argument("--people", type=int, default=province.PEOPLE, help="in the province")
    parser.add_argument("--results", type=Path, default=RESULTS)
    options = parser.parse_args()
    logging.disable(logging.WARNING)  # Streamlit says at every call that no server runs
    with filled(options.people) as owner_url, TemporaryDirectory(prefix="bench-") as folder:
        found = measure(owner_url, Path(folder) / "indexes")
    today = date.today()  # noqa: DTZ011 - the report's own date, on the machine that made it
    text = report(found, people=options.people, on=today)
    markdown.publish(text, options.results / f"restart-{options.people}-{today}.md")


def measure(owner_url: str, indexes: Path, *, turns: int = TURNS) -> pd.DataFrame:
    """Return one row per start: `what`, `seconds`, `stays`, and `megabytes` on disk."""
    os.environ["EMBEDDED_DATABASE_URL"] = as_user(owner_url, installation.LOGIN)
    at = province.data_time(owner_url)
    rows = []
    for _ in range(turns):
        os.environ.pop("INDEX_DIR", None)
        rows.append(("no saved index", *_started(at), 0.0))
        os.environ["INDEX_DIR"] = str(indexes)
        _started(at)  # saves
        _wait_for_saving()
        size = sum(path.stat().st_size for path in indexes.rglob("*")) / 1e6
        with psycopg.connect(owner_url, autocommit=True) as connection:
            for count in CHANGED:
                connection.execute(_CHANGE, {"count": count, "at": at})
                what = f"a saved one, {count:,} check-ins newer"
                rows.append((what, *_started(at), size))
                _wait_for_saving()
            connection.execute("delete from operational.check_ins where check_in_id < 0")
    return pd.DataFrame(rows, columns=["what", "seconds", "stays", "megabytes"])


def save(owner_url: str, indexes: Path) -> None:
    """Save the index of what is there now, for servers that start afterwards."""
    os.environ["EMBEDDED_DATABASE_URL"] = as_user(owner_url, installation.LOGIN)
    os.environ["INDEX_DIR"] = str(indexes)
    _started(province.data_time(owner_url))
    _wait_for_saving()


def report(found: pd.DataFrame, *, people: int, on: date) -> str:
    """Return the Markdown report."""
    least = found.groupby("what", sort=False)[["seconds", "stays", "megabytes"]].min()
    anew = least["seconds"].iloc[0]
    table = pd.DataFrame(
        {
            "seconds (least)": least["seconds"].map("{:.2f}".format),
            "of reading all": (least["seconds"] / anew).map("{:.2f}".format),
            "stays": least["stays"].map("{:,.0f}".format),
            "MB on disk": least["megabytes"].map("{:,.0f}".format),
        }
    )
    lines = [
        f"# From a server's start to all check-ins, {on}",
        "",
        (
            f"{people:,} people; seconds until the first trace has its index: homes and places"
            f" read, and check-ins read, or mapped from disk and brought up to date; least of"
            f" {TURNS}, every byte compared with its checksum. `python -m benchmarks.restart`."
        ),
        "",
        markdown.table(table.reset_index(names="start with")),
        "",
        *markdown.measured_on(),
    ]
    return "\n".join(lines)


def _started(at: datetime) -> Sequence[float]:
    """Return how long a server that has just started takes, and how many stays there are."""
    st.cache_data.clear()
    st.cache_resource.clear()
    started = time.perf_counter()
    recorded = data.tracing.recorded(Load(_EVERYBODY, at))
    return time.perf_counter() - started, len(recorded.index)


def _wait_for_saving() -> None:
    for thread in threading.enumerate():
        if thread.name == data.check_ins.SAVING:
            thread.join()


# As a load brings them: people who scanned before scan once more, at a place of theirs.
_CHANGE: Final = """
insert into operational.check_ins
select
    -row_number() over () - %(count)s * 10, person_id, place_id,
    %(at)s - interval '10 minutes', null, %(at)s - interval '5 minutes', null
from operational.check_ins
where scanned_at > %(at)s - interval '3 days'
limit %(count)s
"""

if __name__ == "__main__":
    main()
