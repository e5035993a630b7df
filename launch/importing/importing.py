"""One file into its tables: opened, understood, read block by block, stored or refused."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Final

import psycopg

from dashboard.words import LANGUAGES
from launch.errors import LaunchError
from launch.importing import headings, kinds, reading, tables
from launch.importing.headings import SEARCHED_ROWS
from launch.importing.kinds import Kind
from launch.importing.reading import Plan
from launch.importing.references import References
from launch.importing.rejects import Rejects
from launch.importing.storing import Rejection, Store
from launch.importing.tables import Source
from launch.installation import QUERIES, Connection

_SAMPLE_ROWS: Final = SEARCHED_ROWS + 70
_OWN_TABLES: Final = QUERIES / "operational" / "16_imports.sql"
_HASH_BYTES: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is wanted of an import.

    Attributes
    ----------
    is_trial
        Everything is done and nothing kept.
    is_again
        A file that was imported before is imported once more.
    loaded_at
        When its source wrote it, of old data; None for now, when its rows are stored. It is the
        stamp that pages show, and by which a running dashboard reads anew.
    language
        Of the file of rejects.
    """

    loaded_at: datetime | None = None
    settings: Path | None = None
    is_trial: bool = False
    is_again: bool = False
    language: str = LANGUAGES[0]


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did; `before` is when the same file came, if it did: then nothing was done."""

    rows: int = 0
    inserted: int = 0
    changed: int = 0
    repeated: int = 0
    refused: int = 0
    rejects: Path | None = None
    before: datetime | None = None

    @property
    def unchanged(self) -> int:
        """Rows that were there already, as they are."""
        return self.rows - self.inserted - self.changed - self.repeated - self.refused


def import_file(
    connection: Connection,
    kind_name: str,
    file: Path,
    wanted: Wanted,
    *,
    told: Callable[[Plan, Source], None] = lambda _plan, _source: None,
    progress: Callable[[float, int], None] = lambda _share, _rows: None,
) -> Imported:
    """Import a file in one transaction.

    Parameters
    ----------
    connection
        As the owner of the operational tables, in autocommit.
    told
        Is told what the file's columns are taken for, before anything is read.
    progress
        Is told the share of the file and the rows read so far.

    Raises
    ------
    LaunchError
        When the file cannot be read or lacks a column; nothing is stored.
    """
    _prepare(connection)
    kind = kinds.read(connection, kind_name)
    said = kinds.settings(wanted.settings, kind)
    file_hash = _hash(file, wanted.settings)
    before = _before(connection, kind, file_hash)
    if before and not wanted.is_again:
        return Imported(before=before)
    with tables.opened(file, said.encoding, said.sheet) as source:
        first = list(islice(source.rows, _SAMPLE_ROWS))
        plan = reading.plan(kind, said, headings.find(first, kind, said))
        told(plan, source)
        shown = {name: " + ".join(given) for name, given in plan.columns.items()}
        with (
            Rejects(_rejects_file(file), wanted.language, shown) as rejects,
            _refusals(file),
            connection.transaction(force_rollback=wanted.is_trial),
        ):
            store, rows = Store(connection, plan), 0
            for block in reading.read(source, plan, References(connection), first):
                store.add(block.rows)
                rejects.add(Rejection(*row) for row in block.rejected.itertuples(index=False))
                rows += block.row_count
                progress(source.position.share, rows)
            # Not when reading began: another import of this source may have ended since.
            stored = store.merge(_moment(connection, kind, wanted))
            for refused in store.rejections():
                rejects.add(refused)
            imported = Imported(
                rows, stored.inserted, stored.changed, stored.repeated, rejects.count
            )
            loaded_at = _moment(connection, kind, wanted)
            _stamp(connection, kind, file_hash, loaded_at, imported)
            _note(connection, kind, file, file_hash, loaded_at, imported)
    return replace(imported, rejects=rejects.finish())


@contextmanager
def _refusals(file: Path) -> Iterator[None]:
    try:
        yield
    except psycopg.errors.DataError as error:
        raise LaunchError(f"The database refuses {file.name}: {error}") from error


def _prepare(connection: Connection) -> None:
    """Make the import's own tables where an earlier version installed the others."""
    if connection.execute("select to_regnamespace('operational')").fetchone() == (None,):
        raise LaunchError(
            "The database has no schema operational: files are imported into its tables. A "
            "database of another shape is read through the views of the contract."
        )
    if connection.execute("select to_regclass('operational.import_files')").fetchone() == (None,):
        with connection.transaction():
            connection.execute(_OWN_TABLES.read_bytes())


