"""The ways of reading check-ins that are measured beside each other give the same table."""

import importlib

import pandas as pd
import psycopg
import pytest

from benchmarks.tracing.peers.server import serving


def test_every_way_reads_the_same_rows():
    pytest.importorskip("adbc_driver_postgresql", reason="installed by make bench")
    columns = importlib.import_module("benchmarks.columns")
    with serving() as url:
        columns.fill(url, 70_001)
        with psycopg.connect(url) as connection:
            order = connection.execute("select person_id from check_ins limit 3").fetchall()
        found = {way: read(url) for way, read in columns.WAYS.items()}

    ours = found.pop("binary_copy.py")
    assert len(ours) == 70_001
    assert ours["person_id"].head(3).tolist() == [person for (person,) in order]
    assert ours["left_at"].isna().sum() == 70_001 - 70_001 // 20
    for table in found.values():
        pd.testing.assert_frame_equal(table, ours)
