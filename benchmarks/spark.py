"""Spark beside one machine, in one run on the same machine: `python -m benchmarks.spark`.

Two workers of one core each, on this machine. Everything is measured several times, warm, and the
least is kept; figures are ratios, so that both sides saw the same processor. The answers are
compared before anything is told.
"""

import argparse
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import psutil
import pyarrow as pa
import pyarrow.parquet as pq
import pyspark.sql.functions as F  # noqa: N812 - its usual name
from pyspark.sql import DataFrame, SparkSession

from benchmarks import markdown
from benchmarks.tracing import kernel, province, scenarios
from benchmarks.tracing.answers import Scenario
from benchmarks.tracing.province import Province
from dashboard.tracing.index.colocation import ColocationIndex
from dashboard.tracing.spark import building, expanding
from dashboard.tracing.spark.expanding import SparkTrace, Spread
from dashboard.tracing.spark.sessions import session

SIZES = "1e6,10e6"
JOIN_UP_TO = "10e6"
"""Stays beyond which the range join takes longer than anybody waits."""

_JOINED = {"medium", "huge"}
_BUCKET = 7_200  # s
_WARM = 100_000  # stays of a build that is not measured

_ROOT = Path(__file__).parent.parent
_WORKERS = 2
_MASTER = f"local-cluster[{_WORKERS},1,{{memory}}]"
_TIMES = 5
_MEGABYTE = 1e6


class Row(NamedTuple):
    """One trace."""

    stays: int
    scenario: str
    reached: int
    local: float
    spark: float
    told: int
    found: int
    shuffled: int
    join: float | None
    shuffled_by_join: int | None


class Size(NamedTuple):
    """One size."""

    stays: int
    shards: int
    local_build: float
    spark_build: float
    index_bytes: int
    empty_job: float
    worker_bytes: int
    rows: list[Row]


def main() -> None:
    """Measure what is asked for and write the report."""
    given = _arguments()
    sizes = [int(float(size)) for size in given.sizes.split(",")]
    load = os.getloadavg()[0]
    with session(
        _MASTER.format(memory=given.memory),
        spark_driver_memory="2g",
        spark_executor_memory=f"{given.memory}m",
    ) as spark:
        _warm_up(spark, given.folder / "warm")
        measured = [_measured(spark, given, size) for size in sizes]
    text = _report(measured, load)
    name = f"spark-{date.today():%Y-%m-%d}.md"  # noqa: DTZ011 - a file's name
    markdown.publish(text, given.results / name)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default=SIZES, help=f"numbers of stays, default {SIZES}")
    parser.add_argument("--join-up-to", default=JOIN_UP_TO, help=f"stays, default {JOIN_UP_TO}")
    parser.add_argument("--memory", type=int, default=1536, help="of each executor in MB")
    parser.add_argument("--folder", type=Path, default=_ROOT / ".data" / "benchmarks" / "spark")
    parser.add_argument("--results", type=Path, default=_ROOT / "benchmarks" / "results")
    return parser.parse_args()


def _measured(spark: SparkSession, given: argparse.Namespace, size: int) -> Size:
    folder = given.folder / str(size)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    stays = folder / "stays.parquet"
    _say(f"{size:,} stays")
    _write(Province(size), stays)
    local, index = _timed(lambda: _built_here(stays, folder), 1)
    cluster, build = _timed(lambda: building.build(spark, stays, folder / "shards"), 1)
    _say(f"  built in {local:.1f} s here, {cluster:.1f} s by Spark")
    spread = Spread(spark, build)
    empty, _ = _timed(lambda: spread.each(_nothing), 2 * _TIMES)
    asked = scenarios.find(Province(size), index)
    rows = [_traced(spark, spread, index, each) for each in asked]
    if size <= float(given.join_up_to):
        with _held(spark, stays) as table:
            rows = [_beside_a_join(spark, table, *each) for each in zip(rows, asked, strict=True)]
    workers = _workers_bytes()
    spread.close()
    shutil.rmtree(folder)
    return Size(size, len(build.shards), local, cluster, index.byte_count, empty, workers, rows)


