"""A trace as a list: one row per person reached, with the contact that matters most."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from dashboard import words
from dashboard.indicators.follow_up import own_case_ids
from dashboard.tracing import Trace
from dashboard.tracing.ascertainment import UNSCANNED
from dashboard.tracing.calls.call_order import call_risks
from dashboard.tracing.direction import Direction
from dashboard.tracing.evidence.longest import longest_contacts
from dashboard.tracing.stays.interviews import FIRST
from dashboard.tracing.two_way import TwoWay

HOME, INTERVIEW = UNSCANNED
"""What kind of place people share who live together, and who met as a case says."""


def people_list(
    trace: Trace,
    homes: pd.DataFrame,
    places: pd.DataFrame,
    isolated: pd.DataFrame,
    onsets: pd.DataFrame,
) -> pd.DataFrame:
    """Return whom a trace reached, cases left out: nearest ring, then greatest risk first.

    Parameters
    ----------
    homes
        One row per person, by `person_id`: `commune_id`, `lon`, `lat`.
    places
        One row per place: `place_id`, `place_name`, `place_kind`, `commune_id`, `is_indoor`.
    isolated
        One row per person isolated now: `person_id`, `isolated_at`.
    onsets
        One row per person with a known onset: `person_id`, `onset_at`.

    Returns
    -------
    pandas.DataFrame
        One row per person: `person_id`; `ring`; `exposed_at` (backward: able to infect by then);
        of the longest contact with somebody of a nearer ring `met_at`, `minutes`, `tier`,
        `confidence`, `source_id` (backward: whom they may have infected), `place_id`,
        `place_name` and `place_kind` (those who live together met at "home", without a name);
        `contact_count`, `total_minutes` and `last_parted_at` of all such contacts;
        `commune_id`, `lon`, `lat` of the home; `isolated_at` of those isolated now; `risk` (0..1,
        see `call_order`; unknown backward and where only scans count, as minutes are then).
    """
    when = "exposed_at" if trace.direction == Direction.FORWARD else "ready_by"
    people = trace.people.rename(columns={when: "exposed_at"})
    listed = people[people["ring"] > 0].merge(
        _longest_with_risk(trace, places, onsets), on="person_id", how="left"
    )
    return _in_order_of_calls(_described(listed, homes, places, isolated), "minutes")


def both_ways_list(
    found: TwoWay,
    meetings: pd.DataFrame,
    homes: pd.DataFrame,
    places: pd.DataFrame,
    isolated: pd.DataFrame,
    onsets: pd.DataFrame,
) -> pd.DataFrame:
    """Return whom a trace both ways found: nearest ring, then greatest risk, then share first.

    Parameters
    ----------
    meetings
        One row per contact of a likely source with a case: see `likely_sources.source_contacts`.
    homes, places, isolated, onsets
        As for `people_list`.

    Returns
    -------
    pandas.DataFrame
        As `people_list`, with `way`, `ring_forward`, `via_id` and `share` of `found.people`. The
        contact is the one forward, else the source's with a case, else the one onward; the risk is
        that of the trace forward, unknown for those whom only the look back found.
    """
    columns = ["person_id", "ring", "way", "ring_forward", "via_id", "share", "exposed_at"]
    onward = longest_contacts(found.onward.rounds).rename(columns={"other_id": "source_id"})
    details = pd.concat(
        [
            _longest_with_risk(found.forward, places, onsets),
            _longest_of_sources(meetings).assign(risk=float("nan")),
            onward.assign(risk=float("nan")),
        ],
        ignore_index=True,
    ).drop_duplicates("person_id")
    people = found.people.loc[found.people["ring"] > 0, columns]
    listed = people.merge(details, on="person_id", how="left")
    return _in_order_of_calls(_described(listed, homes, places, isolated), "share")


def _described(
    listed: pd.DataFrame, homes: pd.DataFrame, places: pd.DataFrame, isolated: pd.DataFrame
) -> pd.DataFrame:
    return (
        _with_places(listed, places)
        .merge(homes[["commune_id", "lon", "lat"]], on="person_id", how="left")
        .merge(isolated, on="person_id", how="left")
    )


def _in_order_of_calls(listed: pd.DataFrame, then: str) -> pd.DataFrame:
    """Return the nearest ring first, then the greatest risk, the most of `then`, the latest."""
    latest = listed["exposed_at"].astype("int64").where(listed["exposed_at"].notna())
    falling = (listed["risk"], listed[then], latest)
    most = [-values.to_numpy(dtype="float64", na_value=np.nan) for values in falling]
    order = np.lexsort((listed["person_id"].to_numpy(), *most[::-1], listed["ring"].to_numpy()))
    return listed.take(order).reset_index(drop=True)


def _longest_with_risk(trace: Trace, places: pd.DataFrame, onsets: pd.DataFrame) -> pd.DataFrame:
    longest = longest_contacts(trace.rounds)
    if trace.direction == Direction.FORWARD and not trace.rules.scan_only:
        risks = call_risks(trace, longest, onsets=onsets, places=places)
        longest = longest.assign(risk=risks["risk"])
    else:
        longest = longest.assign(risk=float("nan"))
    return longest.rename(columns={"other_id": "source_id"})


def _longest_of_sources(meetings: pd.DataFrame) -> pd.DataFrame:
    """Return the longest contact of each source with a case, in the columns of the list."""
    by_source = meetings.groupby("source_id").agg(
        contact_count=("minutes", "size"),
        total_minutes=("minutes", "sum"),
        last_parted_at=("parted_at", "max"),
    )
    longest = meetings.sort_values(["minutes", "met_at"], ascending=[False, True])
    longest = longest.drop_duplicates("source_id").drop(columns="source_ring")
    return longest.rename(columns={"source_id": "person_id", "target_id": "source_id"}).merge(
        by_source, left_on="person_id", right_index=True
    )


def with_follow_up(people: pd.DataFrame, states: pd.DataFrame) -> pd.DataFrame:
    """Return a list with `follow_up`, the state of those who are followed up; unknown of others.

    Parameters
    ----------
    states
        One row per person followed up: `person_id`, `state`.
    """
    known = states.set_index("person_id")["state"]
    return people.assign(follow_up=people["person_id"].map(known))


def own_cases(people: pd.DataFrame, cases: pd.DataFrame) -> "pd.Series[str]":
    """Return the codes of the people of a list who are cases themselves; unknown of the others."""
    return own_case_ids(people[["person_id"]].assign(since=people["exposed_at"]), cases)


def _with_places(listed: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Return a list with name and kind of each place; a home has no name of its own."""
    known = places[["place_id", "place_name", "place_kind"]].astype({"place_id": "int64"})
    found = listed.merge(known, on="place_id", how="left")
    kinds = found["place_kind"].mask(found["place_id"] < 0, HOME)
    return found.assign(place_kind=kinds.mask(found["place_id"] < FIRST, INTERVIEW))


