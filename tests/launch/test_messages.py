"""What is written, and what a real mail server receives: once, encrypted, after a login."""

import asyncio
import io
import os
import re
import socket
import ssl
import subprocess
import sys
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from ipaddress import ip_address

import psycopg
import pytest
import streamlit as st
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pypdf import PdfReader

from dashboard import data
from dashboard.access import Role
from dashboard.data import database
from dashboard.data.ledger import Message
from dashboard.panels.messages import writing
from launch import mail, messages
from launch.errors import LaunchError
from tests.pages.viewers import EPIDEMIOLOGIST

# Of a server that is encrypted from the start it does not know that it is.
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")

NOW = datetime(2021, 8, 24, 10, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
READERS = """
insert into ledger.viewers values
('lanh.dao@example.vn', 'A', 'leader', '{}'), ('hai@example.vn', 'B', 'leader', '{}'),
('dich.te@example.vn', 'C', 'epidemiologist', '{}'),
('huyen@example.vn', 'D', 'district_official', '{290}'),
('sso-4711', 'no address', 'leader', '{}')
"""
SECRET = "a secret"  # noqa: S105 - of a server that lives for one test


class Inbox:
    """Keep what was received; refuse an address as long as it is told to."""

    def __init__(self):
        self.mails = []
        self.refused = set()
        self.is_silent = False

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802
        """Take or refuse one recipient."""
        if address in self.refused:
            return f"450 mailbox of {address} busy"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        """Keep one message."""
        if self.is_silent:
            await asyncio.sleep(1)
        parsed = message_from_bytes(envelope.content, policy=policy.default)
        encrypted = server.transport.get_extra_info("ssl_object") is not None
        self.mails.append((envelope.rcpt_tos[0], parsed, encrypted, bool(session.authenticated)))
        return "250 OK"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """File of a key and a certificate of 127.0.0.1 that vouches for itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - MINUTE)
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("mail") / "server.pem"
    pem = serialization.Encoding.PEM
    private = serialization.PrivateFormat.PKCS8
    file.write_bytes(
        key.private_bytes(pem, private, serialization.NoEncryption()) + made.public_bytes(pem)
    )
    return file


@pytest.fixture
def started(certificate, tmp_path):
    """Return a function that starts a mail server: its inbox, and the settings that reach it."""
    running = []
    password = tmp_path / "password"
    password.write_text(f"{SECRET}\n")

    def start(scheme="smtp"):
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate)
        inbox = Inbox()
        of_scheme = {
            "smtp": {"tls_context": context, "require_starttls": True, "auth_required": True},
            "smtps": {"ssl_context": context, "auth_required": True, "auth_require_tls": False},
            "smtp+clear": {},
        }
        controller = Controller(
            inbox, "127.0.0.1", free_port(), authenticator=_authenticated, **of_scheme[scheme]
        )
        controller.start()
        running.append(controller)
        user = "" if scheme == "smtp+clear" else "bot@"
        return inbox, mail.settings(
            {
                "SMTP_URL": f"{scheme}://{user}127.0.0.1:{controller.port}",
                "SMTP_PASSWORD_FILE": str(password) if user else "",
                "SMTP_FROM": "bot@example.vn",
                "SMTP_CA_FILE": str(certificate),
            }
        )

    yield start
    for controller in running:
        controller.stop()


def free_port():
    """Return a port that nothing listens on: the controller cannot tell which one it was given."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def _authenticated(_server, _session, _envelope, _mechanism, login):
    is_right = (login.login, login.password) == (b"bot", SECRET.encode())
    return AuthResult(success=is_right, handled=False)  # handled: it would answer nothing


@pytest.fixture
def own_ledger(empty_province):
    """Yield a connection of the owner of an empty ledger, which has readers."""
    with psycopg.connect(empty_province, autocommit=True) as owner:
        owner.execute(READERS)
        yield owner


def put(key="feed:app", role="leader", districts=(), **changes):
    message = Message(
        kind="feed_late",
        dedup_key=key,
        reader_role=role,
        reader_district_ids=districts,
        subject="Nguồn dữ liệu chậm: Ứng dụng",
        body="Nạp gần nhất lúc 8 giờ.\n",
        created_at=NOW,
    )
    return data.ledger.add_message(replace(message, **changes))


def send(owner, settings, now=NOW):
    """Return how many went out."""
    return tried(owner, settings, now).mails


def tried(owner, settings, now=NOW):
    with psycopg.connect(owner.info.dsn, autocommit=True) as connection:
        return mail.send_due(connection, settings, now)


def lying():
    """Return the outbox as an epidemiologist reads it."""
    return data.ledger.outbox(EPIDEMIOLOGIST.scope).to_dict("records")


def let_it_be(moment, monkeypatch):
    """Start the trial's clock then and now."""
    monkeypatch.setenv("TRIAL_STARTED_AT", moment.isoformat())
    monkeypatch.setattr(database, "_STARTED", time.monotonic())


@pytest.mark.parametrize("scheme", ["smtp", "smtps", "smtp+clear"])
def test_a_message_reaches_each_reader_once(own_ledger, started, scheme):
    inbox, settings = started(scheme)
    paper = b"%PDF-1.7 \x00\xff"
    put(attachment=paper, attachment_name="tong-quan.pdf")

    assert [send(own_ledger, settings), send(own_ledger, settings)] == [2, 0]

    assert sorted(to for to, *_ in inbox.mails) == ["hai@example.vn", "lanh.dao@example.vn"]
    for to, received, encrypted, is_known in inbox.mails:
        assert received["To"] == to
        assert received["Subject"] == "Nguồn dữ liệu chậm: Ứng dụng"
        assert received.get_body().get_content() == "Nạp gần nhất lúc 8 giờ.\r\n"
        [attached] = received.iter_attachments()
        assert (attached.get_filename(), attached.get_content()) == ("tong-quan.pdf", paper)
        assert (encrypted, is_known) == (scheme != "smtp+clear",) * 2


def test_the_same_is_written_once_for_the_same_readers(own_ledger):
    assert [put(), put(), put(role="epidemiologist"), put(key="other")] == [True, False, True, True]


def test_a_district_is_told_what_is_its_own(own_ledger, started):
    inbox, settings = started()
    put(role="district_official", districts=["288"])
    put(role="district_official", districts=["290"], subject="Chí Linh")

    send(own_ledger, settings)

    assert [(to, mail["Subject"]) for to, mail, *_ in inbox.mails] == [
        ("huyen@example.vn", "Chí Linh")
    ]


def test_who_is_no_viewer_any_more_is_sent_nothing(own_ledger, started):
    inbox, settings = started()
    put()
    own_ledger.execute("delete from ledger.viewers where email = 'hai@example.vn'")
    own_ledger.execute(
        "update ledger.viewers set role = 'epidemiologist' where email = 'lanh.dao@example.vn'"
    )

    assert tried(own_ledger, replace(settings, port=1)) == (0, None)  # it is not even asked
    assert send(own_ledger, settings) == 0
    assert inbox.mails == []
    assert [row["state"] for row in lying()] == ["kept"]


def test_what_was_sent_to_somebody_who_left_stays_sent(own_ledger, started):
    _, settings = started()
    put()
    send(own_ledger, settings)
    own_ledger.execute("delete from ledger.viewers where role = 'leader'")

    [row] = lying()
    assert (row["state"], row["sent_count"]) == ("sent", 2)


def test_a_server_that_is_away_loses_nothing(own_ledger, started):
    inbox, settings = started("smtp+clear")
    away = replace(settings, port=1)
    put()

    pauses = []
    now = NOW
    for _ in range(8):
        assert send(own_ledger, away, now) == 0
        rows = own_ledger.execute("select next_try_at, last_error from ledger.deliveries")
        [(again, error)] = set(rows.fetchall())
        assert "Connection refused" in error
        assert send(own_ledger, settings, again - MINUTE / 60) == 0
        pauses.append((again - now) / MINUTE)
        now = again

    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60]
    assert send(own_ledger, settings, now) == 2
    assert len(inbox.mails) == 2
    assert own_ledger.execute("select from ledger.deliveries where last_error > ''").rowcount == 0


