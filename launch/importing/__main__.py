"""Import files of one kind: `python -m launch.importing KIND FILE…`, or `make import`.

Without a file, say what columns the kind has and what files call them.
"""

import argparse
import sys
from datetime import datetime
from pathlib import Path

import psycopg
from tqdm import tqdm

from dashboard.clock import TIME_ZONE
from dashboard.words import LANGUAGES
from launch import own_database
from launch.errors import LaunchError
from launch.importing import kinds
from launch.importing.importing import Imported, Wanted, import_file
from launch.importing.reading import Plan
from launch.importing.tables import Source

_PER_CENT = 100


def main() -> int:
    """Import the files named on the command line; return the exit status.

    0 when every row was stored, 1 when some were refused, 2 when a file could not be imported.
    """
    given = _given()
    wanted = Wanted(
        given.loaded_at,
        given.columns,
        is_trial=given.dry_run,
        is_again=given.again,
        language=given.language,
    )
    try:
        with own_database.owned() as url, psycopg.connect(url, autocommit=True) as connection:
            if not given.files:
                _describe(connection, given.kind)
            done = [_import(connection, given.kind, file, wanted) for file in given.files]
    except (LaunchError, psycopg.Error, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    return 1 if any(imported.refused for imported in done) else 0


def _given() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m launch.importing",
        description=__doc__,
        epilog=f"Kinds: {', '.join(kinds.names())}.",
    )
    parser.add_argument("kind", metavar="KIND", help="what the files hold")
    parser.add_argument("files", metavar="FILE", nargs="*", type=Path, help="CSV, XLSX or Parquet")
    parser.add_argument("--columns", type=Path, metavar="TOML", help="what the files do not say")
    parser.add_argument("--dry-run", action="store_true", help="do everything and keep nothing")
    parser.add_argument("--again", action="store_true", help="import a file once more")
    parser.add_argument(
        "--loaded-at", type=_moment, metavar="TIME", help="when the source wrote it, of old data"
    )
    parser.add_argument(
        "--language", choices=LANGUAGES, default=LANGUAGES[0], help="of the rejects"
    )
    return parser.parse_args()


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=TIME_ZONE)


def _import(
    connection: psycopg.Connection[tuple[object, ...]], kind: str, file: Path, wanted: Wanted
) -> Imported:
    print(f"• {file.name}", flush=True)
    with tqdm(
        total=_PER_CENT,
        unit="%",
        bar_format="  {l_bar}{bar:30} {postfix}",
        leave=False,
        disable=None,
    ) as bar:

        def progress(share: float, rows: int) -> None:
            bar.n = round(share * _PER_CENT)
            bar.set_postfix_str(f"{rows:,} rows")

        imported = import_file(connection, kind, file, wanted, told=_show, progress=progress)
    print("\n".join(_said(imported, wanted)), flush=True)
    return imported


def _describe(connection: psycopg.Connection[tuple[object, ...]], kind: str) -> None:
    for name, what, calls in kinds.described(kinds.read(connection, kind)):
        print(f"  {name}: {what}" + (f" ({calls})" if calls else ""))


def _show(plan: Plan, source: Source) -> None:
    """Say what the file's columns are taken for."""
    tqdm.write(f"  {source.said}; the first row of data is {plan.headings.above + 1}")
    for name, given in plan.columns.items():
        tqdm.write(f"    {' + '.join(given)}  →  {name}")
    for name, value in plan.said.always.items():
        tqdm.write(f"    always {value}  →  {name}")
    if plan.unused:
        tqdm.write(f"    not used: {', '.join(plan.unused)}")


def _said(imported: Imported, wanted: Wanted) -> list[str]:
    if imported.before:
        when = f"{imported.before.astimezone(TIME_ZONE):%d/%m/%Y %H:%M}"
        return [f"  was imported on {when}; nothing was changed (--again imports it once more)"]
    counts = {
        "new": imported.inserted,
        "corrected": imported.changed,
        "as they were": imported.unchanged,
        "said twice": imported.repeated,
        "refused": imported.refused,
    }
    told = ", ".join(f"{count:,} {what}" for what, count in counts.items())
    lines = [f"  {imported.rows:,} rows: {told}"]
    if imported.rejects:
        lines.append(f"  what was refused, and what would make it right: {imported.rejects}")
    if wanted.is_trial:
        lines.append("  a dry run: nothing was kept")
    return lines


if __name__ == "__main__":
    sys.exit(main())
