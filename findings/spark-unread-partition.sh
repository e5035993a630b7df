#!/usr/bin/env bash
# PySpark 4.3.0: a task that does not read its partition to the end costs its Python worker.
#
# A good engineer guesses that with spark.python.worker.reuse, the default, what a function keeps in
# a module (an opened file, a compiled loop, a model) is there in the next job, whatever that job
# reads. A worker whose function returns without having exhausted its iterator is not reused: it
# answers right, says nothing, and ends; the next job on that core starts a process that knows
# nothing. Reading what is not needed, `for _ in rows: pass`, keeps it. Needs Java 17.
# Output: "read to the end: 1 process for 6 jobs; not read: 6 processes for 6 jobs".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pyspark==4.3.0
cat > "$folder/unread.py" <<'PY'
import os
import sys

os.environ["PYSPARK_PYTHON"] = sys.executable
os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
from pyspark import SparkContext


def read(rows):
    for _ in rows:
        pass
    yield os.getpid()


def unread(rows):
    yield os.getpid()


context = SparkContext("local[1]", conf=None)
rows = context.parallelize(range(8), 1)


def processes(function):
    return len({rows.mapPartitions(function).collect()[0] for _ in range(6)})


kept = processes(read)
print(f"read to the end: {kept} process for 6 jobs; not read: {processes(unread)} processes for 6 jobs")
PY
said=$("$folder/venv/bin/python" "$folder/unread.py" 2>/dev/null)
echo "$said"
test "$said" = "read to the end: 1 process for 6 jobs; not read: 6 processes for 6 jobs"
