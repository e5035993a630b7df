#!/usr/bin/env bash
# pandas 3.1.1: `Series.map` with a lookup of moments fails where the lookup is empty.
#
# A good engineer guesses that a left join of numbers with a Series of times works for any number of
# times. With one row `map` gives datetime64; with none, of the same dtype and index, it raises
# "TypeError: Cannot cast DatetimeArray to dtype float64". `reindex` of the same lookup works.
# Output: "one row: datetime64[us, UTC]; no row: TypeError; reindex of no row: datetime64[us, UTC]".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pandas==3.1.1
said=$("$folder/venv/bin/python" - <<'PY'
import pandas as pd

people = pd.Series([1, 2])
called = pd.Series(pd.to_datetime(["2021-08-24T08:00Z"]), index=[1])
nobody = called.iloc[:0]
try:
    kind = str(people.map(nobody).dtype)
except TypeError as error:
    assert str(error) == "Cannot cast DatetimeArray to dtype float64", error
    kind = "TypeError"
one, indexed = people.map(called).dtype, nobody.reindex(people).dtype
print(f"one row: {one}; no row: {kind}; reindex of no row: {indexed}")
PY
)
echo "$said"
test "$said" = "one row: datetime64[us, UTC]; no row: TypeError; reindex of no row: datetime64[us, UTC]"
