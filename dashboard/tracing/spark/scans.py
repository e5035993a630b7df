"""Check-ins to stays on a cluster: everybody's scans in one partition, estimated as locally."""

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.dataset
import pyarrow.parquet as pq
import pyspark.sql.functions as F  # noqa: N812 - its usual name
from pyspark import TaskContext
from pyspark.sql import Column, DataFrame, SparkSession

from dashboard.tracing import contract, threads
from dashboard.tracing.command.check_in_files import (
    CHECK_INS,
    HOUSEHOLDS,
    OPTIONAL,
    TIMES,
    checked,
    columns_of,
    ids_as_text,
    twice_at_home,
)
from dashboard.tracing.command.result_files import Counted
from dashboard.tracing.errors import TableError
from dashboard.tracing.index.stay_table import CONFIDENCE, HOME, PLACE
from dashboard.tracing.rules import TracingRules
from dashboard.tracing.spark import building, codes, files
from dashboard.tracing.spark.building import STAYS
from dashboard.tracing.spark.files import Build
from dashboard.tracing.spark.sessions import refusals
from dashboard.tracing.stays.estimated import REASONS, stays_and_set_aside
from dashboard.tracing.stays.homes import home_ids

_SCANS: Final = "person_id string, place_id string, scanned long, left long, lat double, lon double"
_HOMES: Final = "person_id string, household_id string"
_ESTIMATING: Final = (
    "usual_stay",
    "repeat_scan",
    "shortest_stay",
    "longest_stay",
    "scan_only",
    "scan_window",
)
"""The rules by which scans become stays; the others are obeyed by a trace."""

_DEGREES: Final = ("lat", "lon")


class Source(NamedTuple):
    """Which files, and how their scans become stays."""

    check_ins: Path
    homes: Path | None
    rules: TracingRules
    until: pd.Timestamp | None

    def said(self) -> dict[str, Any]:
        """Return it as a manifest keeps it: another content of a file is another time or size."""
        paths = [path for path in (self.check_ins, self.homes) if path is not None]
        return {
            "files": [_state(path) for path in paths],
            "rules": {name: str(getattr(self.rules, name)) for name in _ESTIMATING},
            "until": None if self.until is None else self.until.isoformat(),
        }


def build(spark: SparkSession, source: Source, folder: Path) -> Build:
    """Make stays of the check-ins, and cut them into shards: see `building.build`.

    Two shuffles, of scans by person and of stays by place; who lives together joins on the way.

    Raises
    ------
    TableError
        If the local command would refuse a file; the sentence names the value and not its line.
    """
    with files.begun(folder) as to, refusals():
        given = _read(spark, source.check_ins, CHECK_INS, OPTIONAL)
        scans = given.mapInArrow(partial(_checked, of=source.check_ins), _SCANS)
        count = given.count()
        if not count:
            raise TableError(f"{source.check_ins} has no check-ins")
        parts = building.shards_for(count)
        rows = _with_homes(spark, scans, source.homes)
        work = partial(_stays, to=to, count=parts, rules=source.rules, until=source.until)
        building.by_person(rows, parts).mapInArrow(work, STAYS).write.parquet(str(to / "coded"))
        names = building.names_in(to, parts)
        stays = _over_the_period(spark.read.parquet(str(to / "coded")))
        shards = building.cut(stays, to, building.shards_for(stays.count()))
        counted = _counted(spark, to, parts)
    counted["has_positions"] = set(_DEGREES) <= set(given.columns)
    made = Build(to, shards, "str", names, source.said(), counted)
    files.finished(folder, made)
    return made


def counted(build: Build, until: pd.Timestamp | None) -> Counted:
    """Return what the command tells of the check-ins."""
    said = dict(build.counted)
    moments = contract.moments(np.array([said.pop("first"), said.pop("last")], dtype=np.int64))
    said.pop("has_positions")
    return Counted(**said, first=moments[0], last=moments[1], until=until)


