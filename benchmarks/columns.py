"""Check-ins out of PostgreSQL: our reader of binary COPY beside ADBC's driver, measured in turn.

Each run is a process of its own: the time from the question to the table that tracing takes, and
the most memory on the way, beyond what the table itself needs. `python -m benchmarks.columns`
prints the report; `--rows 3e6,10e6` says how many, `--out FILE` keeps it.
"""

import argparse
import json
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import adbc_driver_postgresql.dbapi as adbc
import numpy as np
import pandas as pd
import psycopg
from psycopg import sql

from benchmarks.tracing.peers.server import serving
from dashboard.data import binary_copy, check_ins, database

ROUNDS = 3
QUESTION = "select person_id, place_id, scanned_at, left_at from check_ins"
_FILL = """
create unlogged table check_ins as
select
    (number %% 1900000)::integer as person_id, (number * 7919 %% 60000)::integer as place_id,
    timestamptz '2021-08-01 00:00+07' + number %% 2419200 * interval '1 second' as scanned_at,
    to_timestamp(
        case when number %% 20 = 0 then 1628000000 + number %% 2419200 else 0 end
    ) as left_at
from generate_series(1, %s::bigint) as number
"""


def fill(url: str, count: int) -> None:
    """Make check-ins, a twentieth of them with a check-out."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(_FILL, [count])
        connection.execute("vacuum analyze check_ins")


def copied(url: str) -> pd.DataFrame:
    """Read as `database.ask_columns` does."""
    with psycopg.connect(url) as connection:
        command = sql.SQL("copy ({}) to stdout (format binary)").format(sql.SQL(QUESTION))
        with connection.cursor().copy(command) as copy:
            blocks = database._blocks(connection, copy)  # noqa: SLF001 - what is measured
            return check_ins.table(binary_copy.parse(blocks, check_ins.CHECK_IN))


def whole_arrow(url: str) -> pd.DataFrame:
    """Read the answer as one Arrow table, then make it the same frame: the fewest lines."""
    with adbc.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute(QUESTION)
        rows = cursor.fetch_arrow_table()
    return _framed({name: rows[name].to_numpy() for name in rows.column_names})


def arrow_by_batch(url: str) -> pd.DataFrame:
    """Read batch after batch into arrays that grow in place: the least memory."""
    names, kinds = zip(*check_ins.CHECK_IN, strict=True)
    found = {name: np.empty(0, kind) for name, kind in check_ins.CHECK_IN}
    count = 0
    with adbc.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute(QUESTION)
        for batch in cursor.fetch_record_batch():
            needed = count + len(batch)
            for name, kind in zip(names, kinds, strict=True):
                if needed > len(found[name]):
                    found[name].resize(max(needed, len(found[name]) * 3 // 2), refcheck=False)
                found[name][count:needed] = batch[name].to_numpy(zero_copy_only=False).astype(kind)
            count = needed
    for column in found.values():
        column.resize(count, refcheck=False)
    return _framed(found)


WAYS: dict[str, Callable[[str], pd.DataFrame]] = {
    "binary_copy.py": copied,
    "ADBC, one table": whole_arrow,
    "ADBC, batch by batch": arrow_by_batch,
}


def measured(way: str, url: str) -> dict[str, float]:
    """Run one way in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.columns", "--way", way, "--url", url]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - ours
    return dict(json.loads(done.stdout))


def run(way: str, url: str) -> dict[str, float]:
    """Read once; return what it took.

    `cpu` are the seconds in which this process worked; `table_mb` is what the table needs,
    `beyond_mb` what the process needed beyond it at the peak.
    """
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak counts from here
    before, began, own_began = _kilobytes("VmRSS"), time.perf_counter(), time.process_time()
    table = WAYS[way](url)
    seconds, cpu = time.perf_counter() - began, time.process_time() - own_began
    own = table.memory_usage(deep=True).sum() / 1e6
    peak = (_kilobytes("VmHWM") - before) / 1e3
    return {"seconds": seconds, "cpu": cpu, "table_mb": own, "beyond_mb": peak - own}


def report(counts: list[int]) -> str:
    """Return the figures of every way as a Markdown table: medians of `ROUNDS` runs in turn."""
    lines = [
        "| rows | way | seconds | of ours | at work, s | table, MB | beyond it at the peak, MB |",
        "|---|---|---|---|---|---|---|",
    ]
    for count in counts:
        with serving() as url:
            fill(url, count)
            runs = [(way, measured(way, url)) for _ in range(ROUNDS) for way in WAYS]
        found = pd.DataFrame([{"way": way, **figures} for way, figures in runs])
        middle = found.groupby("way", sort=False).agg(median)
        ours = middle["seconds"].iloc[0]
        lines += [
            f"| {count:,} | {way} | {row['seconds']:.2f} | {row['seconds'] / ours:.2f} |"
            f" {row['cpu']:.2f} | {row['table_mb']:,.0f} | {row['beyond_mb']:,.0f} |"
            for way, row in middle.iterrows()
        ]
    return "\n".join(lines) + "\n"


def _framed(columns: dict[str, np.ndarray]) -> pd.DataFrame:
    left_at = columns["left_at"].astype("M8[us]")
    left_at[left_at == np.datetime64(0, "us")] = np.datetime64("NaT")
    return pd.DataFrame(
        {
            "person_id": columns["person_id"],
            "place_id": columns["place_id"],
            "scanned_at": pd.Series(columns["scanned_at"].astype("M8[us]")).dt.tz_localize("UTC"),
            "left_at": pd.Series(left_at).dt.tz_localize("UTC"),
        }
    )


def _kilobytes(name: str) -> int:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    found = re.search(rf"{name}:\s+(\d+)", status)
    return int(found[1]) if found else 0


def main() -> None:
    """Measure, or be one of the measured processes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", default="3e6")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--way", choices=WAYS)
    parser.add_argument("--url")
    asked = parser.parse_args()
    if asked.way:
        print(json.dumps(run(asked.way, asked.url)))
        return
    found = report([int(float(count)) for count in asked.rows.split(",")])
    print(found)
    if asked.out:
        asked.out.write_text(found, encoding="utf-8")


if __name__ == "__main__":
    main()
