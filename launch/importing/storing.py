"""A file's rows into its tables, in one transaction: all of the good ones, or nothing.

They are gathered in a temporary table by COPY, codes become numbers, what refers to nothing is set
aside, and the rest is merged: a row that says nothing new changes nothing.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, LiteralString

import pandas as pd
import psycopg
from psycopg import sql
from psycopg.rows import TupleRow

from launch.importing.catalogue import Column, Table
from launch.importing.reading import Plan
from launch.installation import Connection

Cursor = psycopg.Cursor[TupleRow]

_FIRST_CODE: Final = 1_000_000_000
_OWN_NUMBERS: Final = {4: r"^(0|[1-9]\d{0,8})$", 8: r"^(0|[1-9]\d{0,17})$", 2: r"^\d{1,4}$"}
"""By width, the texts that are numbers already; anything else is a code."""
_REGISTERS: Final = {"person_id": "people", "place_id": "places"}
"""Whose number it is, where the database does not say because it may be unknown."""
_MARGIN: Final = timedelta(days=31)
"""How far a correction may move a check-in: the days that are searched for it."""
_OLDEST_DAY: Final = timedelta(days=400)
_NEWEST_DAY: Final = timedelta(days=2)
_BIG: Final = 8
_BLOCK_ROWS: Final = 10_000
_CARDS: Final = """
left join (
    select card_number, min(person_id) as person_id
    from operational.identities where card_number is not null group by card_number
) as cards on staged.card_number = cards.card_number
"""
_CODES_OF_CARDS: Final = """
left join operational.import_codes as codes_of_cards
    on codes_of_cards.id_name = 'people' and staged.card_number = codes_of_cards.code
