"""What a database says of itself as CSV comes into an empty one as it was."""

from datetime import UTC, datetime

import psycopg
from psycopg import sql

from launch.importing import catalogue
from launch.importing.importing import Wanted, import_file

LATER = datetime(2100, 1, 1, tzinfo=UTC)


def test_every_table_comes_in_as_it_was(two_districts, database_url, tmp_path):
    with (
        psycopg.connect(two_districts) as source,
        psycopg.connect(database_url, autocommit=True) as target,
    ):
        order = in_order(source)
        for table in order:
            file = tmp_path / f"{table}.csv"
            file.write_bytes(as_csv(source, table))
            imported = import_file(target, table, file, Wanted(LATER))
            assert imported.refused == 0, (table, imported.rejects.read_text())
        different = [
            table
            for table in order
            if table != "feeds" and said(source, table) != said(target, table)
        ]
    assert different == []


def in_order(connection):
    """Return the tables, each behind those that it refers to."""
    left = {name: catalogue.read(connection, name) for name in catalogue.names(connection)}
    order = []
    while left:
        free = [
            name
            for name, table in left.items()
            if not {str(c.refers_to).removeprefix("operational.") for c in table.columns.values()}
            & (set(left) - {name})
        ]
        order += free
        left = {name: table for name, table in left.items() if name not in free}
    return order


def as_csv(connection, table):
    names = sql.SQL(", ").join(
        sql.Identifier(name)
        for name, column in catalogue.read(connection, table).columns.items()
        if column.type != "jsonb"
    )
    copy = sql.SQL("copy (select {} from {}) to stdout (format csv, header)").format(
        names, sql.Identifier("operational", table)
    )
    with connection.cursor().copy(copy) as out:
        return b"".join(bytes(data) for data in out)


def said(connection, table):
    """Return a table's rows; of check-ins those that stand, but for when they came."""
    columns = catalogue.read(connection, table).columns
    left_out = {"received_at", "withdrawn_at"} if table == "check_ins" else set()
    names = [sql.Identifier(name) for name in columns if name not in left_out]
    kept = "where withdrawn_at is null" if table == "check_ins" else ""
    question = sql.SQL("select {} from {} {}").format(
        sql.SQL(", ").join(names), sql.Identifier("operational", table), sql.SQL(kept)
    )
    return sorted(map(str, connection.execute(question)))