def positions(build: Build, place_ids: pd.Series) -> pd.DataFrame | None:
    """Return where these places are, by the middle of all their check-ins, if that is known."""
    if not build.counted["has_positions"]:
        return None
    wanted = pa.dataset.field("place_id").isin(pa.array(place_ids.unique(), pa.string()))
    sightings = pa.dataset.dataset(build.folder / "sightings").to_table(filter=wanted).to_pandas()
    each = sightings.loc[sightings.index.repeat(sightings["count"])]
    middle: pd.DataFrame = each.groupby("place_id")[list(_DEGREES)].median()
    return middle.reset_index()


def own_check_ins(spark: SparkSession, source: Source, person_id: object) -> pd.DataFrame:
    """Return the check-ins of one person, as the local command reads them."""
    with refusals():
        given = _read(spark, source.check_ins, CHECK_INS, OPTIONAL)
        scans = given.mapInArrow(partial(_checked, of=source.check_ins), _SCANS)
        rows = scans.where(F.col("person_id") == F.lit(str(person_id))).collect()
    return _check_ins(pa.Table.from_pylist([row.asDict() for row in rows], schema=_arrow(_SCANS)))


def _state(path: Path) -> list[Any]:
    known = path.stat()
    return [str(path.resolve()), known.st_size, known.st_mtime_ns]


def _read(
    spark: SparkSession, path: Path, required: tuple[str, ...], optional: tuple[str, ...] = ()
) -> DataFrame:
    """Return the columns of a file: ids as text, times as text or as seconds."""
    columns = columns_of(path)
    contract.require_columns(pd.DataFrame(columns=columns), required, of=str(path))
    wanted = [*required, *(name for name in optional if name in columns)]
    if path.suffix == ".parquet":
        table = spark.read.parquet(str(path))
        schema = pq.read_schema(path)
        return table.select(*(_typed(table, schema.field(name), path) for name in wanted))
    # A line break inside quotation marks would keep Spark from cutting the file: such a row is
    # ragged here, and refused.
    table = spark.read.csv(
        str(path),
        schema=", ".join(f"`{name}` string" for name in columns),
        header=True,
        escape='"',
        mode="FAILFAST",
    )
    return table.select(*wanted)


def _typed(table: DataFrame, field: pa.Field, path: Path) -> Column:
    of, kind = f"{path} column {field.name}", field.type
    is_text = pa.types.is_string(kind) or pa.types.is_large_string(kind)
    if field.name in TIMES and not is_text:
        if not pa.types.is_timestamp(kind) or kind.tz is None:
            raise TableError(f"{of} is of the type {kind}, which does not say its zone")
        return building.seconds(table, field.name).alias(field.name)
    if field.name in _DEGREES:
        return F.col(field.name).cast("string" if is_text else "double")
    if not (is_text or pa.types.is_integer(kind)):
        raise TableError(f"{of}: ids must be integers or text, not {kind}")
    return F.col(field.name).cast("string")


def _checked(batches: Iterable[pa.RecordBatch], of: Path) -> Iterator[pa.RecordBatch]:
    """Yield check-ins as the local command understands them, with times in seconds."""
    for batch in batches:
        if not batch.num_rows:
            continue
        table = pa.Table.from_batches([batch]).to_pandas()
        for column in TIMES:
            if column in table and pd.api.types.is_numeric_dtype(table[column].dtype):
                seconds = table[column].fillna(contract.NEVER).to_numpy(np.int64)
                table[column] = contract.moments(seconds)
        found = checked(table, of=of)
        columns = [
            pa.array(found["person_id"], pa.string()),
            pa.array(found["place_id"], pa.string()),
            pa.array(contract.far_seconds(found["scanned_at"], of="check_ins.scanned_at")),
            _far(found, "left_at"),
            *(_degrees(found, name) for name in _DEGREES),
        ]
        yield pa.RecordBatch.from_arrays(columns, schema=_arrow(_SCANS))


