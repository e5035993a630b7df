#!/bin/sh
# pandas 3.1.1: Series.map(function, na_action="ignore") keeps a column of text a column of text as
# long as one value is there; where all are missing it returns float64, and what follows fails: "Can
# only use .str accessor with string values". So a block of rows in which nobody has a telephone stops
# what works for every other block. Series.str methods keep the type.
# Output: "str float64 str".
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet 'pandas==3.1.1'
said=$("$folder/venv/bin/python" - <<'PYTHON'
import pandas as pd

some = pd.Series(["a", None], dtype="str")
none = pd.Series([None, None], dtype="str")
print(
    some.map(str.upper, na_action="ignore").dtype,
    none.map(str.upper, na_action="ignore").dtype,
    none.str.upper().dtype,
)
PYTHON
)
echo "$said"
test "$said" = "str float64 str"
