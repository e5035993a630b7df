"""Send what lies in the outbox through a mail server, each message to each address once.

A delivery is claimed by locking its row, which another sender then skips, and is marked in the
transaction that locked it. What fails stays, with its error, and is tried again after a pause that
doubles up to an hour, for five days (`queries/add_message.sql`). Whoever dies between the server's
answer and the mark sends once more: such a twin has the same Message-ID, by which mail programs
know it.
"""

import os
import re
import smtplib
import ssl
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import unquote, urlsplit

import psycopg
from psycopg.rows import TupleRow

from launch import scopes
from launch.errors import LaunchError
from launch.installation import LEDGER

Connection = psycopg.Connection[TupleRow]

_PORTS: Final = {"smtps": 465, "smtp": 587, "smtp+clear": 25}
_ANSWER_SECONDS: Final = 30
_LONGEST_PAUSE: Final = timedelta(hours=1)
_FIRST_PAUSE: Final = timedelta(minutes=1)
_LONGEST_ERROR: Final = 300


@dataclass(frozen=True, slots=True)
class Settings:
    """The mail server, how to be let in, and in whose name to write."""

    scheme: str
    """`smtps`: encrypted from the start; `smtp`: by STARTTLS; `smtp+clear`: not at all."""
    host: str
    port: int
    user: str | None
    password: str | None
    sender: str
    authorities: str | None
    """A file of certificates that vouch for the server; None: those of the system."""


class Sent(NamedTuple):
    """How many deliveries went out, and what was said of the last one that did not."""

    mails: int
    error: str | None


class _Tried(NamedTuple):
    """How one delivery went."""

    error: Exception | None


def settings(environment: Mapping[str, str] = os.environ) -> Settings | None:
    """Read where mail goes; None where nothing is configured.

    Raises
    ------
    LaunchError
        When a setting is wrong, with one sentence that says which.
    """
    url = environment.get("SMTP_URL")
    if not url:
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise LaunchError(f"SMTP_URL is no address of a mail server: {error}.") from error
    if parts.scheme not in _PORTS or not parts.hostname:
        raise LaunchError(
            "SMTP_URL must read smtps://user@host:465, smtp://user@host:587 (STARTTLS), or "
            "smtp+clear://host:25 for a relay of one's own network that asks for no login."
        )
    if parts.password:
        raise LaunchError("SMTP_URL must not hold the password: put it into SMTP_PASSWORD_FILE.")
    password = _content(environment, "SMTP_PASSWORD_FILE")
    user = unquote(parts.username) if parts.username else None
    if (user is None) != (password is None):
        raise LaunchError("A user in SMTP_URL and SMTP_PASSWORD_FILE go together: one is missing.")
    if user and parts.scheme == "smtp+clear":
        raise LaunchError("A password is never sent unencrypted: use smtps:// or smtp:// instead.")
    sender = environment.get("SMTP_FROM", "")
    if sender.count("@") != 1 or any(letter.isspace() for letter in sender):
        raise LaunchError(f"SMTP_FROM={sender} is not the address in whose name mail is sent.")
    _content(environment, "SMTP_CA_FILE")
    return Settings(
        parts.scheme,
        parts.hostname,
        port or _PORTS[parts.scheme],
        user,
        password,
        sender,
        environment.get("SMTP_CA_FILE") or None,
    )


def send_due(connection: Connection, settings: Settings, now: datetime) -> Sent:
    """Send every delivery that is due, the oldest message first.

    Nobody who is no longer a viewer of that role and those districts is sent anything. What cannot
    be sent to one address keeps nobody else's from going out.
    """
    if not _is_any_due(connection, now):
        return Sent(0, None)
    try:
        server = _connected(settings)
    except OSError as error:
        _postpone_all(connection, now, error)
        return Sent(0, _said(error))
    count, said = 0, None
    with closing(server):
        while (tried := _send_one(connection, server, settings.sender, now)) is not None:
            if tried.error is None:
                count += 1
                continue
            said = _said(tried.error)
            if _is_gone(tried.error):
                return Sent(count, said)
        with suppress(OSError):
            server.quit()
    return Sent(count, said)


def composed(row: Mapping[str, object], sender: str) -> EmailMessage:
    """Return a message as it travels: the same one each time that it is tried."""
    mail = EmailMessage()
    mail["Subject"] = str(row["subject"])
    mail["From"] = sender
    mail["To"] = str(row["email"])
    mail["Date"] = row["created_at"]
    domain = sender.rpartition("@")[2]
    mail["Message-ID"] = f"<message-{row['message_id']}-{row['number']}@{domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(str(row["body"]))
    paper = row["attachment"]
    if isinstance(paper, bytes):
        name = str(row["attachment_name"])
        mail.add_attachment(paper, maintype="application", subtype="pdf", filename=name)
    return mail


def _content(environment: Mapping[str, str], name: str) -> str | None:
    path = environment.get(name)
    if not path:
        return None
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise LaunchError(f"{name}={path} cannot be read: {error}.") from error


