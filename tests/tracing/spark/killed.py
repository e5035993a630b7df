"""A cluster of two workers on this machine, whose processes are killed while they work.

`python -m tests.tracing.spark.killed` prints a line for each; `make test-spark` asks for it.
"""

import sys
import tempfile
import time
from pathlib import Path
from threading import Thread

import pandas as pd
import psutil
import pytest

pytest.importorskip("pyspark", reason="PySpark is not installed: make spark")

from pyspark import TaskContext

from dashboard.tracing import TracingRules
from dashboard.tracing.spark import building, expanding, shards
from dashboard.tracing.spark.expanding import Spread
from dashboard.tracing.spark.sessions import session
from tests.tracing.spark import worlds

LONG = 6  # s, in which somebody can be killed
RULES = TracingRules(max_ring=3, max_crowd=3)

_found, _shard = shards.found, building._shard


def slowly_found(groups, **told):
    """Do a round, slowly at the first try."""
    if TaskContext.get().attemptNumber() == 0:
        time.sleep(LONG)
    yield from _found(groups, **told)


def slowly_built(batches, to):
    """Build a shard, slowly at the first try."""
    if TaskContext.get().attemptNumber() == 0:
        time.sleep(LONG)
    yield from _shard(batches, to)


def _say(text):
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _processes(word):
    return [
        each
        for each in psutil.Process().children(recursive=True)
        if word in " ".join(each.cmdline())
    ]


def _killing(word):
    """Kill one of these processes when they have begun to work."""

    def kill():
        time.sleep(LONG / 2)
        victim = _processes(word)[-1]
        _say(f"killed {victim.pid}, {word}")
        victim.kill()

    thread = Thread(target=kill)
    thread.start()
    return thread


def main():
    """Kill an executor in the build, an executor in a round, a Python worker in a round."""
    cases, isolations = worlds.asked("forward")
    table = worlds.stays()
    local = worlds.locally(table, cases, isolations, RULES, "forward")
    with (
        tempfile.TemporaryDirectory() as name,
        session("local-cluster[2,1,1024]") as spark,
    ):
        folder = Path(name)
        table.to_parquet(folder / "stays.parquet")
        building._shard = slowly_built
        killing = _killing("CoarseGrainedExecutorBackend")
        build = building.build(spark, folder / "stays.parquet", folder, shard_count=4)
        killing.join()
        assert build.stay_count == len(table)
        shards.found = slowly_found
        for word in ("CoarseGrainedExecutorBackend", "pyspark.daemon"):
            spread = Spread(spark, build)
            killing = _killing(word)
            trace = expanding.expand(spread, cases, rules=RULES, isolations=isolations)
            killing.join()
            pd.testing.assert_frame_equal(trace.people, local.people)
            _say("the same answer")


if __name__ == "__main__":
    sys.exit(main())
