"""Trace contacts on an Apache Spark cluster: `python -m dashboard.tracing.spark --help`."""

import importlib.util
import sys

from dashboard.tracing.command.command import REFUSED

if __name__ == "__main__":
    if importlib.util.find_spec("pyspark") is None:
        print("dashboard.tracing.spark: PySpark is not installed: make spark", file=sys.stderr)  # noqa: T201
        sys.exit(REFUSED)
    from dashboard.tracing.spark.command import run

    sys.exit(run(sys.argv[1:]))
