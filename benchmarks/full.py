"""What does a whole province need, and how long does it wait? `python -m benchmarks.full`.

Fills a province of its own, of 1,916,800 people unless told otherwise, and measures in one run:
filling, disk, figures computed ahead and renewed after a minute's scans, the index of stays anew
and from disk, every page cold and warm in a real Chromium, and the server's memory. It refuses
before it begins where disk or memory would not do. Prints a Markdown report and writes it to
`benchmarks/results`.
"""

import argparse
import shutil
import sys
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, TypeVar

import pandas as pd
import psycopg

from benchmarks import markdown, pages, restart
from benchmarks.desk import enter, opened, seconds_until_drawn
from benchmarks.new_case import RESULTS
from dashboard import words
from dashboard.access import RIGHTS, Role
from dashboard.menu import PAGES
from launch import embedded, installation, province, roll_ups, server, supervision
from launch.urls import as_user

PEOPLE: Final = 1_916_800
DISK_PER_PERSON: Final = 6_000
"""Bytes of disk: 1,850 were measured, the database and two copies of the index; the rest for its
log of changes and for what a province adds."""
MEMORY_PER_PERSON: Final = 3_500
"""Bytes that PostgreSQL and the server take together, beside a gigabyte of programs."""
WARM_ROUNDS: Final = 3
_PROGRAMS: Final = 1_000_000_000
_QUIET_PAGE: Final = "outbox"
Answer = TypeVar("Answer")


def main() -> None:
    """Measure, print, and write the report."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.full", description=__doc__)
    parser.add_argument("--people", type=int, default=PEOPLE, help="in the province")
    parser.add_argument("--results", type=Path, default=RESULTS)
    options = parser.parse_args()
    with TemporaryDirectory(prefix="bench-") as folder:
        if lacking := lacks(options.people, shutil.disk_usage(folder).free, _free_memory()):
            raise SystemExit(lacking)
        found, drawn = measure(Path(folder), options.people)
    today = date.today()  # noqa: DTZ011 - the report's own date, on the machine that made it
    text = report(found, drawn, people=options.people, on=today)
    markdown.publish(text, options.results / f"full-{options.people}-{today}.md")


def lacks(people: int, disk: int, memory: int) -> str:
    """Say what this machine lacks for so many people; nothing where it will do. Bytes."""
    wanted = {
        "free disk": (people * DISK_PER_PERSON, disk),
        "free memory": (people * MEMORY_PER_PERSON + _PROGRAMS, memory),
    }
    short = [
        f"{needs / 1e9:.1f} GB of {what} and finds {there / 1e9:.1f}"
        for what, (needs, there) in wanted.items()
        if there < needs
    ]
    return f"A province of {people:,} people needs {' and '.join(short)}." if short else ""


def measure(folder: Path, people: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what was measured (`what`, `figure`) and every page drawn (`page`, `kind`, `seconds`).

    The pages are a member of the epidemiology staff's, who is offered the most.
    """
    rows: list[tuple[str, str]] = []
    with embedded.running(folder / "data") as owner_url:
        filling, _ = _timed(lambda: province.prepare(owner_url, people=people, seed=province.SEED))
        rows.append(("installing, simulating and filling", f"{filling:.0f} s"))
        rows += _sizes(owner_url)
        rows += _renewed(owner_url)
        starts = restart.measure(owner_url, folder / "indexes", turns=1)
        rows += [
            (f"check-ins known to a new server: {what}", f"{seconds:.1f} s")
            for what, seconds, *_ in starts.itertuples(index=False)
        ]
        rows.append(("disk of the index", f"{starts['megabytes'].max():,.0f} MB"))
        shutil.rmtree(folder / "indexes")  # what was measured took its check-ins back
        restart.save(owner_url, folder / "indexes")
        drawn, memory = _pages(owner_url, folder / "indexes")
        rows.append(("memory of the server after every page, at its most", f"{memory:,.0f} MB"))
    return pd.DataFrame(rows, columns=["what", "figure"]), drawn


def report(found: pd.DataFrame, drawn: pd.DataFrame, *, people: int, on: date) -> str:
    """Return the Markdown report."""
    seconds = drawn.pivot_table(
        index="page", columns="kind", values="seconds", aggfunc="median", sort=False
    )
    table = seconds[["cold", "warm"]].map("{:.2f}".format).reset_index()
    lines = [
        f"# A whole province on one server, {on}",
        "",
        f"{people:,} people, one run. `python -m benchmarks.full`.",
        "",
        markdown.table(found),
        "",
        (
            "Pages as the epidemiology staff open them, from the click in the menu until nothing in"
            f" Chromium changes any more; seconds. *Cold*: the server has just started, with its"
            f" saved index; *warm*: median of {WARM_ROUNDS} later visits."
        ),
        "",
        markdown.table(table),
        "",
        *markdown.measured_on(),
    ]
    return "\n".join(lines)


