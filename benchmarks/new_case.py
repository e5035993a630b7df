"""How long until a new case has its list? `python -m benchmarks.new_case`: by itself, timed.

Fills a province of its own, starts the process that watches for new cases as `make run` does, and
commits one case after another with the stamp of its load. Measures the seconds from each commit
until its list of contacts, split by commune, stands in the ledger. Prints a Markdown report and
writes it to `benchmarks/results`.
"""

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pandas as pd
import psycopg

from benchmarks import markdown
from dashboard.indicators.alerts import NEWS
from launch import beside, embedded, installation, province
from launch.installation import Connection
from launch.urls import as_user

RESULTS: Final = Path(__file__).parent / "results"
TARGET_S: Final = 60
ROUNDS: Final = 10
EVERY_S: Final = 5
_LONGEST_S: Final = 300
_LOOK_S: Final = 0.05


def main() -> None:
    """Measure, print, and write the report."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.new_case", description=__doc__)
    parser.add_argument("--people", type=int, default=province.PEOPLE, help="in the province")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="new cases, one by one")
    parser.add_argument("--results", type=Path, default=RESULTS)
    options = parser.parse_args()
    with filled(options.people) as owner_url:
        found = measure(owner_url, options.rounds)
    today = date.today()  # noqa: DTZ011 - the report's own date, on the machine that made it
    text = report(found, people=options.people, on=today)
    markdown.publish(text, options.results / f"new-case-{options.people}-{today}.md")


def measure(owner_url: str, rounds: int) -> pd.DataFrame:
    """Return one row per wait: `what`, `seconds`, and `people` and `communes` on the lists.

    The first is for the lists of the last days' cases, from the start of the watching: it reads
    everything. Of the new cases, every second comes with a load of check-ins.
    """
    began = province.data_time(owner_url)
    variables = {
        "EMBEDDED_DATABASE_URL": as_user(owner_url, installation.LOGIN),
        "TRIAL_STARTED_AT": began.isoformat(),
    }
    rows = []
    with psycopg.connect(owner_url, autocommit=True) as connection:
        started = time.perf_counter()
        with beside.kept_going("launch.new_cases", EVERY_S, variables):
            codes = [code for (code,) in connection.execute(_RECENT, (began, NEWS, began))]
            rows.append(_waited(connection, "start", codes, started))
            for number in range(rounds):
                time.sleep(EVERY_S * (1 + number / rounds))  # commits fall all over the interval
                feeds = ["cases", "check_ins"] if number % 2 else ["cases"]
                elapsed = timedelta(seconds=time.perf_counter() - started)
                report_case(connection, f"NEW-{number}", began + elapsed, feeds)
                rows.append(
                    _waited(connection, " + ".join(feeds), [f"NEW-{number}"], time.perf_counter())
                )
    return pd.DataFrame(rows, columns=["what", "seconds", "people", "communes"])


def report_case(connection: Connection, case_id: str, at: datetime, feeds: Sequence[str]) -> None:
    """Commit a case of somebody who scans, with the stamp of its load."""
    with connection.transaction():
        connection.execute(_REPORT, {"case_id": case_id, "at": at})
        connection.execute(
            "update operational.feeds set last_loaded_at = %s where feed_id = any(%s)",
            (at, list(feeds)),
        )


def report(found: pd.DataFrame, *, people: int, on: date) -> str:
    """Return the Markdown report."""
    table = found.groupby("what", sort=False).agg(
        waits=("seconds", "size"),
        p50=("seconds", "median"),
        longest=("seconds", "max"),
        people=("people", "median"),
        communes=("communes", "median"),
    )
    numbers = table.map(lambda value: f"{value:.1f}" if value % 1 else f"{value:.0f}")
    late = int((found.loc[found["what"] != "start", "seconds"] > TARGET_S).sum())
    lines = [
        f"# From a loaded case to its list, {on}",
        "",
        (
            f"{people:,} people; looked for every {EVERY_S} s; seconds from the commit of the case"
            " until its list, split by commune, stands in the ledger. `python -m"
            " benchmarks.new_case`. *start*: the watching begins, reads everything and makes the"
            " lists of the last days' cases (people and communes: of all of them). *check_ins*: a"
            " load of check-ins was stamped with the case. People, communes: medians."
        ),
        "",
        markdown.table(numbers.reset_index(names="load")),
        "",
        f"Later than {TARGET_S} s: {late} of {len(found) - 1}.",
        "",
        *markdown.measured_on(),
    ]
    return "\n".join(lines)


_RECENT: Final = """
select case_id from operational.cases where reported_at > %s - %s and reported_at <= %s
"""
_REPORT: Final = """
insert into operational.cases (case_id, person_id, sampled_at, confirmed_at, reported_at)
select %(case_id)s, person_id, %(at)s, %(at)s, %(at)s
from operational.check_ins
where
    scanned_at > %(at)s - interval '3 days'
    and person_id not in (select person_id from operational.cases)
group by person_id
order by md5(person_id::text || %(case_id)s)
limit 1
"""


def _waited(
    connection: Connection, what: str, case_ids: Sequence[str], since: float
) -> tuple[str, float, int, int]:
    """Wait until each case has its list; return how long it took, and how many are on them."""
    until = time.perf_counter() + _LONGEST_S
    while time.perf_counter() < until:
        found = connection.execute(_STANDING, (list(case_ids),)).fetchone()
        if found is not None and found[0] == len(case_ids):
            seconds = time.perf_counter() - since
            print(f"{what}: {seconds:.1f} s, {found[1]} people", file=sys.stderr)
            return what, seconds, found[1], found[2]
        time.sleep(_LOOK_S)
    raise SystemExit(f"{what}: no list within {_LONGEST_S} s")


_STANDING: Final = """
select count(distinct case_id), count(person_id), count(distinct commune_id)
from ledger.proposed_lists
left join ledger.proposed_contacts using (case_id)
where case_id = any(%s)
"""


@contextmanager
def filled(people: int) -> Iterator[str]:
    """Yield the owner's URL of a new province, on a PostgreSQL of its own."""
    with (
        TemporaryDirectory(prefix="bench-") as folder,
        embedded.running(Path(folder) / "data") as owner_url,
    ):
        province.prepare(owner_url, people=people, seed=province.SEED)
        yield owner_url


if __name__ == "__main__":
    main()
