"""The ledger saved and restored: all of it, log and rights too, and never half of it."""

import psycopg
import pytest

from launch import backup, installation, verify_log
from launch.errors import LaunchError
from launch.urls import as_user
from tests.launch.test_verify_log import look, shape


@pytest.fixture
def saved(database_url, tmp_path):
    """Save a log of two lines; a third was written since."""
    look(database_url, "first")
    look(database_url, "second")
    backup.save(database_url, tmp_path / "ledger.dump")
    look(database_url, "since")
    return tmp_path / "ledger.dump"


def questions(url) -> list[str]:
    with psycopg.connect(url) as owner:
        rows = owner.execute("select question from ledger.access_log order by line_number")
        return [question for (question,) in rows]


def test_a_restored_ledger_is_the_saved_one_and_goes_on(saved, database_url, capsys):
    with psycopg.connect(database_url) as owner:
        before = shape(owner)
    backup.restore(database_url, saved)
    assert "is restored; head of its log: 2:" in capsys.readouterr().out
    look(database_url, "after")

    assert questions(database_url) == ["first", "second", "after"]
    with psycopg.connect(database_url) as owner:
        assert verify_log.problems(owner) == []
        assert shape(owner) == before
        ((aside,),) = owner.execute(
            "select nspname from pg_namespace where nspname like 'ledger_before%'"
        )
        kept = owner.execute(f"table {aside}.access_log").fetchall()
        assert len(kept) == 3
    options = f"-c role={installation.LEDGER}"
    with (
        psycopg.connect(as_user(database_url, installation.LOGIN), options=options) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(f"select from {aside}.viewers")


def test_a_lost_ledger_comes_back(saved, database_url):
    with psycopg.connect(database_url) as owner:
        owner.execute("drop schema ledger cascade")

    backup.restore(database_url, saved)

    assert questions(database_url) == ["first", "second"]


@pytest.mark.parametrize("content", [b"", b"no dump"], ids=["empty", "other"])
def test_what_is_no_backup_changes_nothing(database_url, tmp_path, content):
    look(database_url)
    (tmp_path / "other").write_bytes(content)

    with pytest.raises(LaunchError, match="pg_restore failed"):
        backup.restore(database_url, tmp_path / "other")

    assert questions(database_url) == ["identities"]


def test_half_a_backup_changes_nothing(saved, database_url):
    saved.write_bytes(saved.read_bytes()[: saved.stat().st_size - 2_000])

    with pytest.raises(LaunchError, match="pg_restore failed"):
        backup.restore(database_url, saved)

    assert questions(database_url) == ["first", "second", "since"]


def test_a_backup_whose_log_was_changed_is_refused(database_url, tmp_path):
    look(database_url)
    with psycopg.connect(database_url, autocommit=True) as owner:
        owner.execute("update ledger.access_log set reason = 'other'")
        backup.save(database_url, tmp_path / "changed")
        owner.execute("update ledger.access_log set reason = 'test'")

    with pytest.raises(LaunchError, match=r"nothing is restored: Line 1 was changed\."):
        backup.restore(database_url, tmp_path / "changed")

    with psycopg.connect(database_url) as owner:
        assert verify_log.problems(owner) == []


def test_only_its_owner_reads_a_backup_and_no_other_file_is_lost(saved, database_url):
    assert saved.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in saved.parent.iterdir()] == ["ledger.dump"]
    with pytest.raises(LaunchError, match="is there already"):
        backup.save(database_url, saved)


@pytest.mark.parametrize("arguments", [[], ["save"], ["burn", "file"]])
def test_it_is_said_what_is_to_be_done(arguments, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["backup", *arguments])
    assert backup.main() == 2
    assert "save|restore FILE" in capsys.readouterr().err
