"""Write what is due to each kind of reader, from the figures of their own pages.

A message says what its reader's pages say: it is written as that reader, so that scope, rights and
withheld counts are theirs. It says nothing of a single person: no name, code, phone or address. The
names of zones are addresses ("from Mr A's house to Mr B's"), so a zone is called by its commune.
Always in Vietnamese, as papers are.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextvars import copy_context
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

import pandas as pd

from dashboard import access, clock, data, figures, words
from dashboard.access import Right, Role, Viewer
from dashboard.data.database import AnswerTookTooLong, is_trial
from dashboard.data.kept import Load
from dashboard.data.ledger import Message
from dashboard.figures.viewpoint import Viewpoint
from dashboard.indicators import alerts
from dashboard.indicators.alerts import Alert, Kind
from dashboard.indicators.targets import Status
from dashboard.panels import overview
from dashboard.panels.shared.tiles import Tile
from dashboard.reports.overview.overview_pdf import overview_pdf

_TONGUE = words.LANGUAGES[0]
_TRIAL_READERS = ((Role.LEADER, ()), (Role.EPIDEMIOLOGIST, ()))
"""Nobody is a viewer of the trial: so that its outbox shows what a province's would."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Viewers of one role and the same districts: they are told the same."""

    role: Role
    district_ids: tuple[str, ...]
    """Empty for the whole province."""

    @property
    def viewer(self) -> Viewer:
        """Whom pages would show what these readers are told; named after the role."""
        return Viewer(access.role_name(self.role), self.role, self.district_ids or None)


class _To(NamedTuple):
    """To whom a message is written, from which viewpoint, and when."""

    reader: Reader
    here: Viewpoint
    now: datetime


def readers() -> list[Reader]:
    """Return who is told; in the trial, whoever may enter for the whole province."""
    known = [Reader(Role(role), districts) for role, districts in data.ledger.readers()]
    if known or not is_trial():
        return known
    return [Reader(role, districts) for role, districts in _TRIAL_READERS]


def write_due(reader: Reader, now: datetime) -> int:
    """Keep every message to a reader that is due by now and not written yet; return how many."""
    return copy_context().run(_write_due, reader, now)


def _write_due(reader: Reader, now: datetime) -> int:
    words.settle_language(_TONGUE)
    access.act_as(reader.viewer)
    loaded = data.feeds.figures(reader.viewer.scope)
    if loaded is None:
        return 0
    here = Viewpoint(reader.viewer, loaded.data_time)
    to = _To(reader, here, now)
    told = data.ledger.told_keys(reader.role, reader.district_ids)
    states = _indicators(here)
    before = data.ledger.indicator_states(reader.role, reader.district_ids)
    due = [*_alerts(here, now), *_turned_red(before, states)]
    written = [_alert(to, one) for one in due if one.key not in told]
    day = alerts.day_due(now)
    if day is not None and f"daily:{day}" not in told:
        written.append(_page_of_the_day(to))
    added = sum(data.ledger.add_message(message) for message in written)
    # After their messages were kept: whoever is stopped in between tells them once all the same.
    statuses = {figure: str(tile.status) for figure, tile in states.items()}
    data.ledger.note_states(reader.role, reader.district_ids, statuses, now)
    return added


def _alerts(here: Viewpoint, now: datetime) -> Iterator[Alert]:
    if Right.TRACE_CONTACTS in here.viewer.rights:
        yield from _cases_outside(here, now)
    yield from alerts.zones(figures.zones.ledger.zones(here), now=now)
    if here.is_provincial:
        # The trial loads nothing while its clock goes on: that makes no source late.
        loaded_by = here.data_time if is_trial() else now
        yield from alerts.feeds(data.feeds.feeds(here.scope, loaded_by))


def _cases_outside(here: Viewpoint, now: datetime) -> list[Alert]:
    load = Load(here.scope, data.feeds.data_time(here.scope) or here.data_time)
    cases = data.tracing.cases(load).merge(
        data.units.communes(here.scope)[["commune_id", "district_id"]], on="commune_id", how="left"
    )
    listed = data.follow_up.follow_ups_ever(here.scope, load.data_time)
    return alerts.cases_outside(cases, data.tracing.isolations(load), listed, now=now)


