"""PostgreSQL: one set-based statement a ring, covering indexes, every core.

Stays that began before the other's and still last are found from the place's longest stay: the
index is then read from there on. Without that bound, as one would first write the statement, it is
read from the place's first stay.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import LiteralString

import numpy as np
import psycopg

from benchmarks.tracing import answers
from benchmarks.tracing.answers import Answer, Scenario
from benchmarks.tracing.journal import MEASURE_CAP
from benchmarks.tracing.province import Columns

NAME = "PostgreSQL"
NAME_UNBOUNDED = "PostgreSQL, no bound"

_TABLES: LiteralString = """
drop table if exists stays, places;
create unlogged table stays (
    person integer not null, place integer not null,
    arrived integer not null, "left" integer not null
);
"""
_INDEXES: dict[str, LiteralString] = {
    "index by person": 'create index on stays (person, "left") include (arrived, place)',
    "index by place": 'create index on stays (place, arrived) include ("left", person)',
    "longest stays": """
        create unlogged table places as
        select place, max("left" - arrived) as longest from stays group by place
    """,
    "key of places": "alter table places add primary key (place) include (longest)",
    "vacuum analyze": "vacuum (analyze, freeze) stays, places",
}

_CASES: LiteralString = """
create unlogged table reached_0 as
select unnest(%(people)s::int[]) as person, %(ready)s::int as exposed, %(ready)s::int as ready,
    0 as ring, true as is_changed
"""

_RING: LiteralString = """
create unlogged table reached_{ring} as
with met as (
    select w.person,
        min(greatest(i.arrived, w.arrived, r.ready)) + {min_overlap} as exposed
    from reached_{before} as r
    join stays as i on i.person = r.person and i."left" > r.ready
    join places as p on p.place = i.place
    join stays as w
        on w.place = i.place
        and w.arrived < i."left"
        {bound}
        and w.person <> i.person
        and least(i."left", w."left") - greatest(i.arrived, w.arrived, r.ready) >= {overlap}
    where r.is_changed
    group by w.person
)
select person,
    case when r.ring = 0 then r.exposed else least(r.exposed, met.exposed) end as exposed,
    case when r.ring = 0 then r.ready else least(r.exposed, met.exposed) + {latent} end as ready,
    coalesce(r.ring, {ring}) as ring,
    r.person is null or (r.ring > 0 and coalesce(met.exposed < r.exposed, false)) as is_changed
from reached_{before} as r full join met using (person)
"""


_BOUND: LiteralString = "and w.arrived > greatest(i.arrived, r.ready) - p.longest"


class PostgreSQL:
    """One connection to a server that holds the stays.

    Parameters
    ----------
    uri
        Of the server.
    is_bounded
        Whether the statement uses what is known of the places' longest stays.
    """

    def __init__(self, uri: str, *, is_bounded: bool = True) -> None:
        self.name = NAME if is_bounded else NAME_UNBOUNDED
        self._bound: LiteralString = _BOUND if is_bounded else ""
        self._connection = psycopg.connect(uri, autocommit=True)
        self._last = 0

    def load(self, columns: Columns) -> None:
        """Copy the stays in, in the order given."""
        self._connection.execute(_TABLES)
        step = 1_000_000
        with self._connection.cursor().copy("copy stays from stdin (format binary)") as copy:
            copy.write(b"PGCOPY\n\xff\r\n\x00" + bytes(8))
            for start in range(0, len(columns.person), step):
                copy.write(_rows(Columns(*(column[start : start + step] for column in columns))))
            copy.write(b"\xff\xff")

    def indexing(self) -> Iterator[tuple[str, Callable[[], object]]]:
        """Yield each step that follows loading, with its name."""
        for name, statement in _INDEXES.items():
            yield name, partial(self._connection.execute, statement)

    def byte_count(self) -> int:
        """Return the bytes of the table and its indexes."""
        row = self._connection.execute("select pg_total_relation_size('stays')").fetchone()
        return int(row[0]) if row else 0

    def copy_out(self) -> int:
        """Read every stay by binary COPY, unparsed, and return the bytes."""
        with self._connection.cursor().copy("copy stays to stdout (format binary)") as copy:
            return sum(len(block) for block in copy)

    def copy_to_nowhere(self) -> None:
        """Let the server alone do the same: no client, nothing read."""
        self._connection.execute("copy stays to '/dev/null' (format binary)")

    def trace(self, scenario: Scenario) -> None:
        """Expand ring by ring, one table each; TimeoutError when a ring takes too long."""
        self._last = scenario.max_ring
        for ring in range(scenario.max_ring + 1):
            self._connection.execute(f"drop table if exists reached_{ring}")
        people = list(scenario.people)
        self._connection.execute(_CASES, {"people": people, "ready": scenario.infectious_from})
        for ring in range(1, scenario.max_ring + 1):
            self._connection.execute(f"analyze reached_{ring - 1}")
            statement = _RING.format(
                ring=ring,
                before=ring - 1,
                overlap=scenario.overlap,
                min_overlap=scenario.min_overlap,
                latent=scenario.latent,
                bound=self._bound,
            )
            self._capped(statement)

    def answer(self) -> Answer:
        """Return whom the last trace reached."""
        rows = self._connection.execute(
            f"select person, ring, exposed from reached_{self._last} where ring > 0"  # noqa: S608 - a number
        ).fetchall()
        table = np.array(rows, dtype=np.int64).reshape(-1, 3)
        return answers.answer(table[:, 0], table[:, 1], table[:, 2])

    def _capped(self, statement: LiteralString) -> None:
        self._connection.execute(f"set statement_timeout = '{MEASURE_CAP - 5}s'")
        try:
            self._connection.execute(statement)
        except psycopg.errors.QueryCanceled:
            raise TimeoutError(statement) from None
        finally:
            self._connection.execute("set statement_timeout = 0")

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


def _rows(columns: Columns) -> bytes:
    """Return the stays as binary COPY wants them."""
    names = Columns._fields
    fields = [item for name in names for item in ((f"{name}_size", ">i4"), (name, ">i4"))]
    rows = np.empty(len(columns.person), dtype=[("field_count", ">i2"), *fields])
    rows["field_count"] = len(names)
    for name, column in zip(names, columns, strict=True):
        rows[f"{name}_size"] = 4
        rows[name] = column
    return rows.tobytes()
