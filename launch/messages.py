"""Tell the province's leaders and teams what matters, by e-mail, without being asked.

`python -m launch.messages` writes what is due and sends what waits, once, for a province's cron;
`--every 60` goes on doing so, which `python -m launch` starts beside the web server. What is due
is read from the figures of the pages (`dashboard.panels.messages`) and kept in `ledger.messages`;
it is sent where SMTP_URL names a mail server (`launch.mail`), and lies in the outbox where none is.
"""

import os
import sys
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Final, NamedTuple

import psycopg

from launch import beside, mail, rounds
from launch.mail import Sent, Settings
from launch.progress import note

_CONNECT_SECONDS: Final = 10
_FAILED: Final = "Messages were not all written and sent; the next rounds try again"


def main() -> int:
    """Write and send for DATABASE_URL, else for the embedded default; return the exit status."""

    def prepared() -> Callable[[], bool]:
        return partial(round_of, mail.settings(), set())

    return beside.command("launch.messages", __doc__, prepared)


class Outcome(NamedTuple):
    """What a round did, and what it could not do."""

    written: int
    sent: int
    failures: tuple[str, ...] = ()


def once(settings: Settings | None, now: datetime) -> Outcome:
    """Write what is due by `now`, then send what waits; what fails keeps nothing else back."""
    # Here, not above: pages take seconds to import, and a wrong setting is told before them.
    from dashboard.panels.messages import writing  # noqa: PLC0415

    written, sent = 0, Sent(0, None)
    failures: list[str] = []
    with rounds.noted(failures):
        for reader in writing.readers():
            with rounds.noted(failures):
                written += writing.write_due(reader, now)
    if settings is not None:
        with rounds.noted(failures):
            sent = _sent(settings, now)
    return Outcome(written, sent.mails, (*failures, *([sent.error] if sent.error else [])))


def round_of(settings: Settings | None, said: set[str]) -> bool:
    """Write and send, and tell the terminal what came of it: each failure once, until it ends."""
    from dashboard.data import database  # noqa: PLC0415

    outcome = once(settings, database.present())
    rounds.tell(_FAILED, outcome.failures, said)
    if outcome.written or outcome.sent:
        note(f"{outcome.written} messages written, {outcome.sent} sent")
    if outcome.sent and not outcome.failures:
        said.clear()
    return not outcome.failures


def _sent(settings: Settings, now: datetime) -> Sent:
    url = os.environ.get("DATABASE_URL") or os.environ["EMBEDDED_DATABASE_URL"]
    with psycopg.connect(url, autocommit=True, connect_timeout=_CONNECT_SECONDS) as connection:
        return mail.send_due(connection, settings, now)


if __name__ == "__main__":
    sys.exit(main())