def _warm_up(spark: SparkSession, folder: Path) -> None:
    """Have everything started and compiled that a build and a trace need."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    _write(Province(_WARM), folder / "stays.parquet")
    build = building.build(spark, folder / "stays.parquet", folder / "shards", shard_count=2)
    index = _built_here(folder / "stays.parquet", folder)
    spread = Spread(spark, build)
    for asked in scenarios.find(Province(_WARM), index):
        expanding.expand(spread, kernel.cases(asked), rules=kernel.rules(asked))
    shutil.rmtree(folder)


def _write(size: Province, path: Path) -> None:
    """Write the stays as Parquet, a block of people at a time."""
    writer = None
    for block in size.days():
        table = pa.Table.from_pandas(province.table(block), preserve_index=False)
        writer = writer or pq.ParquetWriter(path, table.schema)
        writer.write_table(table)
    if writer is not None:
        writer.close()


def _built_here(stays: Path, folder: Path) -> ColocationIndex:
    index = ColocationIndex.build(pd.read_parquet(stays))
    index.save(folder / "index")
    return index


def _nothing(groups: Iterator[Any]) -> Iterator[int]:
    yield len(list(groups))


def _traced(spark: SparkSession, spread: Spread, index: ColocationIndex, asked: Scenario) -> Row:
    cases, rules = kernel.cases(asked), kernel.rules(asked)
    local, here = _timed(lambda: kernel.trace(index, asked), _TIMES)
    with _shuffled(spark) as shuffled:
        cluster, there = _timed(lambda: expanding.expand(spread, cases, rules=rules), _TIMES)
    pd.testing.assert_frame_equal(
        there.people.astype({"person_id": "int64"}), here.people.astype({"person_id": "int64"})
    )
    reached = len(there.everyone.people)
    _say(f"  {asked.name}: {reached:,} reached, {local:.4f} s here, {cluster:.2f} s by Spark")
    return Row(
        len(index), asked.name, reached, local, cluster, *_bytes(there), shuffled[0], None, None
    )


def _beside_a_join(spark: SparkSession, table: DataFrame, row: Row, asked: Scenario) -> Row:
    if asked.name not in _JOINED:
        return row
    with _shuffled(spark) as moved:
        seconds, found = _timed(lambda: _joined(spark, table, asked), 1)
    if found != row.reached:
        raise SystemExit(f"the range join reached {found} instead of {row.reached}")
    _say(f"  {asked.name}: {seconds:.1f} s by a join")
    return row._replace(join=seconds, shuffled_by_join=moved[0])


def _bytes(trace: SparkTrace) -> tuple[int, int]:
    """Return the bytes told to each worker in all rounds, and of what came back at the least."""
    known = np.cumsum([0, *(len(found.people) for found in trace.history)])
    return int(9 * known[:-1].sum()), int(8 * known[-1])


def _joined(spark: SparkSession, table: DataFrame, asked: Scenario) -> int:
    """Reach the same people by joining stays that share time, and return how many.

    As the statement of `peers.duckdb` does: arrivals are matched by two-hour buckets, so that not
    everybody who ever came is compared with everybody who was reached.
    """
    longest = table.groupBy("place_id").agg(F.max(F.col("left") - F.col("arrived")).alias("most"))
    places = F.broadcast(longest.withColumnRenamed("place_id", "place"))
    cases = [(person, asked.infectious_from, 0) for person in asked.people]
    reached = spark.createDataFrame(cases, "person int, ready long, ring int")
    for ring in range(1, asked.max_ring + 1):
        spells = (
            reached.join(table, F.col("person") == F.col("person_id"))
            .where("left > ready")
            .select(
                F.col("place_id").alias("place"),
                F.greatest("arrived", "ready").alias("since"),
                F.col("left").alias("until"),
            )
            .join(places, "place")
        )
        sought = spells.withColumn(
            "then",
            F.explode(F.expr(f"sequence((since - most) div {_BUCKET}, until div {_BUCKET})")),
        )
        together = (F.col("place") == F.col("place_id")) & (F.col("then") == F.col("bucket"))
        met = (
            table.join(sought, together)
            .where("arrived < until and since < left")
            .groupBy(F.col("person_id").alias("person"))
            .agg(F.min(F.greatest("arrived", "since")).alias("ready"))
            .withColumn("ring", F.lit(ring))
        )
        everyone = reached.unionByName(met).groupBy("person")
        known = F.when(F.min("ring") == 0, F.lit(asked.infectious_from)).otherwise(F.min("ready"))
        reached = everyone.agg(known.alias("ready"), F.min("ring").alias("ring")).localCheckpoint()
    return int(reached.where("ring > 0").count())


@contextmanager
def _held(spark: SparkSession, stays: Path) -> Iterator[DataFrame]:
    """Yield the stays in the memory of the cluster, as the join wants them."""
    begin = int(province.FIRST_MIDNIGHT.timestamp())
    arrived = F.unix_seconds("arrived_at") - begin
    table = (
        spark.read.parquet(str(stays))
        .select(
            "person_id",
            "place_id",
            arrived.alias("arrived"),
            (F.unix_seconds("left_at") - begin).alias("left"),
            F.expr(f"(unix_seconds(arrived_at) - {begin}) div {_BUCKET}").alias("bucket"),
        )
        .persist()
    )
    table.count()
    yield table
    table.unpersist()


@contextmanager
def _shuffled(spark: SparkSession) -> Iterator[list[int]]:
    """Yield a list that holds, afterwards, the bytes that stages wrote for others to read."""
    before = _written(spark)
    total: list[int] = [0]
    yield total
    total[0] = _written(spark) - before


def _written(spark: SparkSession) -> int:
    """Return the bytes of shuffles that executors wrote since they began."""
    store = spark.sparkContext._jsc.sc().statusStore()  # noqa: SLF001 - nothing public tells it
    executors = store.executorList(False)  # noqa: FBT003 - Java has no names
    return sum(executors.apply(at).totalShuffleWrite() for at in range(executors.size()))


def _workers_bytes() -> int:
    """Return the memory of the largest Python worker at its peak."""
    peaks = [0]
    for each in psutil.Process().children(recursive=True):
        with suppress(psutil.Error, OSError):  # one that has ended meanwhile
            if "pyspark.daemon" in " ".join(each.cmdline()):
                status = Path(f"/proc/{each.pid}/status").read_text()
                peaks += [1024 * int(r.split()[1]) for r in status.splitlines() if "VmHWM" in r]
    return max(peaks)


def _timed(work: Callable[[], Any], times: int) -> tuple[float, Any]:
    """Return the least seconds of so many times, and what came of it."""
    least = float("inf")
    for _ in range(times + (times > 1)):  # once to warm up
        begun = time.perf_counter()
        found = work()
        least = min(least, time.perf_counter() - begun)
    return least, found


def _say(text: str) -> None:
    print(text, flush=True)


def _report(measured: list[Size], load: float) -> str:
    traces = pd.DataFrame([_trace_row(row, size) for size in measured for row in size.rows])
    sizes = pd.DataFrame([_size_row(size) for size in measured])
    lines = [
        "# Spark beside one machine",
        "",
        "Spark is for stays that one machine cannot hold, not for speed: the local engine answers",
        "the same in a fraction of the time as long as they fit. Two workers of one core each on",
        f"this machine, the least of {_TIMES} times, warm; builds and joins once. The answers were",
        "equal in every run.",
        "",
        markdown.table(sizes),
        "",
        "Reading and saving count in both builds. A worker's memory is the peak of the larger one,",
        "its shards mapped into it included.",
        "",
        markdown.table(traces),
        "",
        "Told: to each worker in all rounds. Found: what comes back, were nobody found twice.",
        "",
        *markdown.measured_on(),
        f"- load average when it began: {load:.1f} in 1 min",
        f"- processor time of this process: {time.process_time():.0f} s",
        "",
    ]
    return "\n".join(lines)


def _size_row(size: Size) -> dict[str, str]:
    local, cluster = size.local_build, size.spark_build
    share = size.index_bytes / min(size.shards, _WORKERS)
    return {
        "stays": f"{size.stays / 1e6:,.0f} M",
        "shards": str(size.shards),
        "build, local": f"{local:.1f} s",
        "build, Spark": f"{cluster:.1f} s",
        "ratio": f"{cluster / local:.1f}",
        "empty job": f"{size.empty_job:.2f} s",
        "index": f"{size.index_bytes / _MEGABYTE:,.0f} MB",
        "worker": f"{size.worker_bytes / _MEGABYTE:,.0f} MB",
        "allowed": f"{450 + 1.5 * share / _MEGABYTE:,.0f} MB",
    }


def _trace_row(row: Row, size: Size) -> dict[str, str]:
    join = "" if row.join is None else f"{row.join:.1f} s"
    times = "" if row.join is None else f"{row.join / row.spark:.0f}"
    moved = "" if row.shuffled_by_join is None else f"{row.shuffled_by_join / _MEGABYTE:,.0f} MB"
    return {
        "stays": f"{row.stays / 1e6:,.0f} M",
        "reached in 3 rings": f"{row.reached:,}",
        "local": f"{1000 * row.local:,.1f} ms",
        "Spark": f"{row.spark:.2f} s",
        "Spark / local": f"{row.spark / row.local:,.0f}",
        "empty jobs a round": f"{row.spark / size.empty_job / 3:.1f}",
        "range join": join,
        "join / Spark": times,
        "told": f"{row.told / _MEGABYTE:.2f} MB",
        "found, of the stays": f"{row.found / size.index_bytes:.2%}",
        "shuffled": f"{row.shuffled:,} B",
        "shuffled by the join": moved,
    }


if __name__ == "__main__":
    main()
