#!/usr/bin/env bash
# Streamlit 1.67.0, pandas 3.1.1: `st.cache_data` takes a frame of 50,000 rows or more for another one.
#
# A good engineer guesses that an argument is hashed whole. A frame of 50,000 rows is hashed by a
# sample of 10,000: one changed cell is mostly not seen, and the old answer comes back. At 49,999
# rows every change is seen. Seen here, of 40 changes each: 0 stale below, most of them stale above.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check streamlit==1.67.0 pandas==3.1.1
cat > "$folder/sampled.py" <<'PY'
import logging

logging.disable(logging.CRITICAL)
import pandas as pd
import streamlit as st


@st.cache_data
def total(table):
    return int(table["count"].sum())


def stale(rows: int) -> int:
    """Count the changes of one cell after which the old answer comes back."""
    table = pd.DataFrame({"count": [0] * rows})
    found = 0
    for changed in range(0, rows, rows // 40)[:40]:
        total.clear()
        total(table)
        other = table.copy()
        other.loc[changed, "count"] = 7
        found += total(other) != 7
    return found


below, above = stale(49_999), stale(50_000)
print(f"stale answers of 40: {below} below 50,000 rows, {above} from 50,000 rows on")
assert below == 0
assert above > 20
PY
"$folder/venv/bin/python" "$folder/sampled.py" 2>/dev/null
