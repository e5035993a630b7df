"""The command of a cluster writes the local command's files, to the byte, and refuses as it."""

import pandas as pd
import pytest

pytest.importorskip("pyspark", reason="PySpark is not installed: make spark")

from dashboard.tracing.command import command as local
from dashboard.tracing.spark import command, files
from tests.tracing.command.test_command import ASKED, GOOD

MORE = '''an,school,2021-08-03T08:00:00+07:00,2021-08-03T07:00:00+07:00,20.96,106.35
bình,school,2021-08-03T08:00:00+07:00,,20.97,106.35
 giang ,school,2021-08-03T08:20:00+07:00,infinity,,
giang,school,2031-08-03T08:20:00+07:00,,20.98,106.35
"người ""lạ""",school,2021-08-03T08:25:00+07:00,,20.96,106.35
,school,2021-08-03T08:25:00+07:00,,20.96,106.35
hoa,school,2099-08-03T08:25:00+07:00,,20.96,106.35
'''
HOMES = "person_id,household_id\nbình,7\nlan,7\nđan,8\nan,\n"
UNTIL = ["--until", "2021-08-04T00:00+07:00"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return a folder with check-ins as text and as a table, and who lives together."""
    folder = tmp_path_factory.mktemp("files")
    (folder / "check_ins.csv").write_text(GOOD + MORE, "utf-8")
    (folder / "homes.csv").write_text(HOMES, "utf-8")
    table = pd.read_csv(folder / "check_ins.csv").replace({"left_at": {"infinity": None}})
    for column in ("scanned_at", "left_at"):
        table[column] = pd.to_datetime(table[column], utc=True).dt.as_unit("ns")
    table.to_parquet(folder / "check_ins.parquet")
    return folder


# Whoever comes first waits until Spark has started and its workers have compiled their loops.
pytestmark = [pytest.mark.usefixtures("spark"), pytest.mark.timeout(600)]


def _written(run, tmp_path, name, arguments):
    out = tmp_path / name
    assert run([*arguments, "--out", str(out)]) == 0
    return {path.name: path.read_bytes() for path in out.iterdir()}


@pytest.mark.parametrize("name", ["check_ins.csv", "check_ins.parquet"])
def test_it_writes_what_the_local_command_writes(folder, tmp_path, name):
    asked = [str(folder / name), *ASKED, *UNTIL, "--homes", str(folder / "homes.csv")]
    asked += ["--max-crowd", "20", "--rings", "3"]
    cluster = ["--master", "local[2]", "--shards", str(tmp_path / "shards")]
    here = _written(local.run, tmp_path, "here", asked)
    there = _written(command.run, tmp_path, "there", [*asked, *cluster])
    assert there == here
    assert (tmp_path / "shards").stat().st_mode & 0o777 == 0o700
    assert b"lan" in there["people.csv"]
    assert "set aside: 1 unknown_person" in there["summary.txt"].decode()
    built = files.opened(tmp_path / "shards").folder
    assert _written(command.run, tmp_path, "again", [*asked, *cluster]) == here
    assert files.opened(tmp_path / "shards").folder == built


WRONG = {
    "naive time": (GOOD.replace("08:40:00+07:00", "08:40:00"), "has no time zone"),
    "blank time": (GOOD.replace("2021-08-02T08:40:00+07:00", ""), "the time is blank"),
    "bad position": (GOOD.replace("20.95", "north"), "'north' is not a number of degrees"),
    "only a header": ("person_id,place_id,scanned_at\n", "has no check-ins"),
    "no such case": (GOOD.replace("an,", "em,"), "case an has no check-in in"),
    "late": (GOOD.replace("an,market,2021", "an,market,2031"), "was set aside: 2 in the future"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_it_refuses_what_the_local_command_refuses(tmp_path, capfd, wrong):
    text, sentence = WRONG[wrong]
    path = tmp_path / "check_ins.csv"
    path.write_text(text, "utf-8")
    asked = [str(path), *ASKED, *UNTIL, "--out", str(tmp_path / "out")]
    assert local.run(asked) == local.REFUSED
    assert sentence in capfd.readouterr().err
    assert command.run([*asked, "--master", "local[2]"]) == local.REFUSED
    last = capfd.readouterr().err.splitlines()[-1]
    assert last.startswith("dashboard.tracing.spark: ")
    assert sentence in last
    assert not (tmp_path / "out").exists()


def test_workers_elsewhere_need_a_folder_that_they_see(tmp_path, capsys):
    path = tmp_path / "check_ins.csv"
    path.write_text(GOOD, "utf-8")
    asked = [str(path), *ASKED, "--out", str(tmp_path / "out"), "--master", "spark://10.0.0.5:7077"]
    assert command.run(asked) == local.REFUSED
    assert "name with --shards a folder that all of them see" in capsys.readouterr().err


def test_a_master_that_is_away_is_told_at_once(tmp_path, capsys):
    path = tmp_path / "check_ins.csv"
    path.write_text(GOOD, "utf-8")
    asked = [str(path), *ASKED, "--out", str(tmp_path / "out"), "--master", "spark://127.0.0.1:9"]
    assert command.run(asked) == local.REFUSED
    assert "the Spark master 127.0.0.1:9 does not answer: Connection refused" in (
        capsys.readouterr().err
    )
