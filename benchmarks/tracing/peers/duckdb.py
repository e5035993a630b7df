"""DuckDB: the same statement a ring, every core.

A hash join on the place alone would compare everyone who ever came there, so arrivals are also
matched by two-hour buckets: the join stays exact, and is several times faster.
"""

from pathlib import Path
from typing import LiteralString

import duckdb
import numpy as np
import pyarrow as pa

from benchmarks.tracing import answers
from benchmarks.tracing.answers import Answer, Scenario
from benchmarks.tracing.province import Columns

NAME = "DuckDB"

_BUCKET = 7_200

_STAYS: LiteralString = """
create table stays as
select person, place, arrived, "left", arrived // {bucket} as bucket
from given order by place, arrived
"""
_PLACES: LiteralString = """
create table places as
select place, max("left" - arrived) as longest from stays group by place
"""
_CASES: LiteralString = """
create or replace table reached as
select unnest(?::int[]) as person, ?::int as exposed, ?::int as ready,
    0 as ring, true as is_changed
"""
_RING: LiteralString = """
create or replace table reached as
with spells as (
    select r.ready, i.person, i.place, greatest(i.arrived, r.ready) as since, i."left"
    from reached as r join stays as i on i.person = r.person and i."left" > r.ready
    where r.is_changed
),
sought as (
    select spells.*,
        unnest(range((since - longest) // {bucket}, "left" // {bucket} + 1))::int as bucket
    from spells join places using (place)
),
met as (
    select w.person, min(greatest(s.since, w.arrived)) + {min_overlap} as exposed
    from sought as s
    join stays as w
        on w.place = s.place and w.bucket = s.bucket
        and w.arrived < s."left" and w.person <> s.person
        and least(s."left", w."left") - greatest(s.since, w.arrived) >= {overlap}
    group by w.person
)
select person,
    case when r.ring = 0 then r.exposed else least(r.exposed, met.exposed) end as exposed,
    case when r.ring = 0 then r.ready else least(r.exposed, met.exposed) + {latent} end as ready,
    coalesce(r.ring, {ring}) as ring,
    r.person is null or (r.ring > 0 and coalesce(met.exposed < r.exposed, false)) as is_changed
from reached as r full join met using (person)
"""


class DuckDB:
    """One database in memory, allowed to spill."""

    name = NAME

    def __init__(self, folder: Path, memory_limit_bytes: int) -> None:
        self._connection = duckdb.connect(
            config={
                "memory_limit": f"{memory_limit_bytes // 2**20}MiB",
                "temp_directory": str(folder / "duckdb"),
            }
        )

    def load(self, columns: Columns) -> None:
        """Copy the stays in, sorted by place and arrival."""
        given = pa.table({name: np.asarray(getattr(columns, name)) for name in Columns._fields})
        self._connection.register("given", given)
        self._connection.execute(_STAYS.format(bucket=_BUCKET))
        self._connection.unregister("given")
        self._connection.execute(_PLACES)

    def trace(self, scenario: Scenario) -> None:
        """Expand ring by ring."""
        ready = scenario.infectious_from
        self._connection.execute(_CASES, [list(scenario.people), ready, ready])
        for ring in range(1, scenario.max_ring + 1):
            statement = _RING.format(
                ring=ring,
                bucket=_BUCKET,
                overlap=scenario.overlap,
                min_overlap=scenario.min_overlap,
                latent=scenario.latent,
            )
            self._connection.execute(statement)

    def answer(self) -> Answer:
        """Return whom the last trace reached."""
        found = self._connection.execute(
            "select person, ring, exposed from reached where ring > 0"
        ).fetchnumpy()
        return answers.answer(found["person"], found["ring"], found["exposed"])

    def close(self) -> None:
        """Close the database."""
        self._connection.close()
