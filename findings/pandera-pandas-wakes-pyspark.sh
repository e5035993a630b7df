#!/usr/bin/env bash
# pandera 0.35.0, pyspark 4.3.0, pandas 3.1.1: `import pandera.pandas` imports pyspark where it lies.
#
# pandera has a module for each kind of table, and a good engineer who imports the one for pandas
# guesses that PySpark, installed beside it for other work, is not touched. It is: its pandas API is
# imported as a whole, for about a second, and PySpark 4.3 warns there that it does not fully support
# pandas 3. So to install Spark changes what a check of CSV files prints, and where warnings are
# errors, as in many test suites, the import fails. Seen here: without PySpark 0 modules of it and
# no warning; with it more than 50 modules, and `FutureWarning` as an error ends the import.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
python=$folder/venv/bin/python
"$python" -m pip install --quiet --disable-pip-version-check pandera==0.35.0 pandas==3.1.1
cat > "$folder/woken.py" <<'PY'
import sys

import pandera.pandas

print(sum(name.split(".")[0] == "pyspark" for name in sys.modules))
PY
"$python" -W error::FutureWarning "$folder/woken.py" > "$folder/without"
"$python" -m pip install --quiet --disable-pip-version-check setuptools wheel
"$python" -m pip install --quiet --disable-pip-version-check pyspark==4.3.0
"$python" -W ignore "$folder/woken.py" > "$folder/with"
if "$python" -W error::FutureWarning "$folder/woken.py" 2> "$folder/error"; then
    echo "the import does not warn any more"
    exit 1
fi
echo "modules of pyspark: $(cat "$folder/without") without it, $(cat "$folder/with") with it"
tail -1 "$folder/error" | cut -c1-68
[ "$(cat "$folder/without")" = 0 ]
[ "$(cat "$folder/with")" -gt 50 ]
grep -q "FutureWarning: PySpark does not yet fully support pandas" "$folder/error"
