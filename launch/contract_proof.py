"""Prove that a province's own views answer whom they may, with rows that can be counted.

Each view is asked as people who lack something: the right that its page names, a district of the
province, a scope. What is answered then is named, with the SQL that shows it. An empty view proves
nothing by its rows: whether it asks at all is read from what it is made of.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from psycopg import sql

from launch import scopes
from launch.installation import PERSONS, Connection

_RIGHTS: Final = ("see_aggregates", "trace_contacts", "see_people")
_OF_A_LEADER: Final = ("see_aggregates",)
_NOWHERE: Final = "no_such_district"
_TO_ALL: Final = ("every viewer sees all", "names nobody")
_MOST: Final = 1_000


@dataclass(frozen=True, slots=True)
class Promise:
    """What the contract's page says of a view."""

    right: str | None
    """Without it nothing is answered; None: everybody may ask."""
    is_by_district: bool
    is_one_per_first: bool
    """One row per value of its first column."""
    never_null: tuple[str, ...]


def promises(page: Path) -> dict[str, Promise]:
    """Read what each view promises from the contract's page."""
    sections = re.split(r"^## (\w+)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    return {view: _promise(text) for view, text in zip(sections[::2], sections[1::2], strict=True)}


def problems(
    connection: Connection, page: Path, views: Mapping[str, Mapping[str, str]]
) -> list[str]:
    """Return one sentence per promise that a view breaks; none is good.

    Parameters
    ----------
    connection
        A transaction is begun for every view, as the reading role.
    views
        The columns of the views that can be read: others have been named already.
    """
    return [
        fault
        for view, promise in promises(page).items()
        if view in views
        for fault in _of_view(connection, view, promise, views[view])
    ]


def _promise(text: str) -> Promise:
    said = text.strip().splitlines()[0]
    right = re.search(r"Right: `(\w+)`", said)
    first = re.split(r"[.;:]", said)[0]
    columns = re.findall(r"^\| `(\w+)` \| [^|]+ \| (.+) \|$", text, flags=re.MULTILINE)
    return Promise(
        right=right[1] if right else None,
        is_by_district=not any(phrase in said for phrase in _TO_ALL),
        is_one_per_first=" and " not in first,
        never_null=tuple(name for name, meaning in columns if "null" not in meaning),
    )


def _of_view(
    connection: Connection, view: str, promise: Promise, columns: Mapping[str, str]
) -> Iterator[str]:
    name = sql.Identifier("contract", view)
    is_empty = not _answers(connection, name, _RIGHTS, "*")
    if promise.right is not None:
        others = [right for right in _RIGHTS if right != promise.right]
        asks = _depends(connection, view, "has_right", "setting") if is_empty else None
        if asks is False or (not is_empty and _answers(connection, name, others, "*")):
            yield f"View contract.{view} answers without the right {promise.right}."
    if "person_id" in columns and _answers(connection, name, _OF_A_LEADER, "*"):
        yield f"View contract.{view} answers who may see no people with rows of theirs."
    if promise.is_by_district:
        asks = _depends(connection, view, "in_scope", "own_districts") if is_empty else None
        if asks is False or (not is_empty and _answers(connection, name, _RIGHTS, _NOWHERE)):
            yield f"View contract.{view} answers whoever has no district of the province."
    if promise.is_by_district and promise.right and not _is_barrier(connection, view):
        yield (
            f"View contract.{view} is no security_barrier: a question can see the rows that it "
            "withholds."
        )
    if not is_empty:
        yield from _bad_rows(connection, view, promise, columns)


def _answers(
    connection: Connection, name: sql.Identifier, rights: Sequence[str], where: str
) -> bool:
    """Say whether the view has a row for these rights and districts."""
    with connection.transaction(force_rollback=True):
        connection.execute(sql.SQL("set local role {}").format(sql.Identifier(PERSONS)))
        scopes.enter(connection, PERSONS, rights, where)
        return bool(connection.execute(sql.SQL("select from {} limit 1").format(name)).rowcount)


def _depends(connection: Connection, view: str, *functions: str) -> bool:
    """Say whether a view, or one that it reads, calls one of these functions of the scope."""
    found = connection.execute(
        """
        with recursive read as (
            select 'contract'::regnamespace as of_schema, pg_class.oid
            from pg_class
            where relnamespace = 'contract'::regnamespace and relname = %s
            union
            select read.of_schema, pg_depend.refobjid
            from read
            inner join pg_rewrite on read.oid = pg_rewrite.ev_class
            inner join pg_depend on pg_rewrite.oid = pg_depend.objid
            where
                pg_depend.classid = 'pg_rewrite'::regclass
                and pg_depend.refclassid = 'pg_class'::regclass
        )

        select
        from read
        inner join pg_rewrite on read.oid = pg_rewrite.ev_class
        inner join pg_depend on pg_rewrite.oid = pg_depend.objid
        inner join pg_proc on pg_depend.refobjid = pg_proc.oid
        where
            pg_depend.classid = 'pg_rewrite'::regclass
            and pg_depend.refclassid = 'pg_proc'::regclass
            and pg_proc.proname = any(%s)
        """,
        (view, list(functions)),
    )
    return bool(found.rowcount)


def _is_barrier(connection: Connection, view: str) -> bool:
    """Say whether nothing that a question adds runs before the view's own conditions."""
    found = connection.execute(
        """
        select
        from pg_class
        where
            relnamespace = 'contract'::regnamespace
            and relname = %s
            and (
                relkind <> 'v'
                or exists (
                    select
                    from pg_options_to_table(reloptions)
                    where option_name = 'security_barrier' and option_value::boolean
                )
            )
        """,
        (view,),
    )
    return bool(found.rowcount)


def _bad_rows(
    connection: Connection, view: str, promise: Promise, columns: Mapping[str, str]
) -> Iterator[str]:
    """Name what cannot be counted, each with the SQL that shows it to the owner."""
    first = next(iter(columns))
    for column in promise.never_null:
        if column in columns:
            yield from _shown(
                connection,
                f"View contract.{view} has rows without {column}",
                f"select * from contract.{view} where {column} is null",  # noqa: S608 - names
            )
    if promise.is_one_per_first:
        yield from _shown(
            connection,
            f"View contract.{view} has a {first} more than once",
            f"select {first}, count(*) from contract.{view} group by 1 having count(*) > 1",  # noqa: S608
        )
    for column, units in (("commune_id", "communes"), ("district_id", "districts")):
        if column in columns and view != units:
            yield from _shown(
                connection,
                f"View contract.{view} has a {column} that is not in contract.{units}",
                f"select * from contract.{view} where {column} not in"  # noqa: S608
                f" (select {column} from contract.{units})",
            )


def _shown(connection: Connection, fault: str, query: str) -> Iterator[str]:
    with connection.transaction(force_rollback=True):
        connection.execute(sql.SQL("set local role {}").format(sql.Identifier(PERSONS)))
        scopes.enter(connection, PERSONS, _RIGHTS)
        limited = f"select count(*) from (select from ({query}) as bad limit {_MOST}) as counted"  # noqa: S608
        row = connection.execute(limited).fetchone()
    count = int(row[0]) if row else 0
    if count:
        yield f"{fault}: {f'{_MOST:,} or more' if count == _MOST else count}. See: {query};"
