"""Sources: how late each is and what rests on it; communes and agencies that do not report."""

from typing import Final

import pandas as pd

from dashboard import data, words
from dashboard.figures import guarded, units
from dashboard.figures.guarded import Guarded
from dashboard.figures.once import of_all, once
from dashboard.figures.viewpoint import Viewpoint
from dashboard.indicators import disclosure
from dashboard.indicators.definitions import DEFINITIONS
from dashboard.indicators.disclosure import Plan

KINDS: Final = ("shift", "post", "broadcast", "assessment")
"""What communes report besides declarations: helpers, checkpoints, loudspeakers, readiness."""

LIMITS: Final = {"shift": 7, "post": 1, "broadcast": 7, "assessment": 30}
"""After so many days without a report a commune is silent: our own choice."""

PAGES: Final = {
    "overview": "overview.title",
    "adoption": "adoption.title",
    "coverage": "coverage.title",
    "platforms": "platforms.title",
    "declared": "declared.title",
    "samples": "samples.title",
    "systems": "systems.title",
    "support": "support.title",
    "health_records": "platforms.title",
    "qr_places": "qr_places.title",
    "checkpoints": "checkpoints.title",
    "outreach": "outreach.title",
    "risk": "zones.title",
    "zones": "zones.title",
    "today": "today.title",
    "follow_up": "follow_up.title",
    "speed": "follow_up.title",
    "yield": "follow_up.title",
    "tracing": "tracing.title",
}
"""First word of a figure's key -> the title of the page that shows it."""

_PLAN: Final = Plan(counts=("duplicate_count",), totals=())


@once
def feeds(here: Viewpoint) -> pd.DataFrame:
    """Return one row per source, the late ones first, as the viewer may see it."""
    rows = data.feeds.feeds(here.scope, here.data_time)
    since = (pd.Timestamp(here.data_time) - rows["last_loaded_at"]).dt.total_seconds() / 3600
    expected = rows["expected_every"].dt.total_seconds() / 3600
    named = rows.assign(
        source=rows["source"].map(words.of_data),
        state=[_state(bool(late)) for late in rows["is_late"]],
        loaded=[words.moment(moment) for moment in rows["last_loaded_at"]],
        age_hours=since,
        expected_hours=expected,
        over_hours=(since - expected).clip(lower=0),
        reject_share=rows["reject_count"]
        / (rows["row_count"] + rows["reject_count"]).where(lambda whole: whole > 0),
        figure_count=[float(len(resting_on(str(feed)))) for feed in rows["feed_id"]],
        pages=[", ".join(_pages(str(feed))) for feed in rows["feed_id"]],
    ).astype({"reject_share": "float64"})
    shown = named.merge(duplicates(here).shown(), on="feed_id", how="left")
    companion = f"duplicate_count{disclosure.SUFFIX}"
    if companion in shown:  # of who may see all there is none
        shown[companion] = shown[companion].eq(other=True)
    return shown.sort_values(["is_late", "over_hours"], ascending=False).reset_index(drop=True)


@once
def duplicates(here: Viewpoint) -> Guarded:
    """Count the rows of each source that repeat others, and decide which counts are withheld."""
    rows = data.feeds.duplicates(here.load).astype({"duplicate_count": "float64"})
    return guarded.guard(here.viewer, rows, _PLAN)


def resting_on(feed_id: str) -> list[str]:
    """Return the registered figures that rest on a source, or whose denominator does."""
    return [key for key, one in DEFINITIONS.items() if feed_id in (*one.feeds, *one.base_feeds)]


@of_all
def communes(here: Viewpoint) -> pd.DataFrame:
    """Return one row per commune of all districts: how many days ago it reported what.

    `silent_kinds` counts what it should have reported and did not; a checkpoint's staff is asked
    only of communes that have an open one.
    """
    rows = data.platforms.commune_reports(here.scope, here.data_time).drop(columns="district_id")
    rows = units.own_communes(here.viewer).merge(rows, on="commune_id")
    rows = rows.astype({f"{kind}_days": "float64" for kind in KINDS})
    is_silent = pd.DataFrame(
        {
            kind: ~(rows[f"{kind}_days"] <= LIMITS[kind])
            & (rows["has_checkpoint"] if kind == "post" else True)
            for kind in KINDS
        }
    )
    silent = is_silent.sum(axis="columns") + (~rows["has_declared"]).astype("int64")
    declared = ["declared" if has else "not_declared" for has in rows["has_declared"]]
    return rows.assign(
        silent_kinds=silent.astype("float64"),
        declared=[words.say(f"data_sources.{word}") for word in declared],
    )


@once
def silent(here: Viewpoint) -> pd.DataFrame:
    """Return the communes looked at that do not report something, those with most first."""
    rows = here.of_district(communes(here))
    rows = rows[rows["silent_kinds"] > 0]
    return rows.sort_values(["silent_kinds", "commune_id"], ascending=[False, True])


@once
def agencies(here: Viewpoint) -> pd.DataFrame:
    """Return the agencies looked at whose staff nobody has reported."""
    rows = data.adoption.agency_adoption(here.scope, here.data_time)
    rows = here.of_district(rows[rows["staff_count"].isna()])
    return units.named(rows)


def _state(is_late: bool) -> str:  # noqa: FBT001 - a truth becomes a word
    return words.say("overview.is_late" if is_late else "overview.in_time")


def _pages(feed_id: str) -> list[str]:
    titles = [PAGES.get(key.split(".")[0]) for key in resting_on(feed_id)]
    return [words.say(title) for title in dict.fromkeys(titles) if title is not None]
