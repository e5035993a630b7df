"""Stays to shards: each the local engine's own index of all stays at some of the places."""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyspark.sql.functions as F  # noqa: N812 - its usual name
from pyspark import TaskContext
from pyspark.sql import Column, DataFrame, SparkSession

from dashboard.tracing import contract, threads
from dashboard.tracing.errors import TableError
from dashboard.tracing.index.colocation import ColocationIndex
from dashboard.tracing.index.stay_table import CONFIDENCE, HOME, KINDS, PLACE, STAY_COLUMNS
from dashboard.tracing.spark import codes, files
from dashboard.tracing.spark.files import Build, Names, Shard
from dashboard.tracing.spark.sessions import refusals

STAYS_A_SHARD: Final = 1_000_000
"""About so many stays share an index: a worker holds one of them at a time while it builds."""

STAYS: Final = "person int, place_id string, arrived long, left long, confidence byte, kind byte"
"""Stays on their way to a shard: times in seconds since `contract.EPOCH`, the rest as codes."""

_SHARDS: Final = "name string, stays long, people long, bytes long, checksum long"
_WHOLE: Final = {"tinyint": "int8", "smallint": "int16", "int": "int32", "bigint": "int64"}


def build(
    spark: SparkSession, stays: Path, folder: Path, *, shard_count: int | None = None
) -> Build:
    """Cut stays into shards, once for all traces of them.

    Parameters
    ----------
    stays
        Parquet, one row per stay as for `ColocationIndex.build`: `person_id`, `place_id`,
        `arrived_at`, `left_at`, and optionally `confidence`, `place_kind`.
    folder
        What every machine sees under this path. What was built there before is replaced at the
        end, by writing the manifest.
    shard_count
        If given, so many; else about a million stays each.

    Raises
    ------
    TableError
        If the local engine would refuse the stays.

    Notes
    -----
    One shuffle by place; ids that are no whole numbers below 2**31 cost one by person before.
    """
    given = spark.read.parquet(str(stays))
    contract.require_columns(pd.DataFrame(columns=given.columns), STAY_COLUMNS, of="stays")
    _refuse_times_without_zone(given)
    count = shards_for(given.count()) if shard_count is None else shard_count
    with files.begun(folder) as to, refusals():
        names: tuple[Names, ...] = ()
        table = given.select(
            F.col("person_id"),
            F.col("place_id"),
            seconds(given, "arrived_at"),
            seconds(given, "left_at"),
            _code(given, "confidence", CONFIDENCE, "assumed"),
            _code(given, "place_kind", KINDS, "place"),
        ).toDF("person_id", "place_id", "arrived", "left", "confidence", "kind")
        if _are_own_codes(table):
            own = table.withColumn("person", F.col("person_id").cast("int")).drop("person_id")
        else:
            own, names = named(table, to, count)
        shards = cut(own, to, count)
    made = Build(to, shards, _id_type(given), names, {"stays": str(stays)}, {})
    files.finished(folder, made)
    return made


def shards_for(stay_count: int) -> int:
    """Return into how many shards so many stays are cut.

    >>> shards_for(0), shards_for(40_000_000)
    (1, 40)
    """
    return max(1, round(stay_count / STAYS_A_SHARD))


def cut(stays: DataFrame, to: Path, count: int) -> tuple[Shard, ...]:
    """Write stays into shards by place, and return those."""
    bucket = F.pmod(F.hash("place_id"), F.lit(count)).cast("int")
    # By the number itself: plain `repartition` would hash it again, and some shards would share
    # a partition while others stay empty.
    spread = stays.repartitionById(count, bucket)
    rows = spread.mapInArrow(partial(_shard, to=to), _SHARDS).collect()
    return tuple(sorted(Shard(*row) for row in rows))


def named(stays: DataFrame, to: Path, count: int) -> tuple[DataFrame, tuple[Names, ...]]:
    """Return the stays with codes for `person_id`, and the files that say whose they are."""
    at = stays.columns.index("person_id")
    kept = [field for field in stays.schema.fields if field.name != "person_id"]
    schema = ", ".join(["person int", *(f"{f.name} {f.dataType.simpleString()}" for f in kept)])
    spread = by_person(stays, count).mapInArrow(partial(_coded, to=to, count=count, at=at), schema)
    path = to / "coded"
    spread.write.parquet(str(path))
    return stays.sparkSession.read.parquet(str(path)), names_in(to, count)


def by_person(table: DataFrame, count: int) -> DataFrame:
    """Return the rows with everybody's in one of so many partitions: see `codes.file_of`."""
    text = F.coalesce(F.col("person_id").cast("string"), F.lit(""))
    return table.repartitionById(count, F.pmod(F.crc32(text), F.lit(count)).cast("int"))


def names_in(to: Path, count: int) -> tuple[Names, ...]:
    """Return the files of ids that so many partitions wrote; a partition of nobody has none."""
    for part in range(count):
        if not name_of(to, part).exists():
            codes.write(pa.array([], pa.string()), name_of(to, part))
    paths = [name_of(to, part) for part in range(count)]
    return tuple(Names(path.name, files.checksum(path)) for path in paths)


