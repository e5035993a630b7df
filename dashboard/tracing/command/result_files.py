"""Write a trace as files that people open: tables, a map layer and one paragraph."""

import json
from collections.abc import Mapping
from datetime import timedelta, timezone
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import geopandas as gpd
import pandas as pd

from dashboard import geojson
from dashboard.csv_file import Style, csv_of
from dashboard.tracing import contract
from dashboard.tracing.rules import TracingRules

_NAMED_CASES = 5
_LOCAL = timezone(timedelta(hours=7))  # Viet Nam's time, all year


class Counted(NamedTuple):
    """What the check-ins are and what became of them, in numbers."""

    check_ins: int
    people: int
    places: int
    first: Any
    """Of the scans that were not too far off: a `Timestamp` or NaT."""
    last: Any
    until: pd.Timestamp | None
    """When the data end, as far as the question says; check-ins after it were set aside."""
    set_aside: Mapping[str, int]
    """By reason; only those that happened."""
    stays: int
    confidence: Mapping[str, int]
    """Stays by how their end is known, strongest first."""


class Answer(Protocol):
    """What the command tells of a trace, wherever it was made."""

    @property
    def people(self) -> pd.DataFrame:
        """See `Trace.people`."""

    @property
    def rules(self) -> TracingRules:
        """The rules that were used."""

    @property
    def silent_cases(self) -> list[object]:
        """See `Trace.silent_cases`."""


class Results(NamedTuple):
    """Everything that one run of the command found."""

    counted: Counted
    trace: Answer
    contacts: pd.DataFrame
    zones: gpd.GeoDataFrame
    has_positions: bool


def counted(check_ins: pd.DataFrame, until: pd.Timestamp | None, stays: pd.DataFrame) -> Counted:
    """Return the numbers of these check-ins and of the stays that they make."""
    scanned = check_ins["scanned_at"]
    scanned = scanned[contract.are_held(contract.far_seconds(scanned, of="check_ins.scanned_at"))]
    if until is not None:
        scanned = scanned[scanned <= until]
    confidence = stays["confidence"].value_counts().reindex(stays["confidence"].cat.categories)
    return Counted(
        check_ins=len(check_ins),
        people=check_ins["person_id"].nunique(),
        places=check_ins["place_id"].nunique(),
        first=scanned.min(),
        last=scanned.max(),
        until=until,
        set_aside=stays.attrs["set_aside"],
        stays=len(stays),
        confidence={str(name): int(count) for name, count in confidence.items()},
    )


def write_results(results: Results, folder: Path, *, style: Style) -> str:
    """Write people.csv, contacts.csv, zones.geojson and summary.txt; return the summary."""
    _write_csv(results.trace.people, folder / "people.csv", style)
    _write_csv(results.contacts, folder / "contacts.csv", style)
    (folder / "zones.geojson").write_text(_layer(results.zones), encoding="utf-8")
    summary = summarise(results)
    (folder / "summary.txt").write_text(summary + "\n", encoding="utf-8")
    return summary


def _layer(zones: gpd.GeoDataFrame) -> str:
    rows = zones.drop(columns="geometry").astype("object")
    features = [
        {"type": "Feature", "properties": said, "geometry": geojson.geometry(shape)}
        for said, shape in zip(
            rows.where(rows.notna(), None).to_dict("records"), zones.geometry, strict=True
        )
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)


def summarise(results: Results) -> str:
    """Return the result in one paragraph: what was asked, what was found, what is not known."""
    return " ".join(
        (
            _sentence_of_input(results.counted),
            _sentence_of_people(results),
            _sentence_of_zones(results),
        )
    )


def _write_csv(table: pd.DataFrame, path: Path, style: Style) -> None:
    shown = table.copy()
    for column in shown:
        if isinstance(shown[column].dtype, pd.DatetimeTZDtype):
            local = shown[column].dt.tz_convert(_LOCAL)
            shown[column] = local.dt.strftime("%Y-%m-%dT%H:%M:%S+07:00")
        elif pd.api.types.is_float_dtype(shown[column].dtype):
            shown[column] = shown[column].round(1)
    path.write_bytes(csv_of(shown, style=style))


def _sentence_of_input(counted: Counted) -> str:
    aside = counted.set_aside
    reasons = ", ".join(f"{count:,} {reason}" for reason, count in aside.items()) or "none"
    ends = ", ".join(
        f"{count / counted.stays:.0%} {name}" for name, count in counted.confidence.items()
    )
    return (
        f"{counted.check_ins:,} check-ins of {counted.people:,} people at"
        f" {counted.places:,} places, {_moment(counted.first)} to"
        f" {_moment(counted.last)} (set aside: {reasons}), make {counted.stays:,} stays"
        f" (ends {ends}). {_sentence_of_clock(counted)}"
    )


def _sentence_of_clock(counted: Counted) -> str:
    if counted.until is None:
        return (
            "No --until was given: of clocks in the future only those are set aside that are too"
            " far off to be held (out_of_time)."
        )
    late = counted.set_aside.get("in_the_future", 0)
    return f"The data end at {_moment(counted.until)}; later scans set aside: {late:,}."


def _sentence_of_people(results: Results) -> str:
    trace, contacts = results.trace, results.contacts
    per_ring = trace.people["ring"].value_counts().sort_index()
    rings = ", ".join(f"{count:,} F{ring}" for ring, count in per_ring.items() if ring != 0)
    cases = trace.people.loc[trace.people["ring"] == 0]
    named = ", ".join(
        f"{row.person_id} infectious from {_moment(row.exposed_at)}"
        for row in cases.head(_NAMED_CASES).itertuples()
    )
    if len(cases) > _NAMED_CASES:
        named += f" and {len(cases) - _NAMED_CASES:,} more"
    asked = f"From {len(cases):,} F0 ({named}) the trace reaches"
    if contacts.empty:
        return f"{asked} nobody, counting {_minimum(trace)}.{_silence(trace)}"
    tiers = contacts["tier"].value_counts().reindex(contacts["tier"].cat.categories, fill_value=0)
    minutes = ", ".join(f"{count:,} of {tier} minutes" for tier, count in tiers.items())
    return (
        f"{asked} {rings} through"
        f" {len(contacts):,} contacts with somebody nearer to a case, at"
        f" {contacts['place_id'].nunique():,} places ({minutes}), counting"
        f" {_minimum(trace)}.{_silence(trace)}"
    )


def _silence(trace: Answer) -> str:
    silent = len(trace.silent_cases)
    return f" No check-in while infectious: {silent:,} of the F0." if silent else ""


def _minimum(trace: Answer) -> str:
    seconds = trace.rules.seconds("min_overlap")
    return f"{seconds / 60:g} minutes together and more" if seconds else "any shared time"


def _sentence_of_zones(results: Results) -> str:
    limits = "It sees only those who scanned, and a stay without check-out ends by estimate."
    if not results.has_positions:
        return f"No zones: the check-ins have no lat and lon. {limits}"
    zones = results.zones
    hectares = zones["area_m2"].sum() / 10_000
    return (
        f"Zones drawn around where they met: {len(zones):,}, {hectares:,.1f} ha in all; how many"
        f" people live there is not known from check-ins. {limits}"
    )


def _moment(when: Any) -> str:  # noqa: ANN401 - a Timestamp or NaT
    """Return a time as people here tell it, with its zone."""
    return "unknown" if pd.isna(when) else f"{when.tz_convert(_LOCAL):%Y-%m-%dT%H:%M}+07:00"