def counted_minutes(contacts: pd.DataFrame) -> "pd.Series[float]":
    """Return how many minutes contacts shared as they are shown; at home nobody counts them.

    There they are those of the whole window, night and day: thousands that say nothing.

    Parameters
    ----------
    contacts
        One row per contact: `place_id`, `minutes`.
    """
    return words.rounded_each(contacts["minutes"].mask(at_home(contacts)))


def tiers_called(contacts: pd.DataFrame, called: Mapping[str, str]) -> "pd.Series[str]":
    """Return what the tier of each contact is called, `tier` -> its name; at home it is that."""
    tiers = contacts["tier"].astype("str").map(called)
    return tiers.astype("object").mask(at_home(contacts), words.say("tracing.at_home"))


def at_home(contacts: pd.DataFrame) -> "pd.Series[bool]":
    """Tell which contacts are those of people who live together."""
    places = contacts["place_id"].astype("Int64")
    return (places.lt(0) & places.ge(FIRST)).fillna(value=False).astype("bool")


def person_called(person_id: int) -> str:
    """Return what somebody is called by number; a negative one is whom a case told of."""
    key = "tracing.person_told" if person_id < 0 else "tracing.person_number"
    return words.say(key, person=abs(int(person_id)))


def in_words(people: pd.DataFrame) -> pd.DataFrame:
    """Return a list where a home and an interview are called so, in the viewer's language."""
    called = people["place_kind"].map(words.names("tracing.place_", UNSCANNED))
    return people.assign(place_name=people["place_name"].where(called.isna(), called))