def name_of(to: Path, part: int) -> Path:
    """Return the file of the ids of one partition."""
    return to / f"people-{part:05}.arrow"


def seconds(table: DataFrame, column: str) -> Column:
    """Return a column of times as seconds since `contract.EPOCH`, whole ones, rounded down.

    In Java: on its way to Python a time would lose its zone.
    """
    if table.schema[column].dataType.simpleString() == "bigint":  # nanoseconds
        return F.expr(f"`{column}` div 1000000000") - contract.EPOCH
    return F.unix_seconds(column) - contract.EPOCH


def _refuse_times_without_zone(stays: DataFrame) -> None:
    for column in ("arrived_at", "left_at"):
        kind = stays.schema[column].dataType.simpleString()
        if kind not in {"timestamp", "bigint"}:
            raise TableError(f"stays.{column} is of the type {kind}, not a time with a zone")


def _code(table: DataFrame, column: str, known: tuple[str, ...], usual: str) -> Column:
    """Return a column of words as positions; one that is not known is for the index to refuse."""
    if column not in table.columns:
        return F.lit(known.index(usual)).cast("byte")
    pairs = [F.lit(each) for pair in enumerate(known) for each in reversed(pair)]
    code = F.create_map(*pairs)[F.col(column).cast("string")]
    return F.coalesce(code, F.lit(PLACE if known == KINDS else len(known))).cast("byte")


def _are_own_codes(stays: DataFrame) -> bool:
    if stays.schema["person_id"].dataType.simpleString() not in _WHOLE:
        return False
    wrong = ~F.coalesce(F.col("person_id").between(0, codes.MOST), F.lit(False))  # noqa: FBT003
    return not stays.where(wrong).take(1)


def _id_type(stays: DataFrame) -> str:
    return _WHOLE.get(stays.schema["person_id"].dataType.simpleString(), "str")


def _coded(
    batches: Iterable[pa.RecordBatch], to: Path, count: int, at: int
) -> Iterator[pa.RecordBatch]:
    """Yield the rows with a code in the place of the id, and write the file of the ids."""
    given = list(batches)
    if not given:
        return
    part = TaskContext.get().partitionId()
    table = pa.Table.from_batches(given).combine_chunks()
    ids = table.column(at).combine_chunks()
    contract.known_ids(ids.to_pandas(), of="stays.person_id")
    known, numbers = codes.numbered(ids, part, count)
    codes.write(known, name_of(to, part))
    # Spark matches columns by their position and asks for no names.
    columns = [pa.array(numbers), *(c for i, c in enumerate(table.columns) if i != at)]
    names = ["person", *(name for i, name in enumerate(table.column_names) if i != at)]
    yield from pa.table(columns, names).to_batches()


def _shard(batches: Iterable[pa.RecordBatch], to: Path) -> Iterator[pa.RecordBatch]:
    """Build and save the index of one partition; yield what the manifest says of it."""
    given = [batch for batch in batches if batch.num_rows]
    if not given:
        return
    task = TaskContext.get()
    with threads.at_most(1):
        index = ColocationIndex.build(_stay_table(pa.Table.from_batches(given)))
        if not len(index):
            return
        # Of a task that was tried twice both may write: each under a name of its own.
        path = to / f"shard-{task.partitionId():05}-{task.taskAttemptId()}"
        index.save(path)
    said = files.shard_of(path, stay_count=len(index), person_count=len(index.person_ids))
    yield pa.RecordBatch.from_arrays(
        [
            pa.array([said.name]),
            *(pa.array([number], pa.int64()) for number in said[1:]),
        ],
        names=list(Shard._fields),
    )


def _stay_table(given: pa.Table) -> pd.DataFrame:
    """Return stays as the index is built from them; a home of one person links nobody."""
    columns: Mapping[str, Any] = {name: given.column(name) for name in given.column_names}
    kind = columns["kind"].to_numpy().astype(np.int8)
    confidence = columns["confidence"].to_numpy().astype(np.int8)
    if (confidence >= len(CONFIDENCE)).any():
        raise TableError(f"stays.confidence knows {', '.join(CONFIDENCE)}")
    table = pd.DataFrame(
        {
            "person_id": columns["person"].to_numpy(),
            "place_id": columns["place_id"].to_pandas(),
            "arrived_at": _moments(columns["arrived"], of="stays.arrived_at"),
            "left_at": _moments(columns["left"], of="stays.left_at"),
            "confidence": pd.Categorical.from_codes(confidence, categories=pd.Index(CONFIDENCE)),
            "place_kind": pd.Categorical.from_codes(kind, categories=pd.Index(KINDS)),
        }
    )
    if not (kind == HOME).any():
        return table
    living = table.groupby("place_id", observed=True)["person_id"].transform("size").to_numpy()
    linked: pd.DataFrame = table[(kind != HOME) | (living > 1)]
    return linked


def _moments(column: pa.ChunkedArray, *, of: str) -> pd.Series:
    if column.null_count:
        raise TableError(f"{of} is missing in {column.null_count} rows")
    return contract.moments(column.to_numpy())
