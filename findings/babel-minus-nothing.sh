#!/bin/sh
# Babel 2.18.0: format_decimal keeps the sign of what rounds to nothing and rounds halves to even:
# -0.4 is written "-0", -0.04 "-0,0"; 2.5 becomes 2 and 0.125 becomes 12%, where a spreadsheet
# shows 0, 0,0, 3 and 13%. Output: "-0 -0,0 2 12%".
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet 'babel==2.18.0'
said=$("$folder/venv/bin/python" - <<'PYTHON'
from babel.numbers import format_decimal

print(
    format_decimal(-0.4, "#,##0", locale="vi"),
    format_decimal(-0.04, "#,##0.0", locale="vi"),
    format_decimal(2.5, "#,##0", locale="vi"),
    format_decimal(0.125, "0%", locale="vi"),
)
PYTHON
)
echo "$said"
test "$said" = "-0 -0,0 2 12%"