def test_five_days_are_tried_and_then_said_to_have_been_in_vain(own_ledger, started, monkeypatch):
    inbox, settings = started("smtp+clear")
    away = replace(settings, port=1)
    put()
    almost = NOW + 5 * DAY - MINUTE

    assert tried(own_ledger, away, almost).error
    let_it_be(almost, monkeypatch)
    assert [row["state"] for row in lying()] == ["failing"]
    assert tried(own_ledger, settings, NOW + 5 * DAY) == (0, None)
    let_it_be(NOW + 5 * DAY, monkeypatch)
    assert [row["state"] for row in lying()] == ["lapsed"]
    assert inbox.mails == []


def test_a_clock_that_was_set_back_holds_nothing_up(own_ledger, started):
    """The trial's does at every start."""
    inbox, settings = started("smtp+clear")
    put(created_at=NOW + HOUR)
    put(key="later", created_at=NOW + HOUR + MINUTE)

    assert send(own_ledger, settings) == 2
    assert {str(mail["Date"].datetime) for _, mail, *_ in inbox.mails} == {str(NOW + HOUR + MINUTE)}
    assert send(own_ledger, settings, NOW + HOUR) == 2


def test_a_server_that_never_answers_is_left_and_asked_again(own_ledger, started, monkeypatch):
    _, settings = started("smtp+clear")
    monkeypatch.setattr(mail, "_ANSWER_SECONDS", 0.2)
    put()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        outcome = tried(own_ledger, replace(settings, port=port))

    assert (outcome.mails, "timed out" in outcome.error) == (0, True)
    assert send(own_ledger, settings, NOW + MINUTE) == 2


