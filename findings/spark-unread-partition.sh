#!/usr/bin/env bash
# PySpark 4.3.0: a task that does not read the rows of a persisted RDD costs its Python worker.
#
# A good engineer guesses that with spark.python.worker.reuse, the default, what a function keeps in
# its module (an opened file, a compiled loop, a model) is there in the next job, whatever that job
# reads: rows that only say where a task shall run need not be looked at. Over a persisted RDD a
# worker whose function leaves its iterator unread answers right, says nothing, and ends; the next
# job on that core starts a process that knows nothing. `for _ in rows: pass` keeps it, and so does
# an RDD that is not persisted. Needs Java 17.
# Output: "read to the end: 1 process for 6 jobs; not read: 6 for 6; not persisted: 1 for 6".
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


def processes(rows, function):
    return len({rows.mapPartitions(function).collect()[0] for _ in range(6)})


context = SparkContext("local[1]")
fresh = context.parallelize(range(8), 1).mapPartitions(iter)
kept = context.parallelize(range(8), 1).mapPartitions(iter).persist()
kept.count()
print(
    f"read to the end: {processes(kept, read)} process for 6 jobs;"
    f" not read: {processes(kept, unread)} for 6; not persisted: {processes(fresh, unread)} for 6"
)
PY
said=$("$folder/venv/bin/python" "$folder/unread.py" 2>/dev/null)
echo "$said"
test "$said" = "read to the end: 1 process for 6 jobs; not read: 6 for 6; not persisted: 1 for 6"
