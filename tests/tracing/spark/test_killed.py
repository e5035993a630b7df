"""Executors and Python workers that are killed at work change no answer."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


@pytest.mark.skipif("SPARK_CLUSTER" not in os.environ, reason="two minutes: make test-spark")
@pytest.mark.timeout(600)
def test_whoever_is_killed_at_work_changes_no_answer():
    """In a process of its own: a process has one session."""
    pytest.importorskip("pyspark", reason="PySpark is not installed: make spark")
    command = [sys.executable, "-m", "tests.tracing.spark.killed"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3_000:]
    assert done.stdout.count("killed") == 3
    assert done.stdout.count("the same answer") == 2