def test_a_server_that_falls_silent_in_the_middle_holds_up_only_what_it_had(
    own_ledger, started, monkeypatch
):
    inbox, settings = started("smtp+clear")
    monkeypatch.setattr(mail, "_ANSWER_SECONDS", 0.3)
    put()
    inbox.is_silent = True

    assert "timed out" in tried(own_ledger, settings).error
    tries = own_ledger.execute("select try_count from ledger.deliveries order by email").fetchall()
    assert tries == [(1,), (0,)]
    inbox.is_silent = False
    assert send(own_ledger, settings) == 1
    assert send(own_ledger, settings, NOW + MINUTE) == 1


def test_an_address_that_no_mail_program_can_write_keeps_no_other_back(own_ledger, started):
    inbox, settings = started()
    own_ledger.execute("insert into ledger.viewers values ('a@[', 'E', 'leader', '{}')")
    put()

    outcome = tried(own_ledger, settings)

    assert outcome.mails == 2
    assert outcome.error
    assert sorted(to for to, *_ in inbox.mails) == ["hai@example.vn", "lanh.dao@example.vn"]


def test_one_refused_address_waits_and_the_other_does_not(own_ledger, started):
    inbox, settings = started()
    inbox.refused = {"hai@example.vn"}
    put()

    assert send(own_ledger, settings) == 1
    [row] = lying()
    assert (row["address_count"], row["sent_count"]) == (2, 1)
    assert row["last_error"] == "450: mailbox of … busy"

    inbox.refused = set()
    assert send(own_ledger, settings, NOW + MINUTE) == 1
    assert sorted(to for to, *_ in inbox.mails) == ["hai@example.vn", "lanh.dao@example.vn"]


def test_two_senders_at_once_send_each_message_once(own_ledger, started):
    inbox, settings = started()
    for number in range(6):
        put(key=f"feed:{number}")

    sent = []
    threads = [
        threading.Thread(target=lambda: sent.append(send(own_ledger, settings))) for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(sent) == len(inbox.mails) == 12
    assert len({(to, mail["Message-ID"]) for to, mail, *_ in inbox.mails}) == 12


def test_a_wrong_password_is_an_error_that_is_shown(own_ledger, started):
    inbox, settings = started()
    put()

    assert send(own_ledger, replace(settings, password="wrong")) == 0  # noqa: S106

    [error] = set(own_ledger.execute("select last_error from ledger.deliveries").fetchall())
    assert "Authentication" in error[0]
    assert "wrong" not in error[0]
    assert inbox.mails == []


def test_a_server_that_nobody_vouches_for_gets_no_password(own_ledger, started):
    _, settings = started()
    put()

    assert send(own_ledger, replace(settings, authorities=None)) == 0
    [error] = own_ledger.execute("select last_error from ledger.deliveries limit 1").fetchone()
    assert "CERTIFICATE_VERIFY_FAILED" in error


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"SMTP_URL": "mail.example.vn"}, "SMTP_URL must read"),
        ({"SMTP_URL": "smtps://bot@h:port"}, "no address of a mail server"),
        ({"SMTP_URL": "smtps://bot:secret@h"}, "must not hold the password"),
        ({"SMTP_URL": "smtps://h"}, "go together"),
        ({"SMTP_PASSWORD_FILE": ""}, "go together"),
        ({"SMTP_PASSWORD_FILE": "/nowhere"}, "SMTP_PASSWORD_FILE=/nowhere cannot be read"),
        ({"SMTP_CA_FILE": "/nowhere"}, "SMTP_CA_FILE=/nowhere cannot be read"),
        ({"SMTP_URL": "smtp+clear://bot@h"}, "never sent unencrypted"),
        ({"SMTP_FROM": ""}, "SMTP_FROM="),
        ({"SMTP_FROM": "a@b\r\nBcc: c@d"}, "SMTP_FROM="),
    ],
)
def test_a_wrong_setting_is_one_sentence(tmp_path, changes, said):
    password = tmp_path / "password"
    password.write_text("x")
    right = {
        "SMTP_URL": "smtps://bot@mail.example.vn",
        "SMTP_PASSWORD_FILE": str(password),
        "SMTP_FROM": "bot@example.vn",
    }
    assert mail.settings(right).port == 465

    with pytest.raises(LaunchError, match=re.escape(said)):
        mail.settings(right | changes)


