#!/usr/bin/env bash
# Streamlit 1.67.0: a row selected through `st.session_state` is not selected if numpy counted it.
#
# A good engineer guesses that the row that `numpy.flatnonzero` or `argmax` found can be handed to
# `st.dataframe(..., on_select="rerun", key=...)` by its key: it equals, hashes and prints as the
# number. The state keeps it, no error comes, and the selection that the table returns is empty;
# `int(...)` around it selects the row. So a list that should open on a row opens on none.
# Output: "int: [1]; int64: []".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check streamlit==1.67.0
cat > "$folder/check.py" <<'PY'
import numpy as np
from streamlit.testing.v1 import AppTest


def page():
    import pandas as pd
    import streamlit as st

    table = pd.DataFrame({"place": ["market", "clinic"]})
    chosen = st.dataframe(table, key="places", on_select="rerun", selection_mode="single-row")
    st.text(list(chosen["selection"]["rows"]))


def selected(row):
    test = AppTest.from_function(page)
    test.session_state["places"] = {"selection": {"rows": [row], "columns": [], "cells": []}}
    test.run()
    assert not test.exception
    return test.text[0].value


found = np.flatnonzero(np.array([False, True]))[0]
assert found == 1 and type(found).__name__ == "int64"
print(f"int: {selected(int(found))}; int64: {selected(found)}")
PY
said=$("$folder/venv/bin/python" "$folder/check.py" 2> /dev/null)
echo "$said"
test "$said" = "int: [1]; int64: []"