def _connected(settings: Settings) -> smtplib.SMTP:
    """Return a connection on which one may send."""
    trusted = ssl.create_default_context(cafile=settings.authorities)
    if settings.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            settings.host, settings.port, timeout=_ANSWER_SECONDS, context=trusted
        )
    else:
        server = smtplib.SMTP(settings.host, settings.port, timeout=_ANSWER_SECONDS)
    try:
        if settings.scheme == "smtp":
            server.starttls(context=trusted)
        if settings.user is not None and settings.password is not None:
            server.login(settings.user, settings.password)
    except BaseException:
        server.close()
        raise
    return server


def _is_any_due(connection: Connection, now: datetime) -> bool:
    with connection.transaction():
        _become_writer(connection)
        found = connection.execute(f"select {_DUE} limit 1", _at(now))
        return found.rowcount > 0


def _send_one(
    connection: Connection, server: smtplib.SMTP, sender: str, now: datetime
) -> _Tried | None:
    """Claim one delivery and send it: how it went; None where nothing is due any more."""
    with connection.transaction():
        _become_writer(connection)
        cursor = connection.execute(_CLAIM, _at(now))
        claimed = cursor.fetchone()
        if claimed is None:
            return None
        columns = [column.name for column in cursor.description or ()]
        row = dict(zip(columns, claimed, strict=True))
        try:
            server.send_message(composed(row, sender), to_addrs=[str(row["email"])])
        except Exception as error:  # noqa: BLE001 - `email` fails in many ways at odd addresses
            _postpone(connection, row, now, error)
            return _Tried(error)
        connection.execute(
            "update ledger.deliveries set sent_at = %s, last_error = null"
            " where message_id = %s and email = %s",
            (now, row["message_id"], row["email"]),
        )
        return _Tried(None)


# Later than the longest pause is none: then a clock was set back, as the trial's at every start.
_DUE: Final = """
from ledger.deliveries
inner join ledger.messages using (message_id)
inner join ledger.viewers
    on deliveries.email = viewers.email
    and messages.reader_role = viewers.role
    and messages.reader_district_ids = viewers.district_ids
where
    deliveries.sent_at is null
    and deliveries.tried_until > %(now)s
    and (
        deliveries.next_try_at <= %(now)s
        or deliveries.next_try_at > %(now)s + %(longest)s
    )
"""
_CLAIM: Final = f"""
select
    deliveries.message_id, deliveries.email,
    messages.subject, messages.body, messages.attachment, messages.attachment_name,
    messages.created_at, md5(deliveries.email) as number
{_DUE}
order by deliveries.message_id, deliveries.email
limit 1
for update of deliveries skip locked
"""


def _at(now: datetime) -> dict[str, object]:
    return {"now": now, "longest": _LONGEST_PAUSE}


def _is_gone(error: Exception) -> bool:
    """Say whether the connection is of no more use; what the server refuses is an OSError too."""
    if isinstance(error, smtplib.SMTPException):
        return isinstance(error, smtplib.SMTPServerDisconnected)
    return isinstance(error, OSError)


def _said(error: Exception) -> str:
    """Write what went wrong: what the server answered, and the address of nobody."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        [(code, answer)] = error.recipients.values()
        said = _answered(code, answer)
    elif isinstance(error, smtplib.SMTPResponseException):
        said = _answered(error.smtp_code, error.smtp_error)
    else:
        said = f"{type(error).__name__}: {error}"
    return re.sub(r"\S+@\S+", "…", said)[:_LONGEST_ERROR]


def _answered(code: int, answer: bytes | str) -> str:
    return f"{code}: {answer.decode(errors='replace') if isinstance(answer, bytes) else answer}"


def _postpone(
    connection: Connection, row: Mapping[str, object], now: datetime, error: Exception
) -> None:
    connection.execute(
        f"{_TRIED} message_id = %(message_id)s and email = %(email)s",
        _of_try(now, error) | {"message_id": row["message_id"], "email": row["email"]},
    )


def _postpone_all(connection: Connection, now: datetime, error: Exception) -> None:
    """Let everything that is due wait: nobody is reached while the server is away."""
    with connection.transaction():
        _become_writer(connection)
        connection.execute(
            f"{_TRIED} (message_id, email) in (select message_id, deliveries.email {_DUE})",
            _of_try(now, error),
        )


_TRIED: Final = """
update ledger.deliveries set
    try_count = try_count + 1,
    next_try_at = %(now)s + least(%(first)s * power(2, least(try_count, 20)), %(longest)s),
    last_error = %(error)s
where
"""


def _of_try(now: datetime, error: Exception) -> dict[str, object]:
    return {**_at(now), "first": _FIRST_PAUSE, "error": _said(error)}


def _become_writer(connection: Connection) -> None:
    """See and change deliveries, in this transaction alone."""
    connection.execute("set local role dashboard_ledger")
    scopes.enter(connection, LEDGER, ["write_messages"])
