"""A build of which something is missing or torn is refused, never traced without it."""

import json
import shutil

import pytest

pytest.importorskip("pyspark", reason="PySpark is not installed: make spark")

from dashboard.tracing import TracingError
from dashboard.tracing.spark import building, files
from dashboard.tracing.spark.expanding import Spread
from tests.tracing.spark import worlds


@pytest.fixture(scope="module")
def folder(spark, tmp_path_factory):
    """Return a folder with a build of three shards, of people called by words."""
    folder = tmp_path_factory.mktemp("whole")
    worlds.named(worlds.stays()).to_parquet(folder / "stays.parquet")
    building.build(spark, folder / "stays.parquet", folder / "shards", shard_count=3)
    return folder / "shards"


def _shard(folder):
    return next(folder.glob("build-*/shard-*"))


def _torn(path):
    path.write_bytes(path.read_bytes()[:-4] + b"torn")


def _of_version(folder, version):
    manifest = folder / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"version": version}))


DAMAGES = {
    "nothing was built in": lambda f: (f / "manifest.json").unlink(),
    "the manifest in .* is damaged": lambda f: (f / "manifest.json").write_text("{"),
    "is of version 99; this program reads 1": lambda f: _of_version(f, 99),
    "about.json belongs to the build: No such file": lambda f: shutil.rmtree(_shard(f)),
    "the bytes of .*about.json are not those": lambda f: _torn(_shard(f) / "about.json"),
    "the bytes of left.npy are not those": lambda f: _torn(_shard(f) / "left.npy"),
    "is damaged: .*left.npy": lambda f: (_shard(f) / "left.npy").unlink(),
    "the bytes of .*people-.*arrow": lambda f: _torn(next(f.glob("build-*/people-*"))),
}


@pytest.mark.parametrize("sentence", DAMAGES)
def test_a_damaged_build_is_refused(spark, folder, tmp_path, sentence):
    copy = tmp_path / "shards"
    shutil.copytree(folder, copy)
    DAMAGES[sentence](copy)
    with pytest.raises(TracingError, match=sentence):
        Spread(spark, files.opened(copy))


def test_a_build_that_fails_leaves_what_was_there(spark, folder):
    before = sorted(path.name for path in folder.iterdir())
    stays = worlds.stays()
    stays.loc[3, "left_at"] = stays.loc[3, "arrived_at"] - (worlds.NOON - worlds.ZERO)
    stays.to_parquet(folder.parent / "wrong.parquet")
    with pytest.raises(TracingError, match="is before arrived_at"):
        building.build(spark, folder.parent / "wrong.parquet", folder, shard_count=2)
    assert sorted(path.name for path in folder.iterdir()) == before
    assert files.opened(folder).stay_count == len(stays)


def test_a_new_build_replaces_the_old_one(spark, folder, tmp_path):
    copy = tmp_path / "shards"
    shutil.copytree(folder, copy)
    building.build(spark, folder.parent / "stays.parquet", copy, shard_count=1)
    assert len(files.opened(copy).shards) == 1
    assert len(list(copy.iterdir())) == 2


def test_times_without_a_zone_are_refused(spark, tmp_path):
    stays = worlds.stays()
    stays["arrived_at"] = stays["arrived_at"].dt.tz_localize(None)
    stays.to_parquet(tmp_path / "stays.parquet")
    with pytest.raises(TracingError, match="arrived_at is of the type timestamp_ntz"):
        building.build(spark, tmp_path / "stays.parquet", tmp_path / "shards")