def test_without_a_server_nothing_is_configured():
    assert mail.settings({}) is None


@pytest.fixture
def outbreak(own_province):
    """Yield the owner's connection: a province with readers, an unlisted case, a late source."""
    st.cache_data.clear()
    st.cache_resource.clear()
    with psycopg.connect(own_province, autocommit=True) as owner:
        owner.execute(READERS)
        owner.execute(
            "insert into operational.cases (case_id, person_id, confirmed_at, reported_at)"
            " select 'HD-SECRET-1', person_id, %(at)s, %(at)s from operational.people"
            " where person_id not in (select person_id from operational.isolations)"
            " and person_id not in (select person_id from operational.cases)"
            " and person_id not in (select person_id from ledger.follow_up_events)"
            " order by person_id desc limit 1",
            {"at": last_load(owner) - MINUTE},
        )
        owner.execute(
            "update operational.feeds set last_loaded_at = last_loaded_at - interval '9 days'"
            " where feed_id = 'app'"
        )
        yield owner
    st.cache_data.clear()
    st.cache_resource.clear()


def last_load(owner):
    return owner.execute("select max(last_loaded_at) from operational.feeds").fetchone()[0]


def test_what_is_due_is_told_once_and_names_nobody(outbreak, started, monkeypatch):
    """From the figures of the pages to the inbox; no name, code, number or address of anybody."""
    inbox, settings = started()
    monkeypatch.setattr(writing, "_TRIAL_READERS", ())
    now = last_load(outbreak)
    papers = []
    whole = writing.overview_pdf
    monkeypatch.setattr(
        writing,
        "overview_pdf",
        lambda sheet: papers.append(sheet) or (whole(sheet) if len(papers) == 1 else b"%PDF"),
    )
    called_by_their_address(outbreak, now)

    written, sent, failures = messages.once(settings, now)
    assert failures == ()
    assert messages.once(settings, now + MINUTE) == (0, 0, ())

    got = [(to, received) for to, received, *_ in inbox.mails]
    assert (written, sent) == (len(rows(outbreak)), len(got))
    kinds = {(role, kind) for role, kind, *_ in rows(outbreak)}
    assert {role for role, kind in kinds if kind == "case_outside"} == {"epidemiologist"}
    assert {role for role, kind in kinds if kind == "feed_late"} == {"leader", "epidemiologist"}
    assert {("leader", "daily"), ("epidemiologist", "daily"), ("district_official", "daily")} <= (
        kinds
    )
    assert {"zone_ends", "zone_overdue"} <= {kind for _, kind in kinds}
    assert len(papers) == 3
    assert found_personal(outbreak, got, papers) == []


def called_by_their_address(owner, now):
    """Let a zone of each kind be named after people's houses, in district 290 and beyond."""
    owner.execute("set session_replication_role = replica")  # zones without a history
    owner.execute(
        """
        insert into ledger.zones (
            zone_name, district_id, commune_id, status, outline, area_m2, resident_count, f0_count,
            f1_count, place_count, reason, proposed_by, data_time, traced_with, starts_at,
            planned_end_at
        )
        select
            'Từ nhà ông ' || full_name || ' (' || phone || ')', district_id, commune_id, 'in_force',
            '{}', 100, 5, 1, 1, 1, full_name, 'A', %(now)s - interval '9 days', '',
            %(now)s - interval '9 days',
            %(now)s + (rank() over (order by person_id) - 1.5) * interval '1 hour'
        from operational.people
        inner join operational.identities using (person_id)
        inner join operational.communes using (commune_id)
        where phone is not null
        order by person_id
        limit 4
        """,
        {"now": now},
    )


def rows(owner):
    return owner.execute("select reader_role, kind, dedup_key from ledger.messages").fetchall()