def _far(table: pd.DataFrame, column: str) -> pa.Array:
    if column not in table:
        return pa.nulls(len(table), pa.int64())
    return pa.array(contract.far_seconds(table[column], of=f"check_ins.{column}"))


def _degrees(table: pd.DataFrame, column: str) -> pa.Array:
    if column not in table:
        return pa.nulls(len(table), pa.float64())
    return pa.array(table[column], pa.float64(), from_pandas=True)


def _with_homes(spark: SparkSession, scans: DataFrame, path: Path | None) -> DataFrame:
    """Return the scans, and a row for everybody who lives somewhere."""
    if path is None:
        return scans.withColumn("household_id", F.lit(None).cast("string"))
    known = _read(spark, path, HOUSEHOLDS)
    homes = known.mapInArrow(partial(_households, of=path), _HOMES)
    twice = homes.groupBy("person_id").count().where("count > 1").select("person_id").take(1)
    if twice:
        raise twice_at_home(twice[0][0], of=path)
    return scans.unionByName(homes.dropna(), allowMissingColumns=True)


def _households(batches: Iterable[pa.RecordBatch], of: Path) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        table = pa.Table.from_batches([batch]).to_pandas()
        ids = {name: ids_as_text(table[name], of=f"{of} column {name}") for name in HOUSEHOLDS}
        people = contract.known_ids(ids["person_id"], of=f"{of} column person_id")
        columns = [pa.array(people, pa.string()), pa.array(ids["household_id"], pa.string())]
        yield pa.RecordBatch.from_arrays(columns, schema=_arrow(_HOMES))


def _stays(
    batches: Iterable[pa.RecordBatch],
    to: Path,
    count: int,
    rules: TracingRules,
    until: pd.Timestamp | None,
) -> Iterator[pa.RecordBatch]:
    """Yield the stays of one partition's people; beside it write who they are and what they did.

    What is written depends on the partition alone: a task that is tried again writes the same.
    """
    given = [batch for batch in batches if batch.num_rows]
    if not given:
        return
    part = TaskContext.get().partitionId()
    table = pa.Table.from_batches(given)
    is_home = np.asarray(table.column("household_id").is_valid())
    check_ins = _check_ins(table.filter(pa.array(~is_home)))
    with threads.at_most(1):
        stays, aside = stays_and_set_aside(check_ins, rules=rules, now=until)
    at_home = table.filter(pa.array(is_home)).select(list(HOUSEHOLDS)).to_pandas()
    people = pa.array([*stays["person_id"], *at_home["person_id"]], pa.string())
    known, numbers = codes.numbered(people, part, count)
    codes.write(known, building.name_of(to, part))
    _tell(to / f"counted-{part:05}.json", check_ins, stays, aside, until)
    _sight(to / "sightings" / f"{part:05}.parquet", check_ins)
    kind = np.repeat(np.array([PLACE, HOME], dtype=np.int8), [len(stays), len(at_home)])
    places = [*stays["place_id"], *home_ids(at_home["household_id"])]
    columns = [
        pa.array(numbers),
        pa.array(places, pa.string()),
        _times(stays, "arrived_at", len(at_home)),
        _times(stays, "left_at", len(at_home)),
        pa.array(
            np.append(
                stays["confidence"].cat.codes.to_numpy(np.int8),
                np.full(len(at_home), CONFIDENCE.index("assumed"), dtype=np.int8),
            )
        ),
        pa.array(kind),
    ]
    yield from pa.Table.from_arrays(columns, schema=_arrow(STAYS)).to_batches()


def _check_ins(table: pa.Table) -> pd.DataFrame:
    """Return scans as the local engine takes them; nobody recorded a check-out: no column."""
    scans = table.to_pandas()
    found = pd.DataFrame(
        {
            "person_id": scans["person_id"].astype("str"),
            "place_id": scans["place_id"].astype("str"),
            "scanned_at": contract.moments(scans["scanned"].to_numpy(np.int64)),
            "left_at": contract.moments(scans["left"].fillna(contract.NEVER).to_numpy(np.int64)),
        }
    )
    return found.assign(**{name: scans[name].astype("float64") for name in _DEGREES})


