#!/bin/sh
# psycopg 3.3.9 with pandas 3.1.1 (Python 3.11): a missing time of pandas, `NaT`, becomes a real one.
#
# `NaT` passes isinstance(value, datetime.datetime), so psycopg dumps it as a datetime, and for a
# parameter of its own it chooses the binary form. One would expect NULL, or an error: pandas says
# that it is missing everywhere else. Nothing fails; PostgreSQL stores a moment of the year 48113.
# In a list it is sent as the text NaT, which PostgreSQL refuses; only the scalar passes in silence.
#
# Output seen:
#   isinstance datetime: True
#   scalar: DatetimeNoTzBinaryDumper, year 48113
#   list: b'{NaT}'
#
# Fails when that changes. Needs Python 3.11 or newer and PyPI; writes only into a temporary folder.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check 'psycopg[binary]==3.3.9' 'pandas==3.1.1'
"$folder/venv/bin/python" - > "$folder/seen" <<'PYTHON'
from datetime import datetime

import pandas as pd
from psycopg.adapt import PyFormat, Transformer

MICROSECONDS_PER_YEAR = 365.2425 * 86_400 * 1_000_000

adapt = Transformer()
dumper = adapt.get_dumper(pd.NaT, PyFormat.AUTO)
sent = int.from_bytes(dumper.dump(pd.NaT), "big", signed=True)  # since 2000, as PostgreSQL reads it
listed = adapt.get_dumper([pd.NaT], PyFormat.AUTO).dump([pd.NaT])
print("isinstance datetime:", isinstance(pd.NaT, datetime))
print(f"scalar: {type(dumper).__name__}, year {2000 + int(sent / MICROSECONDS_PER_YEAR)}")
print(f"list: {bytes(listed)}")
PYTHON
cat "$folder/seen"
printf '%s\n' 'isinstance datetime: True' \
    'scalar: DatetimeNoTzBinaryDumper, year 48113' \
    "list: b'{NaT}'" | diff - "$folder/seen"
