"""App adoption: two targets apart, the pace to 31/8, and who is missing where."""

from datetime import date, datetime

import pandas as pd

from dashboard import data, indicators, words
from dashboard.access import Viewer
from dashboard.indicators import OFFICIALS, SMARTPHONE_OWNERS, Progress, Target
from dashboard.panels import definitions, province, tiles

TABLE_PX = 460
"""Height of a long league table."""


def communes(viewer: Viewer, data_time: datetime) -> pd.DataFrame:
    """Return one measured row per commune that the viewer may see, of its smartphone owners."""
    rows = data.commune_adoption(viewer.scope, data_time)
    return measured(
        named(rows),
        whole="smartphone_owner_count",
        target=SMARTPHONE_OWNERS,
        data_day=words.local_day(data_time),
    )


def agencies(viewer: Viewer, data_time: datetime) -> pd.DataFrame:
    """Return one measured row per agency that the viewer may see, of its head count."""
    rows = data.agency_adoption(viewer.scope, data_time)
    kinds = [words.say(f"agency.{kind}") for kind in rows["agency_kind"]]
    return measured(
        named(rows).assign(kind_name=kinds),
        whole="head_count",
        target=OFFICIALS,
        data_day=words.local_day(data_time),
    )


def districts(commune_rows: pd.DataFrame, data_time: datetime) -> pd.DataFrame:
    """Return one measured row per district of these communes; the unknown stay out of it."""
    return _together(
        commune_rows,
        ["district_id", "district_name"],
        whole="smartphone_owner_count",
        target=SMARTPHONE_OWNERS,
        data_day=words.local_day(data_time),
    ).assign(unit_name=lambda rows: rows["district_name"])


def agency_kinds(agency_rows: pd.DataFrame, data_time: datetime) -> pd.DataFrame:
    """Return one measured row per kind of agency; the unknown stay out of it."""
    return _together(
        agency_rows,
        ["agency_kind", "kind_name"],
        whole="head_count",
        target=OFFICIALS,
        data_day=words.local_day(data_time),
    )


def named(rows: pd.DataFrame) -> pd.DataFrame:
    """Write communes (`unit_name`) and districts with their kind; a district may be missing."""
    written = rows.assign(district_name=_units(rows, "district"))
    if "commune_name" not in rows:
        return written
    return written.assign(unit_name=_units(rows, "commune"))


def of_district(rows: pd.DataFrame, district_id: str | None) -> pd.DataFrame:
    """Return the rows of one district; all of them for None."""
    return rows if district_id is None else rows[rows["district_id"] == district_id]


def measured(rows: pd.DataFrame, *, whole: str, target: Target, data_day: date) -> pd.DataFrame:
    """Add `share`, `missing_count`, `week_change`, `status` and its word to counted rows."""
    steps = [
        indicators.progress(count, of, ago, target=target, data_day=data_day)
        for count, of, ago in zip(
            rows["installed_count"], rows[whole], rows["week_ago_count"], strict=True
        )
    ]
    return rows.assign(
        share=_floats(rows, [step.share for step in steps]),
        missing_count=pd.Series([step.missing_count for step in steps], rows.index, dtype="Int64"),
        week_change=rows["installed_count"] - rows["week_ago_count"],
        recent_per_day=_floats(rows, [step.recent_per_day for step in steps]),
        needed_per_day=_floats(rows, [step.needed_per_day for step in steps]),
        status=[str(step.status) for step in steps],
        status_word=[words.say(f"status.{step.status}") for step in steps],
        remark=[
            words.say("adoption.doubtful") if indicators.is_doubtful(step.share) else ""
            for step in steps
        ],
    )


def total(rows: pd.DataFrame, *, whole: str, target: Target, data_day: date) -> Progress:
    """Measure all rows together; rows with an unknown count or denominator stay out of both."""
    sums = known(rows, whole)[["installed_count", whole, "week_ago_count"]].sum(min_count=1)
    count, of, ago = (float(value) for value in sums)
    return indicators.progress(count, of, ago, target=target, data_day=data_day)


def day_change(rows: pd.DataFrame, whole: str) -> float | None:
    """Return the installs of the last 24 hours; None when nothing is known."""
    rows = known(rows, whole)
    if rows.empty:
        return None
    return float((rows["installed_count"] - rows["day_ago_count"]).sum())


def known(rows: pd.DataFrame, whole: str) -> pd.DataFrame:
    """Return the rows of which both the count and the denominator are known."""
    return rows.dropna(subset=["installed_count", whole])


def whole_count(rows: pd.DataFrame, whole: str) -> float:
    """Return the denominator of all rows together, of which the count is known too."""
    return float(known(rows, whole)[whole].sum())


def target_tiles(
    viewer: Viewer, agency_rows: pd.DataFrame, commune_rows: pd.DataFrame, data_time: datetime
) -> list[tiles.Tile]:
    """Return the tiles of the two targets, for an official with the province's shares."""
    day = words.local_day(data_time)
    officials = total(agency_rows, whole="head_count", target=OFFICIALS, data_day=day)
    owners = total(
        commune_rows, whole="smartphone_owner_count", target=SMARTPHONE_OWNERS, data_day=day
    )
    shown = [
        tiles.progress_tile(
            words.say("adoption.officials"),
            officials,
            day_change=day_change(agency_rows, "head_count"),
            define="adoption.officials",
        ),
        tiles.progress_tile(
            words.say("adoption.owners"),
            owners,
            day_change=day_change(commune_rows, "smartphone_owner_count"),
            define="adoption.owners",
        ),
    ]
    return province.beside(shown, viewer, data_time)


def show_tiles(
    viewer: Viewer, agency_rows: pd.DataFrame, commune_rows: pd.DataFrame, data_time: datetime
) -> None:
    """Draw both targets, who uses the app, and how many denominators are doubtful."""
    active = commune_rows["active_count"].sum(min_count=1)
    installed = commune_rows["installed_count"].sum(min_count=1)
    doubtful = int((commune_rows["share"] > 1).sum())
    shown = definitions.dated(
        [
            *target_tiles(viewer, agency_rows, commune_rows, data_time),
            tiles.Tile(
                label=words.say("adoption.active"),
                value=words.percent(indicators.share(active, installed)),
                lines=(words.say("adoption.active_of", active=words.number(active)),),
                share=indicators.share(active, installed),
                define="adoption.active",
            ),
            tiles.Tile(
                label=words.say("adoption.doubtful_communes"),
                value=words.number(doubtful),
                lines=(words.say("adoption.doubtful_hint"),),
                define="adoption.doubtful",
            ),
        ]
    )
    tiles.show(shown)
    definitions.show(shown, key="adoption_tiles")


def _together(
    rows: pd.DataFrame, by: list[str], *, whole: str, target: Target, data_day: date
) -> pd.DataFrame:
    counts = ["installed_count", whole, "week_ago_count"]
    sums = known(rows, whole).groupby(by, as_index=False)[counts].sum(min_count=1)
    return measured(sums, whole=whole, target=target, data_day=data_day)


def _floats(rows: pd.DataFrame, values: list[float | None]) -> pd.Series:
    return pd.Series(values, rows.index, dtype="float64")


def _units(rows: pd.DataFrame, level: str) -> pd.Series:
    pairs = zip(rows[f"{level}_kind"], rows[f"{level}_name"], strict=True)
    written = [None if pd.isna(name) else words.unit(kind, name) for kind, name in pairs]
    return pd.Series(written, rows.index, dtype="str")