def _times(stays: pd.DataFrame, column: str, unknown: int) -> pa.Array:
    """Return the times of stays in seconds, and of so many homes none: they come last."""
    known = pa.array(contract.seconds(stays[column], of=f"stays.{column}"))
    return pa.concat_arrays([known, pa.nulls(unknown, pa.int64())])


def _over_the_period(stays: DataFrame) -> DataFrame:
    """Return the stays with everybody at home over the whole period of the check-ins."""
    begins, ends = stays.agg(F.min("arrived"), F.max("left")).first()
    return stays.where(F.col("arrived").isNotNull() | F.lit(begins is not None)).withColumns(
        {
            "arrived": F.coalesce("arrived", F.lit(begins)),
            "left": F.coalesce("left", F.lit(ends)),
        }
    )


def _tell(
    path: Path,
    check_ins: pd.DataFrame,
    stays: pd.DataFrame,
    aside: pd.DataFrame,
    until: pd.Timestamp | None,
) -> None:
    scanned = contract.far_seconds(check_ins["scanned_at"], of="check_ins.scanned_at")
    scanned = scanned[contract.are_held(scanned)]
    if until is not None:
        scanned = scanned[scanned <= contract.moment(until, of="--until")]
    said = {
        "check_ins": len(check_ins),
        "people": check_ins["person_id"].nunique(),
        "first": int(scanned.min()) if len(scanned) else None,
        "last": int(scanned.max()) if len(scanned) else None,
        "set_aside": {str(k): int(n) for k, n in aside["reason"].value_counts().items()},
        "stays": len(stays),
        "confidence": {str(k): int(n) for k, n in stays["confidence"].value_counts().items()},
    }
    part = path.with_name(f".{path.name}-{TaskContext.get().taskAttemptId()}")
    part.write_text(json.dumps(said), encoding="utf-8")
    part.replace(path)


def _sight(path: Path, check_ins: pd.DataFrame) -> None:
    """Write how often which place was said to be where."""
    seen = check_ins.groupby(["place_id", *_DEGREES], dropna=False).size().rename("count")
    path.parent.mkdir(exist_ok=True)
    part = path.with_name(f".{path.name}-{TaskContext.get().taskAttemptId()}")
    seen.reset_index().to_parquet(part)
    part.replace(path)


def _counted(spark: SparkSession, to: Path, parts: int) -> dict[str, Any]:
    paths = [to / f"counted-{part:05}.json" for part in range(parts)]
    said = [json.loads(path.read_text(encoding="utf-8")) for path in paths if path.exists()]
    places = spark.read.parquet(str(to / "sightings")).select("place_id").dropna().distinct()
    return {
        "check_ins": sum(each["check_ins"] for each in said),
        "people": sum(each["people"] for each in said),
        "places": places.count(),
        "first": min((e["first"] for e in said if e["first"] is not None), default=contract.NEVER),
        "last": max((e["last"] for e in said if e["last"] is not None), default=contract.NEVER),
        "set_aside": {k: n for k, n in _added(said, "set_aside", REASONS).items() if n},
        "stays": sum(each["stays"] for each in said),
        "confidence": _added(said, "confidence", CONFIDENCE),
    }


def _added(said: list[dict[str, Any]], name: str, known: Iterable[str]) -> Mapping[str, int]:
    return {key: sum(each[name].get(key, 0) for each in said) for key in known}


def _arrow(columns: str) -> pa.Schema:
    """Return as Arrow's what Spark calls a table of these columns."""
    kinds = {
        "string": pa.string(),
        "int": pa.int32(),
        "long": pa.int64(),
        "byte": pa.int8(),
        "double": pa.float64(),
    }
    pairs = [column.split() for column in columns.split(", ")]
    return pa.schema([(name, kinds[kind]) for name, kind in pairs])