def _indicators(here: Viewpoint) -> dict[str, Tile]:
    """Return the ordered things whose status is known now: figure -> tile.

    What cannot be known keeps the state that it had.
    """
    try:
        tiles = [tile for tile, _ in overview.board.ordered_tiles(here)]
    except AnswerTookTooLong:  # the next round asks again; the other alerts must not wait
        return {}
    return {tile.define: tile for tile in tiles if tile.status not in {None, Status.UNKNOWN}}


def _turned_red(before: pd.DataFrame, now: Mapping[str, Tile]) -> list[Alert]:
    statuses = {figure: tile.status for figure, tile in now.items() if tile.status}
    found = alerts.turned_red(before, statuses)
    return [replace(one, row={**one.row, "tile": now[one.row["figure"]]}) for one in found]


def _alert(to: _To, alert: Alert) -> Message:
    return _message(to, alert.kind, alert.key, _SAID[alert.kind](to.here, alert))


def _case_outside(here: Viewpoint, alert: Alert) -> tuple[str, str]:
    names = figures.units.own_districts(here.viewer)
    where = names.get(str(alert.row["district_id"]), words.say("frame.province"))
    day = words.day(clock.local_day(alert.row["reported_at"]))
    return (
        words.say("message.case_outside_subject", where=where),
        words.say("message.case_outside", where=where, day=day),
    )


def _zone(here: Viewpoint, alert: Alert) -> tuple[str, str]:
    [row] = figures.guarded.records(figures.zones.ledger.seen(here, pd.DataFrame([alert.row])))
    where = _places(here)[str(alert.row["commune_id"])]
    blanks = {
        "where": where,
        "moment": words.moment(alert.row["planned_end_at"]),
        "people": words.number(row["resident_count"]),
    }
    return (
        words.say(f"message.{alert.kind}_subject", where=where),
        words.say(f"message.{alert.kind}", **blanks),
    )


def _feed_late(_here: Viewpoint, alert: Alert) -> tuple[str, str]:
    source = words.of_data(str(alert.row["source"]))
    moment = words.moment(alert.row["last_loaded_at"])
    return (
        words.say("message.feed_late_subject", source=source),
        words.say("message.feed_late", source=source, moment=moment),
    )


def _indicator_red(_here: Viewpoint, alert: Alert) -> tuple[str, str]:
    tile: Tile = alert.row["tile"]
    return (
        words.say("message.indicator_red_subject", label=tile.heading),
        words.say("message.indicator_red", label=tile.heading, value=tile.value),
    )


_SAID = {
    Kind.CASE_OUTSIDE: _case_outside,
    Kind.ZONE_ENDS: _zone,
    Kind.ZONE_OVERDUE: _zone,
    Kind.FEED_LATE: _feed_late,
    Kind.INDICATOR_RED: _indicator_red,
}


def _page_of_the_day(to: _To) -> Message:
    """Write the message of the morning: the overview as its page offers it, zones by commune."""
    here = to.here
    zones = figures.zones.ledger.zones(here)
    places = _places(here)
    called = zones.assign(zone_name=[places[str(commune)] for commune in zones["commune_id"]])
    board = overview.board.board_with(here, called)
    day = clock.local_day(to.now)
    subject = words.say("message.daily_subject", area=here.area, day=words.day(day))
    sentences = (
        subject,
        words.say("message.daily", moment=words.moment(here.data_time)),
        *overview.paper.sheet(board).headline,
    )
    paper = overview_pdf(overview.paper.sheet(board))
    message = _message(to, Kind.DAILY, f"daily:{day}", sentences)
    return replace(message, attachment=paper, attachment_name=f"tong-quan-{day}.pdf")


def _message(to: _To, kind: Kind, key: str, sentences: Sequence[str]) -> Message:
    """Put sentences, the first of which is the subject, before the foot of every message."""
    subject, *said = sentences
    simulated = [words.say("frame.simulated")] if is_trial() else []
    foot = words.say("message.foot", area=to.here.area)
    return Message(
        kind=kind,
        dedup_key=key,
        reader_role=to.reader.role,
        reader_district_ids=to.reader.district_ids,
        subject=" ".join(subject.split()),
        body="\n\n".join([*said, *simulated, foot]) + "\n",
        created_at=to.now,
    )


def _places(here: Viewpoint) -> dict[str, str]:
    """Return communes as a message names them, with their districts: id -> name."""
    rows = figures.units.named(data.units.communes(here.scope))
    return {
        str(row["commune_id"]): f"{row['unit_name']}, {row['district_name']}"
        for row in rows.to_dict("records")
    }