def found_personal(owner, got, papers):
    """Return what of any person stands in the mails, their papers and the sheets behind those."""
    said = [str(sheet) for sheet in papers]
    for _, received in got:
        said += [received["Subject"], received.get_body().get_content()]
        for attached in received.iter_attachments():
            content = attached.get_content()
            if len(content) > 10:
                pages = PdfReader(io.BytesIO(content)).pages
                said.append(" ".join(page.extract_text() for page in pages))
    everything = " ".join(" ".join(said).split())
    assert "Tổng quan" in everything
    personal = owner.execute(
        "select full_name, phone, card_number, address from operational.identities"
    ).fetchall()
    codes = [code for (code,) in owner.execute("select case_id from operational.cases")]
    homes = [name for (name,) in owner.execute("select zone_name from ledger.zones")]
    values = {value for person in personal for value in person if value} | {*codes, *homes}
    newest = owner.execute(
        "select person_id from operational.cases where case_id = 'HD-SECRET-1'"
    ).fetchone()[0]
    found = [value for value in values if value in everything]
    alerts = " ".join(received.get_body().get_content() for _, received in got)
    return found + re.findall(rf"\b{newest}\b", alerts)


def test_an_indicator_is_told_when_it_turns_and_not_again(outbreak, monkeypatch):
    monkeypatch.setattr(writing, "overview_pdf", lambda _sheet: b"%PDF")
    now = last_load(outbreak)
    messages.once(None, now)
    red = "select count(*) from ledger.messages where kind = 'indicator_red'"
    assert outbreak.execute(red).fetchone() == (0,)  # its first look is no turn
    assert outbreak.execute(
        "update ledger.indicator_states set status = 'on_course'"
        " where reader_role = 'leader' and status = 'behind'"
    ).rowcount

    messages.once(None, now + MINUTE)
    [turned] = outbreak.execute(red).fetchone()
    messages.once(None, now + 2 * MINUTE)

    assert turned > 0
    assert outbreak.execute(red).fetchone() == (turned,)


def test_the_page_of_the_day_waits_for_seven(outbreak, monkeypatch):
    monkeypatch.setattr(writing, "overview_pdf", lambda _sheet: b"%PDF")
    daily = "select count(*) from ledger.messages where kind = 'daily'"
    before = datetime(2021, 8, 24, 23, 59, tzinfo=UTC)  # 06:59 of the 25th in the province

    for minutes, count in ((0, 0), (1, 3), (2, 3)):
        let_it_be(before + minutes * MINUTE, monkeypatch)
        assert messages.round_of(None, set())
        assert outbreak.execute(daily).fetchone() == (count,)
    late = "select 1 from ledger.messages where dedup_key like %s"
    assert outbreak.execute(late, ("feed:app:%",)).rowcount == 2
    assert outbreak.execute(late, ("feed:check_ins:%",)).rowcount == 0  # nothing loads in the trial


def test_what_cannot_be_written_to_one_keeps_nobody_else_back_and_is_said_once(
    own_ledger, started, monkeypatch, capsys
):
    inbox, settings = started()
    let_it_be(NOW, monkeypatch)
    put()
    whole = writing.write_due

    def failing_for_leaders(reader, now):
        if reader.role is Role.LEADER:
            raise KeyError("commune")
        return whole(reader, now)

    monkeypatch.setattr(writing, "write_due", failing_for_leaders)
    said = set()

    assert not messages.round_of(settings, said)
    assert not messages.round_of(settings, said)
    told = capsys.readouterr().out
    assert told.count("KeyError: 'commune'") == 1
    assert len(inbox.mails) == 2

    monkeypatch.setattr(writing, "write_due", whole)
    put(key="next")
    assert messages.round_of(settings, said)
    assert said == set()


def run(**settings):
    return subprocess.run(
        [sys.executable, "-m", "launch.messages"],
        env=os.environ | settings,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_command_ends_at_a_wrong_setting_with_one_sentence():
    result = run(DATABASE_URL="postgresql://nobody@127.0.0.1:1/nowhere", SMTP_URL="mail")

    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith("SMTP_URL must read")
    assert result.stderr.count("\n") == 1


def test_the_command_sends_what_waits_and_ends(own_ledger, started, certificate, tmp_path):
    """As cron starts it, over a province that has loaded nothing yet."""
    inbox, settings = started()
    put(created_at=datetime.now(UTC))

    result = run(
        SMTP_URL=f"smtp://bot@127.0.0.1:{settings.port}",
        SMTP_PASSWORD_FILE=str(tmp_path / "password"),
        SMTP_FROM="bot@example.vn",
        SMTP_CA_FILE=str(certificate),
        DATABASE_URL=own_ledger.info.dsn,
    )

    assert (result.returncode, result.stdout, result.stderr) == (
        0, "  0 messages written, 2 sent\n", ""
    )  # fmt: skip
    assert len(inbox.mails) == 2