def _timed(act: Callable[[], Answer]) -> tuple[float, Answer]:
    began = time.perf_counter()
    answer = act()
    return time.perf_counter() - began, answer


def _sizes(owner_url: str) -> list[tuple[str, str]]:
    with psycopg.connect(owner_url) as connection:
        ((whole, scans, ahead),) = connection.execute(_SIZES).fetchall()
    return [
        ("check-ins", f"{scans:,}"),
        ("disk of the database", f"{whole / 1e9:.2f} GB"),
        ("of it figures computed ahead", f"{ahead / 1e6:,.0f} MB"),
    ]


def _renewed(owner_url: str) -> list[tuple[str, str]]:
    """Compute all figures ahead, then again after each of two loads of a minute's scans."""
    rows = []
    with psycopg.connect(owner_url, autocommit=True) as connection:
        seconds, _ = _timed(lambda: roll_ups.refresh(connection, anew=True))
        rows.append(("all figures computed ahead, anew", f"{seconds:.1f} s"))
        for _ in roll_ups.SETS:  # the first fills the other set
            connection.execute(_A_MINUTE)
            seconds, _ = _timed(lambda: roll_ups.refresh(connection))
        rows.append(("the same after a minute's scans", f"{seconds:.1f} s"))
    return rows


def _pages(owner_url: str, indexes: Path) -> tuple[pd.DataFrame, float]:
    """Return every page drawn, and the megabytes that the server took at its most."""
    variables = {
        "EMBEDDED_DATABASE_URL": as_user(owner_url, installation.LOGIN),
        "INDEX_DIR": str(indexes),
        "TRIAL_STARTED_AT": province.data_time(owner_url).isoformat(),
    }
    rows = []
    port = pages.free_port()
    process = server.start("127.0.0.1", port, variables)
    try:
        with opened() as page:
            enter(page, f"http://127.0.0.1:{port}/{_QUIET_PAGE}")
            for kind in ("cold", *["warm"] * WARM_ROUNDS):
                for name, title in _offered():
                    seconds = seconds_until_drawn(page, partial(pages.open_page, page, title))
                    rows.append((name, kind, seconds))
                    print(f"{name}, {kind}: {seconds:.2f} s", file=sys.stderr)
        memory = _most_memory(process.pid)
    finally:
        supervision.stop(process)
    return pd.DataFrame(rows, columns=["page", "kind", "seconds"]), memory


def _offered() -> list[tuple[str, str]]:
    """Return the name and Vietnamese title of every page that the staff are offered."""
    said = words.sentences("vi")
    return [
        (name, said[title])
        for listed in PAGES.values()
        for name, title, _, right in listed
        if right in RIGHTS[Role.EPIDEMIOLOGIST] and name != _QUIET_PAGE
    ]


def _free_memory() -> int:
    """Return the bytes that new processes may take before the machine swaps."""
    lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable"))


def _most_memory(process_id: int) -> float:
    """Return the megabytes that a process held at its most."""
    lines = Path(f"/proc/{process_id}/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) / 1000 for line in lines if line.startswith("VmHWM"))


_SIZES: Final = """
select
    pg_database_size(current_database()),
    (select count(*) from operational.check_ins),
    (
        select sum(pg_total_relation_size(oid))::bigint
        from pg_class
        where relkind = 'r' and relnamespace::regnamespace::text like 'rolled_%'
    )
"""

# As a minute of the last day brings them: people who scanned before scan once more.
_A_MINUTE: Final = """
with stamped as (
    update operational.feeds set last_loaded_at = last_loaded_at + interval '1 minute'
    where feed_id = 'check_ins'
    returning last_loaded_at
),

minute as (
    select count(*) / 1440 + 1 as scan_count
    from operational.check_ins, stamped
    where scanned_at > last_loaded_at - interval '1 day'
)

insert into operational.check_ins
select
    -row_number() over () - (extract(epoch from stamped.last_loaded_at)::bigint) * 100000,
    person_id, place_id, stamped.last_loaded_at - interval '30 seconds', null,
    stamped.last_loaded_at - interval '20 seconds', null
from operational.check_ins, stamped
where scanned_at > stamped.last_loaded_at - interval '3 days'
limit (select scan_count from minute)
"""

if __name__ == "__main__":
    main()