"""
_PHONES: Final = """
left join (
    select phone, min(person_id) as person_id
    from operational.identities where phone is not null group by phone having count(*) = 1
) as phones on staged.phone = phones.phone
"""


@dataclass(frozen=True, slots=True)
class Rejection:
    """One cell, or row, that the database refused."""

    row: int
    column: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class Stored:
    """What an import changed."""

    inserted: int
    changed: int
    repeated: int
    """Rows that say again what another row of the file says."""


class Store:
    """One file's way into the database; the caller's transaction keeps it or not."""

    def __init__(self, connection: Connection, plan: Plan) -> None:
        self._connection = connection
        self._plan = plan
        self._columns = plan.described
        self._run("set local work_mem = '256MB'")
        # Two imports at once would give one number to two codes.
        self._run("lock table operational.import_codes in share row exclusive mode")
        self._run("drop table if exists pg_temp.staged, pg_temp.resolved, pg_temp.kept")
        self._run("drop table if exists pg_temp.refused")
        self._run(
            "create temp table refused (row_number bigint, name text, value text, reason text)"
        )
        self._run(
            "create temp table staged (row_number bigint, {})",
            self._joined(
                sql.SQL("{} " + ("text" if column.is_id else column.type)).format(
                    sql.Identifier(column.name)
                )
                for column in self._columns
            ),
        )

    def add(self, rows: pd.DataFrame) -> None:
        """Gather a block of rows."""
        copy = sql.SQL("copy staged from stdin (format csv)")
        with self._connection.cursor() as cursor, cursor.copy(copy) as out:
            out.write(rows.to_csv(header=False).encode())

    def merge(self, loaded_at: datetime) -> Stored:
        """Store what was gathered, as loaded at that moment."""
        self._loaded_at = loaded_at
        self._number_codes()
        self._resolve()
        self._refuse_unknown()
        repeated = self._keep_last()
        inserted = changed = 0
        for table in self._plan.kind.tables:
            if not self._is_filled(table):
                continue
            merge = self._merge if table.key else self._append
            if table.schema == "ledger":
                merge = self._add_only
            added, altered = merge(table)
            inserted, changed = inserted + added, changed + altered
        return Stored(inserted, changed, repeated)

    def rejections(self) -> Iterator[list[Rejection]]:
        """Yield what the database refused by the block, however much it is."""
        query = "select row_number, name, value, reason from refused order by row_number"
        with self._connection.cursor(name="refused") as cursor:
            cursor.execute(query)
            while block := cursor.fetchmany(_BLOCK_ROWS):
                yield [Rejection(int(row), *map(str, told)) for row, *told in block]

    # Codes and numbers

    def _ids(self) -> list[Column]:
        return [column for column in self._columns if column.is_id]

    def _number_codes(self) -> None:
        """Give numbers to codes that nobody has used before, where new ones may come."""
        for column in self._ids():
            if column.refers_to is None:
                number = sql.Literal(_OWN_NUMBERS[column.bytes or _BIG])
                self._number(column, self._code(column), sql.SQL("~ {}").format(number))
        person = self._plan.kind.columns.get("person_id")
        is_by_card = self._names("card_number") and not self._names("person_id")
        if is_by_card and person and person.refers_to is None:
            # An old card's nine digits are no number of ours.
            self._number(person, sql.SQL("staged.card_number"), sql.SQL("is null"))

    def _number(self, column: Column, code: sql.Composable, is_own: sql.Composable) -> None:
        self._run(
            """
            insert into operational.import_codes (id_name, code, id)
            select
                {register}, new_codes.code,
                (
                    select coalesce(max(import_codes.id) + 1, {first})
                    from operational.import_codes
                    where import_codes.id_name = {register}
                ) + row_number() over (order by new_codes.row_number) - 1
            from (
                select {code} as code, min(staged.row_number) as row_number
                from staged
                where {code} is not null and not {code} {is_own} and not {is_known}
                group by 1
            ) as new_codes
            where not exists (
                select from operational.import_codes
                where
                    import_codes.id_name = {register}
                    and import_codes.code = new_codes.code
            )
            """,
            register=sql.Literal(self._register(column)),
            code=code,
            first=sql.Literal(_FIRST_CODE),
            is_own=is_own,
            is_known=self._is_identified(column),
        )

    def _is_identified(self, column: Column) -> sql.Composable:
        """Say who is known by their card, whatever else a file calls them."""
        if column.name != "person_id" or not self._names("card_number"):
            return sql.SQL("false")
        return sql.SQL(
            "exists (select from operational.identities"
            " where identities.card_number = staged.card_number)"
        )

    def _code(self, column: Column) -> sql.Composable:
        return sql.SQL("staged.{}").format(sql.Identifier(column.name))

    def _register(self, column: Column) -> str:
        """Return whose codes a column holds."""
        table = self._plan.kind.tables[0]
        refers_to = (column.refers_to or "").removeprefix("operational.")
        own = table.name if table.key == (column.name,) else f"{table.name}.{column.name}"
        return _REGISTERS.get(column.name) or refers_to or own

    def _resolve(self) -> None:
        """Make the rows' table: numbers for codes, the import's own columns."""
        kind = self._plan.kind
        chosen: list[sql.Composable] = []
        joins: list[sql.Composable] = []
        for column in self._columns:
            if column.name in kind.helping and column.name not in kind.columns:
                continue
            name = sql.Identifier(column.name)
            if not column.is_id and column.default is not None:
                default = sql.SQL(column.default)
                chosen.append(sql.SQL("coalesce(staged.{0}, {1}) as {0}").format(name, default))
            elif not column.is_id:
                chosen.append(sql.SQL("staged.{}").format(name))
            elif column.name != "person_id":
                chosen.append(sql.SQL("{} as {}").format(self._numbered(column, joins), name))
        if "person_id" in kind.columns:
            chosen.append(sql.SQL("{} as person_id").format(self._person(joins)))
        chosen += map(self._filled, self._plan.filled)
        chosen += [
            sql.SQL("{} as {}").format(sql.SQL(how), sql.Identifier(name))
            for name, how in kind.derived.items()
        ]
        self._run(
            "create temp table resolved as select staged.row_number, {} from staged {}",
            self._joined(chosen),
            sql.SQL(" ").join(joins),
        )

    def _numbered(self, column: Column, joins: list[sql.Composable]) -> sql.Composable:
        other = sql.Identifier(f"codes_of_{column.name}")
        name = sql.Identifier(column.name)
        joins.append(
            sql.SQL(
                "left join operational.import_codes as {other} on {other}.id_name = {register}"
                " and {other}.code = staged.{name}"
            ).format(other=other, register=sql.Literal(self._register(column)), name=name)
        )
        return sql.SQL(
            "coalesce(case when staged.{name} ~ {number} then staged.{name}::bigint end,"
            " {other}.id)"
        ).format(name=name, other=other, number=sql.Literal(_OWN_NUMBERS[column.bytes or _BIG]))

    def _person(self, joins: list[sql.Composable]) -> sql.Composable:
        """Return who is meant: by number or code, by card, or by a phone that one person has."""
        parts: list[sql.Composable] = []
        if self._names("person_id"):
            parts.append(self._numbered(self._plan.kind.columns["person_id"], joins))
        if self._names("card_number"):
            joins += [sql.SQL(_CARDS), sql.SQL(_CODES_OF_CARDS)]
            parts += [sql.SQL("cards.person_id"), sql.SQL("codes_of_cards.id")]
        if self._names("phone") and self._plan.kind.tables[0].name != "people":
            joins.append(sql.SQL(_PHONES))
            parts.append(sql.SQL("phones.person_id"))
        return sql.SQL("coalesce({})").format(self._joined(parts))

    def _filled(self, name: str) -> sql.Composable:
        if name == "received_at":
            return sql.SQL("{}::timestamptz as received_at").format(sql.Literal(self._loaded_at))
        return sql.SQL("null::bigint as {}").format(sql.Identifier(name))

    # What the database refuses

    def _refuse_unknown(self) -> None:
        kind = self._plan.kind
        given = {column.name for column in self._columns} | {"person_id"}
        for column in kind.columns.values():
            if column.name not in given or column.name in self._plan.filled:
                continue
            value = self._written(column.name)
            if column.is_id and (column.is_required or self._names(column.name)):
                is_lost = sql.SQL("resolved.{} is null and {} <> ''").format(
                    sql.Identifier(column.name), value
                )
                self._refuse(column.name, value, is_lost, self._unknown(column))
            if column.is_required:
                is_missing = sql.SQL("resolved.{} is null").format(sql.Identifier(column.name))
                self._refuse(column.name, value, is_missing, "missing")
            if column.refers_to:
                self._refuse(
                    column.name, value, self._refers_to_nothing(column), self._unknown(column)
                )
        self._refuse_broken()

    def _refuse_broken(self) -> None:
        kind = self._plan.kind
        for name in kind.derived:  # from what a row refers to
            is_lost = sql.SQL("resolved.{} is null").format(sql.Identifier(name))
            self._refuse(kind.same[0], self._written(kind.same[0]), is_lost, "reference")
        for table in kind.tables:
            for check in self._checks(table):
                is_broken = sql.SQL(
                    "resolved.row_number in (select row_number from resolved where not ({}))"
                ).format(check)
                self._refuse(table.name, sql.Literal(check.as_string()), is_broken, "check")

    def _written(self, name: str) -> sql.Composable:
        """Return what the file writes for a column, as text."""
        names = [name] if self._names(name) else []
        if name == "person_id":
            names += [other for other in ("card_number", "phone") if self._names(other)]
        if not names:
            return sql.SQL("''")
        texts = [sql.SQL("staged.{}::text").format(sql.Identifier(each)) for each in names]
        return sql.SQL("coalesce({}, '')").format(self._joined(texts))

    @staticmethod
    def _unknown(column: Column) -> str:
        return "person" if column.name == "person_id" else "reference"

    def _refers_to_nothing(self, column: Column) -> sql.Composable:
        table = (column.refers_to or "").removeprefix("operational.")
        return sql.SQL(
            "resolved.{name} is not null and not exists (select from operational.{table} as other"
            " where other.{key} = resolved.{name})"
        ).format(
            name=sql.Identifier(column.name),
            table=sql.Identifier(table),
            key=sql.Identifier(column.name),
        )

    def _checks(self, table: Table) -> list[sql.SQL]:
        """Return the table's own conditions on the columns that the file has."""
        rows = self._connection.execute(
            "select pg_get_expr(conbin, conrelid), array(select attname from pg_attribute"
            " where attrelid = conrelid and attnum = any(conkey))"
            " from pg_constraint where conrelid = %s::regclass and contype = 'c'",
            [f"{table.schema}.{table.name}"],
        )
        there = {column.name for column in self._columns}
        return [sql.SQL(check) for check, names in rows if set(names) <= there]

    def _refuse(
        self, column: str, value: sql.Composable, is_refused: sql.Composable, reason: str
    ) -> None:
        """Set aside the rows for which something holds, with what the file says there."""
        self._run(
            """
            with gone as (
                delete from resolved using staged
                where resolved.row_number = staged.row_number and {is_refused}
                returning resolved.row_number, {value} as value
            )
            insert into refused select row_number, {name}, value, {reason} from gone
            """,
            is_refused=is_refused,
            value=value,
            name=sql.Literal(column),
            reason=sql.Literal(reason),
        )

    # Rows that are twice in the file

    def _match(self, table: Table) -> list[str]:
        """Return the columns by which a row is known again."""
        number = next(iter(table.columns))
        if number in self._plan.filled or table.schema == "ledger":
            return list(self._plan.kind.same)
        return list(table.key) or [number]

    def _keep_last(self) -> int:
        """Keep the last row about each thing; earlier ones that say otherwise are set aside."""
        there = self._resolved_names()
        names = [name for name in self._match(self._plan.kind.tables[0]) if name in there]
        match = self._joined(sql.Identifier(name) for name in names)
        self._run(
            "create temp table kept as select distinct on ({match}) * from resolved"
            " order by {match}, row_number desc",
            match=match,
        )
        others = [name for name in there if name not in names]
        same = (
            sql.SQL("({}) is not distinct from ({})").format(
                self._joined(sql.SQL("kept.{}").format(sql.Identifier(name)) for name in others),
                self._joined(
                    sql.SQL("resolved.{}").format(sql.Identifier(name)) for name in others
                ),
            )
            if others
            else sql.SQL("true")
        )
        row = self._run(
            """
            with earlier as (
                select resolved.row_number, kept.row_number as later, {same} as is_same
                from resolved
                inner join kept on {on} and kept.row_number > resolved.row_number
            ),
            noted as (
                insert into refused
                select row_number, {name}, later::text, 'twice' from earlier where not is_same
            )
            select count(*) filter (where is_same) from earlier
            """,
            same=same,
            on=self._equal("kept", "resolved", names),
            name=sql.Literal(names[-1]),
        ).fetchone()
        self._run("analyze kept")
        return int(row[0]) if row else 0

    # Merging

    def _merge(self, table: Table) -> tuple[int, int]:
        """Insert what is new and change what is otherwise; return how many of each."""
        if set(self._plan.filled) & set(table.key):
            self._recognise(table)
        names = self._names_of(table)
        has_names = "full_name" in table.columns
        condition = sql.SQL("where full_name is not null" if has_names else "")
        others = [name for name in names if name not in table.key]
        change: sql.Composable = sql.SQL("do nothing")
        if others:
            change = sql.SQL("do update set {} where ({}) is distinct from ({})").format(
                self._joined(
                    sql.SQL("{0} = excluded.{0}").format(sql.Identifier(name)) for name in others
                ),
                self._joined(sql.SQL("there.{}").format(sql.Identifier(name)) for name in others),
                self._joined(
                    sql.SQL("excluded.{}").format(sql.Identifier(name)) for name in others
                ),
            )
        row = self._run(
            """
            with merged as (
                insert into {table} as there ({names})
                select {names} from kept {condition} order by row_number
                on conflict ({key}) {change}
                returning xmax = 0 as is_new
            )
            select count(*) filter (where is_new), count(*) filter (where not is_new) from merged
            """,
            table=table.identifier,
            names=self._joined(map(sql.Identifier, names)),
            key=self._joined(map(sql.Identifier, table.key)),
            change=change,
            condition=condition,
        ).fetchone() or (0, 0)
        return int(row[0]), int(row[1])

    def _recognise(self, table: Table) -> None:
        """Give each row the number of the row that it repeats or corrects, or a new one."""
        self._run(
            "update kept set {number} = there.{number} from {table} as there where {on}",
            number=sql.Identifier(table.key[0]),
            table=table.identifier,
            on=self._equal("kept", "there", self._plan.kind.same),
        )
        self._number_rows(table, table.columns[table.key[0]])

    def _number_rows(self, table: Table, number: Column) -> None:
        new = (
            sql.SQL("nextval('operational.import_numbers')")
            if number.bytes == _BIG
            else sql.SQL(
                "coalesce((select max(there.{number}) from {table} as there), 0)"
                " + row_number() over (order by kept.row_number)"
            ).format(number=sql.Identifier(number.name), table=table.identifier)
        )
        self._run(
            "update kept set {number} = numbered.id from (select kept.row_number, {new} as id"
            " from kept where kept.{number} is null) as numbered"
            " where kept.row_number = numbered.row_number",
            number=sql.Identifier(number.name),
            new=new,
        )

    def _add_only(self, table: Table) -> tuple[int, int]:
        """Add what is new to the ledger, where nothing is ever changed."""
        names = self._joined(map(sql.Identifier, self._names_of(table)))
        added = self._run(
            "insert into {table} ({names}) select {names} from kept where not exists"
            " (select from {table} as there where {on}) order by row_number",
            table=table.identifier,
            names=names,
            on=self._equal("kept", "there", self._plan.kind.same),
        ).rowcount
        return added, 0

    def _append(self, table: Table) -> tuple[int, int]:
        """Add check-ins: one that is otherwise now is withdrawn and added anew, none is changed."""
        number = next(iter(table.columns.values()))
        self._add_days()
        self._note_arrival()
        compared = [
            name
            for name in ("person_id", "place_id", "scanned_at", "left_at")
            if name in self._resolved_names()
        ]
        has_withdrawals = self._names("withdrawn_at")
        self._run("drop table if exists pg_temp.known")
        self._run(
            """
            create temp table known as
            select
                kept.row_number, there.tableoid as part, there.ctid as place,
                ({left}) is not distinct from ({right}) and {is_there} as is_same
            from kept
            inner join {table} as there
                on {on} and there.withdrawn_at is null
            where
                there.scanned_at >= (select min(scanned_at) from kept) - {margin}
                and there.scanned_at <= (select max(scanned_at) from kept) + {margin}
            """,
            left=self._joined(sql.SQL("kept.{}").format(sql.Identifier(n)) for n in compared),
            right=self._joined(sql.SQL("there.{}").format(sql.Identifier(n)) for n in compared),
            is_there=sql.SQL("kept.withdrawn_at is null" if has_withdrawals else "true"),
            table=table.identifier,
            on=self._equal("kept", "there", self._match(table)),
            margin=sql.Literal(_MARGIN),
        )
        changed = self._withdraw(table)
        self._run(
            "delete from kept using known where kept.row_number = known.row_number and is_same"
        )
        if has_withdrawals:
            self._run("delete from kept where withdrawn_at is not null")
        if number.name in self._plan.filled:
            self._number_rows(table, number)
        names = self._joined(map(sql.Identifier, self._names_of(table)))
        added = self._run(
            "insert into {table} ({names}) select {names} from kept order by row_number",
            table=table.identifier,
            names=names,
        ).rowcount
        return added, changed

    def _withdraw(self, table: Table) -> int:
        found = self._run("select exists (select from known where not is_same)").fetchone()
        if found is None or not found[0]:
            return 0
        return self._run(
            "update {table} as there set withdrawn_at = {now} from known"
            " where there.tableoid = known.part and there.ctid = known.place and not is_same",
            table=table.identifier,
            now=sql.Literal(self._loaded_at),
        ).rowcount

    def _add_days(self) -> None:
        """Make the days' partitions, but for those of clocks that were wrong by years."""
        self._run(
            """
            select operational.add_check_in_day(days.day)
            from (
                select distinct (kept.scanned_at at time zone 'Asia/Ho_Chi_Minh')::date as day
                from kept
                where kept.scanned_at between {first} and {last}
            ) as days
            where not exists (
                select from operational.check_ins_other as other
                where
                    other.scanned_at >= days.day::timestamp at time zone 'Asia/Ho_Chi_Minh'
                    and other.scanned_at
                    < (days.day + 1)::timestamp at time zone 'Asia/Ho_Chi_Minh'
            )
            """,
            first=sql.Literal(self._loaded_at - _OLDEST_DAY),
            last=sql.Literal(self._loaded_at + _NEWEST_DAY),
        )

    def _note_arrival(self) -> None:
        """Say that a row came now, unless a running dashboard has yet to look at when it did."""
        self._run(
            """
            update kept set received_at = {now}
            from (
                select coalesce(max(last_loaded_at), '-infinity') as looked_at
                from operational.feeds where feed_id = {feed}
            ) as feeds
            where kept.received_at is null or kept.received_at <= feeds.looked_at
                or kept.received_at > {now}
            """,
            now=sql.Literal(self._loaded_at),
            feed=sql.Literal(self._plan.kind.feed),
        )

    # Names and pieces of SQL

    def _names(self, name: str) -> bool:
        return any(column.name == name for column in self._columns)

    def _resolved_names(self) -> list[str]:
        rows = self._run(
            "select attname from pg_attribute where attrelid = 'pg_temp.resolved'::regclass"
            " and attnum > 1 order by attnum"
        )
        return [str(name) for (name,) in rows]

    def _names_of(self, table: Table) -> list[str]:
        return [name for name in self._resolved_names() if name in table.columns]

    def _is_filled(self, table: Table) -> bool:
        """Say whether the file has all that a table needs: identities are seldom in it."""
        there = set(self._resolved_names())
        return all(column.name in there for column in table.columns.values() if column.is_required)

    def _equal(self, one: str, other: str, names: Sequence[str]) -> sql.Composable:
        """Return that two rows are about the same; unknown is like unknown."""
        there = set(self._resolved_names())
        return sql.SQL(" and ").join(
            self._same(name, name in there).format(
                one=sql.Identifier(one), other=sql.Identifier(other), name=sql.Identifier(name)
            )
            for name in names
        )

    def _same(self, name: str, is_there: bool) -> sql.SQL:  # noqa: FBT001 - two cases of one column
        """Return how a column is compared; one that the file has not is empty in what it means."""
        if not is_there:
            return sql.SQL("{other}.{name} is null")
        is_known = self._plan.kind.columns[name].is_required
        is_key = name in self._plan.kind.tables[0].key
        equal = "{one}.{name} = {other}.{name}"
        unknown_too = "{one}.{name} is not distinct from {other}.{name}"
        return sql.SQL(equal if is_known or is_key else unknown_too)

    @staticmethod
    def _joined(parts: Iterable[sql.Composable]) -> sql.Composed:
        return sql.SQL(", ").join(parts)

    def _run(self, query: LiteralString, *given: sql.Composable, **named: sql.Composable) -> Cursor:
        return self._connection.execute(sql.SQL(query).format(*given, **named))
