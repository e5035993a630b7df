"""Where people were reached and live, or who was where hour by hour, on one map."""

from collections.abc import Container
from datetime import datetime, timedelta
from functools import partial

import pandas as pd
import streamlit as st

from dashboard import clock, data, words
from dashboard.drawing import maps
from dashboard.figures.tracing.evidence import place_names
from dashboard.figures.tracing.lists import HOME
from dashboard.figures.tracing.trace import Base, Result
from dashboard.panels.shared import session
from dashboard.panels.tracing.person import evidence, selection
from dashboard.tracing.index.presence import present
from dashboard.tracing.stays.interviews import unscanned_kind

HOUR = timedelta(hours=1)
MODES = ("reached", "by_hour")


def show(base: Base, result: Result) -> None:
    """Show the map of the whole trace, or of one hour of it, with the selected person's chain."""
    if result.both:
        st.caption(words.say("tracing.both_drawn"))
    presence = _presence(base, result) if _mode() == "by_hour" else None
    outlines = _outlines_around(base, result)
    maps.base.show(
        maps.base.written(
            maps.tracing.trace_map(
                result.people,
                base.places,
                _cases(base, result),
                outlines,
                direction=result.choice.direction,
                presence=presence,
                steps=_steps(base, result),
            ),
            alt=words.say("map.trace"),
        ),
        key=session.TRACE_MAP.key,
        outline_sources=set(outlines["outline_source"]),
        height_px=560,
        returns=("last_active_drawing", "last_object_clicked_count"),
        on_click=partial(_follow_click, result.by_person.index),
    )
    _legend(result, presence)
    st.caption(words.say("map.chain"))
    evidence.brief(base, result)


def _legend(result: Result, presence: pd.DataFrame | None) -> None:
    if presence is not None:
        st.html(maps.tracing.presence_legend(presence))
        return
    st.html(maps.tracing.legend(result.people, result.choice.direction))
    if len(result.people) > maps.tracing.HOME_LIMIT:
        limit = words.number(maps.tracing.HOME_LIMIT)
        st.caption(words.say("tracing.homes_limit", count=limit))


def _follow_click(person_ids: Container[int]) -> None:
    """Select the person whose home was clicked, as a row of the list does; else nobody new."""
    person = str(session.TRACE_MAP.clicked.get("person_id", ""))
    if person.isdecimal() and int(person) in person_ids:
        selection.select(int(person))


def _mode() -> str:
    return st.segmented_control(
        words.say("map.mode"),
        MODES,
        format_func=words.names("map.mode_", MODES).__getitem__,
        default=MODES[0],
        required=True,
        key="trace_map_mode",
        label_visibility="collapsed",
    )


def _presence(base: Base, result: Result) -> pd.DataFrame:
    """Return how many cases and traced people were where in the chosen hour."""
    hour = _choose_hour(base, result)
    everybody = pd.concat([result.cases["person_id"], result.people["person_id"]])
    found = present(
        result.trace.index,
        everybody.drop_duplicates().astype("int64"),
        since=hour,
        until=hour + HOUR,
    )
    st.markdown(
        words.say(
            "map.hour",
            begins=f"{hour:%H:%M}",
            ends=f"{hour + HOUR:%H:%M}",
            day=words.day(hour.date()),
            people=words.number(int(found["person_count"].sum())),
            places=words.number(len(found)),
        )
    )
    return found


def _choose_hour(base: Base, result: Result) -> datetime:
    """Return a whole hour; at first that of the selected person's contact."""
    last = base.data_time.astimezone(clock.TIME_ZONE).replace(minute=0, second=0, microsecond=0)
    met = pd.to_datetime(result.people["met_at"], utc=True).dt.tz_convert(clock.TIME_ZONE)
    first = met.min().floor("h").to_pydatetime()
    person = result.people["person_id"] == selection.selected(result)
    begins = met[person].iloc[0].floor("h").to_pydatetime().replace(tzinfo=None)
    limits = first.replace(tzinfo=None), last.replace(tzinfo=None)
    kept = session.MAP_HOUR.value or begins
    session.MAP_HOUR.keep(kept if limits[0] <= kept <= limits[1] else begins)
    chosen = st.slider(
        words.say("map.choose_hour"),
        min_value=limits[0],
        max_value=limits[1],
        step=HOUR,
        format="HH:mm DD/MM",
        key=session.MAP_HOUR.key,
    )
    return chosen.replace(tzinfo=clock.TIME_ZONE)


def _steps(base: Base, result: Result) -> pd.DataFrame:
    """Return where the selected person's chain passed: each meeting, then the person's home."""
    person = selection.selected(result)
    chain = evidence.chain_to(base, result, person)
    met = chain[["place_id", "met_at"]].astype({"place_id": "int64"})
    located = base.places[["place_id", "place_name", "lon", "lat"]].astype({"place_id": "int64"})
    stops = met.merge(located, on="place_id", how="left")
    lives = base.homes.reindex(chain["target_id"])
    is_home = stops["place_id"].map(unscanned_kind) == HOME  # they met where they live
    for axis in ("lon", "lat"):
        stops[axis] = stops[axis].mask(is_home, lives[axis].to_numpy())
    names = place_names(base)
    told = [
        words.say("map.step", place=names[place], when=words.moment(when))
        for place, when in zip(stops["place_id"], stops["met_at"], strict=True)
    ]
    home = base.homes.reindex([person])
    return pd.concat(
        [
            stops.assign(told=told)[["told", "lon", "lat"]],
            pd.DataFrame(
                {
                    "told": [words.say("map.home", person=person)],
                    "lon": home["lon"].to_numpy(),
                    "lat": home["lat"].to_numpy(),
                }
            ),
        ],
        ignore_index=True,
    )


def _cases(base: Base, result: Result) -> pd.DataFrame:
    homes = base.homes.reindex(result.f0["person_id"].astype("int64"))
    return pd.DataFrame(
        {
            "name": result.f0["case_id"].to_numpy(),
            "lon": homes["lon"].to_numpy(),
            "lat": homes["lat"].to_numpy(),
        }
    )


def _outlines_around(base: Base, result: Result) -> pd.DataFrame:
    """Return the communes of every district that the trace touches."""
    outlines = data.units.commune_outlines(base.scope)
    touched = {*result.people["commune_id"].dropna().unique(), *result.cases["commune_id"]}
    districts = outlines.loc[outlines["commune_id"].isin(touched), "district_id"].unique()
    return outlines[outlines["district_id"].isin(districts)]
