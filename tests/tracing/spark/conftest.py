"""One session of Spark for all tests here; without Spark they are skipped and say so.

Each module asks for PySpark before it imports what needs it: a conftest cannot skip.
"""

import shutil

import pytest


@pytest.fixture(scope="session")
def spark():
    """Return a session on two cores of this machine."""
    pytest.importorskip("pyspark", reason="PySpark is not installed: make spark")
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java: make spark")
    from dashboard.tracing.spark.sessions import session  # noqa: PLC0415 - where it can be

    with session("local[2]", spark_driver_memory="512m") as started:
        yield started
