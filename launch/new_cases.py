"""Trace each new case by itself, and propose whom to call; a person confirms.

`python -m launch.new_cases` does so once; `--every 5` goes on, which `python -m launch` starts
beside the web server. What it makes is `dashboard.panels.follow_up.proposing`'s, and lies in
`ledger.proposed_lists` for the officer on duty.
"""

import sys
from datetime import datetime
from functools import partial
from typing import Final

from launch import beside, rounds
from launch.progress import note

_FAILED: Final = "Not every new case was traced by itself; the next rounds try again"


def main() -> int:
    """Trace for DATABASE_URL, else for the embedded default; return the exit status."""
    return beside.command("launch.new_cases", __doc__, lambda: partial(round_of, set()))


def once(now: datetime) -> tuple[int, list[str]]:
    """Propose a list for each new case without one; return how many, and what failed."""
    # Here, not above: the embedded database is named first.
    from dashboard.panels.follow_up import proposing  # noqa: PLC0415

    made = 0
    failures: list[str] = []
    with rounds.noted(failures):
        for case_id in proposing.waiting(now):
            with rounds.noted(failures):
                made += proposing.propose(case_id, found_at=now)
    with rounds.noted(failures):
        proposing.stay_ready()
    return made, failures


def round_of(said: set[str]) -> bool:
    """Propose what is due, and tell the terminal: each failure once, until all goes well."""
    from dashboard.data import database  # noqa: PLC0415

    made, failures = once(database.present())
    rounds.tell(_FAILED, failures, said)
    if made:
        note(f"{made} lists of contacts proposed")
    if not failures:
        said.clear()
    return not failures


if __name__ == "__main__":
    sys.exit(main())
