"""Trace each new case by itself, and propose whom to call; a person confirms.

`python -m launch.new_cases` does so once; `--every 5` goes on, which `python -m launch` starts
beside the web server. What it makes is `dashboard.panels.follow_up.proposing`'s, and lies in
`ledger.proposed_lists` for the officer on duty.
"""

import argparse
import os
import sys
from datetime import datetime
from typing import Final

from launch import beside
from launch.errors import LaunchError
from launch.progress import note

_FAILED: Final = "Not every new case was traced by itself; the next rounds try again"


def main() -> int:
    """Trace for DATABASE_URL, else for the embedded default; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m launch.new_cases", description=__doc__)
    parser.add_argument("--every", type=float, metavar="SECONDS", help="go on, so often at most")
    options = parser.parse_args()
    try:
        with beside.database() as database:
            os.environ.update(database)
            said: set[str] = set()
            succeeded = beside.repeated(lambda: round_of(said), options.every)
    except LaunchError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0
    return 0 if succeeded else 1


def once(now: datetime) -> tuple[int, list[str]]:
    """Propose a list for each new case without one; return how many, and what failed."""
    # Here, not above: the embedded database is named first.
    from dashboard.panels.follow_up import proposing  # noqa: PLC0415

    made = 0
    failures: list[str] = []
    with beside.noted(failures):
        for case_id in proposing.waiting(now):
            with beside.noted(failures):
                made += proposing.propose(case_id, found_at=now)
    with beside.noted(failures):
        proposing.stay_ready()
    return made, failures


def round_of(said: set[str]) -> bool:
    """Propose what is due, and tell the terminal: each failure once, until all goes well."""
    from dashboard.data import database  # noqa: PLC0415

    made, failures = once(database.present())
    beside.tell(_FAILED, failures, said)
    if made:
        note(f"{made} lists of contacts proposed")
    if not failures:
        said.clear()
    return not failures


if __name__ == "__main__":
    sys.exit(main())