def _hash(file: Path, settings: Path | None) -> str:
    """Return what is the same for the same file read in the same way."""
    if not file.is_file():
        raise LaunchError(f"There is no file {file}.")
    digest = hashlib.sha256(settings.read_bytes() if settings and settings.is_file() else b"")
    with file.open("rb") as stream:
        while data := stream.read(_HASH_BYTES):
            digest.update(data)
    return digest.hexdigest()


def _before(connection: Connection, kind: Kind, file_hash: str) -> datetime | None:
    found = connection.execute(
        "select imported_at from operational.import_files where kind = %s and file_hash = %s",
        [kind.name, file_hash],
    ).fetchone()
    return found[0] if found else None


def _moment(connection: Connection, kind: Kind, wanted: Wanted) -> datetime:
    """Return when rows are loaded: now, or as it is said, but not before the last load."""
    # In the simulated province time stands still at its latest load.
    found = connection.execute(
        """
        select
            case
                when obj_description('operational'::regnamespace) like 'simulated:%%'
                    then max(last_loaded_at) + interval '1 second'
                else clock_timestamp()
            end,
            max(last_loaded_at) filter (where feed_id = %s)
        from operational.feeds
        """,
        [kind.feed],
    ).fetchone()
    now: datetime = found[0] if found else datetime.now(UTC)
    last: datetime | None = found[1] if found else None
    if wanted.loaded_at is None:
        return now
    if last is not None and wanted.loaded_at < last:
        raise LaunchError(
            f"The source {kind.feed} was loaded at {last:%Y-%m-%d %H:%M %Z}, later than "
            f"{wanted.loaded_at:%Y-%m-%d %H:%M %Z}: running dashboards would not see the rows. "
            "Leave the time out."
        )
    return wanted.loaded_at


def _rejects_file(file: Path) -> Path:
    return file.with_name(f"{file.name}.rejects.csv")


def _stamp(
    connection: Connection, kind: Kind, file_hash: str, loaded_at: datetime, imported: Imported
) -> None:
    """Renew the source's stamp: by it a running dashboard learns that there is something new.

    What the same file had refused at an earlier import is not counted a second time.
    """
    if not kind.feed:
        return
    connection.execute(
        """
        insert into operational.feeds as there
            (feed_id, source, last_loaded_at, expected_every, row_count, reject_count)
        values (%(feed)s, %(feed)s, %(now)s, '1 day', %(rows)s, %(refused)s)
        on conflict (feed_id) do update set
            last_loaded_at = greatest(there.last_loaded_at, excluded.last_loaded_at),
            row_count = there.row_count + excluded.row_count,
            reject_count = excluded.reject_count + greatest(
                0,
                there.reject_count - coalesce(
                    (
                        select import_files.reject_count
                        from operational.import_files
                        where import_files.kind = %(kind)s and import_files.file_hash = %(hash)s
                    ),
                    0
                )
            )
        """,
        {
            "feed": kind.feed,
            "kind": kind.name,
            "hash": file_hash,
            "now": loaded_at,
            "rows": imported.inserted,
            "refused": imported.refused,
        },
    )


def _note(
    connection: Connection,
    kind: Kind,
    file: Path,
    file_hash: str,
    loaded_at: datetime,
    imported: Imported,
) -> None:
    connection.execute(
        """
        insert into operational.import_files values
            (%(kind)s, %(hash)s, %(name)s, %(now)s, %(rows)s, %(new)s, %(changed)s, %(refused)s)
        on conflict (kind, file_hash) do update set
            imported_at = excluded.imported_at,
            row_count = excluded.row_count,
            inserted_count = excluded.inserted_count,
            changed_count = excluded.changed_count,
            reject_count = excluded.reject_count
        """,
        {
            "kind": kind.name,
            "hash": file_hash,
            "name": file.name,
            "now": loaded_at,
            "rows": imported.rows,
            "new": imported.inserted,
            "changed": imported.changed,
            "refused": imported.refused,
        },
    )
