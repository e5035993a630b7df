"""A session of Spark: silent, heard by no more than it must, with workers that find this code."""

import os
import re
import shutil
import socket
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from py4j.protocol import Py4JError
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

import dashboard.tracing
from dashboard.tracing.errors import TableError, TracingError

LOOPBACK = "127.0.0.1"

_ON_THIS_MACHINE = re.compile(r"local(\[|-cluster|$)|spark://(localhost|127\.)")
_REFUSED = re.compile(r"dashboard\.tracing\.errors\.\w+Error: (.+)")
_PATIENCE = 3  # s
_ROOT = Path(dashboard.tracing.__file__).parents[2]

_SETTINGS = {
    "spark.log.level": "ERROR",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.legacy.parquet.nanosAsLong": "true",  # else Spark reads no times of nanoseconds
    # Shards are open where they were opened; who cannot have that core soon opens them anew.
    "spark.locality.wait": "1s",
    "spark.scheduler.minRegisteredResourcesRatio": "1.0",
    "spark.driver.maxResultSize": "4g",
}


@contextmanager
def session(master: str, **settings: str) -> Iterator[SparkSession]:
    """Yield a session on this master, and end it; one that is open already stays as it is.

    Parameters
    ----------
    master
        As Spark names it: `local[*]`, `local-cluster[2,1,1024]`, `spark://host:7077`.
    settings
        More of Spark's own, with `_` for `.`.

    Raises
    ------
    TracingError
        If there is no Java, or the master does not answer.
    """
    _refuse_without_java()
    _refuse_without_master(master)
    if (running := SparkSession.getActiveSession()) is not None:
        yield running
        return
    if is_this_machine(master):
        # Else executors listen on every address of the machine, whatever the driver is told.
        os.environ.setdefault("SPARK_LOCAL_IP", LOOPBACK)
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.master(master).appName("dashboard.tracing")
    named = {name.replace("_", "."): value for name, value in settings.items()}
    for name, value in (_SETTINGS | _environment() | named).items():
        builder = builder.config(name, value)
    try:
        with _without_warning():
            started = builder.getOrCreate()
    except (PySparkException, Py4JError, OSError) as error:
        raise TracingError(f"no session on {master}: {_reason(error)}") from None
    try:
        yield started
    finally:
        started.stop()


def is_this_machine(master: str) -> bool:
    """Return whether the workers of this master are on this machine, heard by nobody else.

    >>> is_this_machine("local[*]"), is_this_machine("spark://10.0.0.5:7077")
    (True, False)
    """
    return _ON_THIS_MACHINE.match(master) is not None


@contextmanager
def refusals() -> Iterator[None]:
    """Raise what a worker refused as it was refused; what fails otherwise with one sentence."""
    try:
        with _without_warning():
            yield
    except PySparkException as error:
        if found := _REFUSED.search(str(error)):
            raise TableError(found[1].strip()) from None
        raise TracingError(f"Spark could not finish: {_reason(error)}") from error


@contextmanager
def _without_warning() -> Iterator[None]:
    """Leave out that Spark is not made for pandas 3: tables go to it and come back as Arrow."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas")
        yield


def _environment() -> dict[str, str]:
    """Return what workers need to find this code, and to keep what they compile."""
    path = os.pathsep.join([str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    known = {"PYTHONPATH": path, "NUMBA_CACHE_DIR": os.environ.get("NUMBA_CACHE_DIR")}
    return {f"spark.executorEnv.{name}": value for name, value in known.items() if value}


def _refuse_without_java() -> None:
    home = os.environ.get("JAVA_HOME")
    if shutil.which("java", path=f"{home}/bin" if home else None) is None:
        raise TracingError(
            "Spark needs Java 17 or newer and none was found: make spark, or as root"
            " apt-get install openjdk-17-jre-headless"
        )


def _refuse_without_master(master: str) -> None:
    """Say at once what Spark says after a minute, and then goes on as if nothing had happened."""
    for name, port in re.findall(r"([\w.-]+):(\d+)", master) if "spark://" in master else ():
        try:
            socket.create_connection((name, int(port)), timeout=_PATIENCE).close()
        except OSError as error:
            reason = error.strerror or str(error)
            failed = f"the Spark master {name}:{port} does not answer: {reason}"
        else:
            return
    if "spark://" in master:
        raise TracingError(failed)


def _reason(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0] if lines else type(error).__name__
