"""When each source last loaded, and as of when the indicators are."""

from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

import pandas as pd

from dashboard.data.database import Scope, ask
from dashboard.data.kept import Load, kept

LONGEST_LAG: Final = timedelta(minutes=15)
"""How far the roll-ups may be behind the last load; from then on the pages compute their own."""


class Figures(NamedTuple):
    """As of when the indicators are, and whether they were computed ahead."""

    data_time: datetime
    is_rolled: bool


def loaded_now(scope: Scope) -> datetime | None:
    """Return when any source last loaded, asked anew: of whoever waits for a load."""
    latest = ask("data_time", scope=scope)["data_time"].iloc[0]
    return None if pd.isna(latest) else pd.Timestamp(latest).to_pydatetime().astimezone(UTC)


@kept("20s")
def data_time(scope: Scope) -> datetime | None:
    """Return when any source last loaded: the "now" of every page. None: nothing was loaded."""
    return loaded_now(scope)


@kept("20s")
def figures(scope: Scope) -> Figures | None:
    """Return as of when the indicators are. None: nothing was loaded.

    The roll-ups' time while they keep up with the loads, otherwise the last load, computed live.
    `ask` finds out by itself which of them answers for a time.
    """
    found = ask("figures_time", scope=scope, longest_lag=LONGEST_LAG).iloc[0]
    if pd.isna(found["data_time"]):
        return None
    moment = pd.Timestamp(found["data_time"]).to_pydatetime().astimezone(UTC)
    return Figures(moment, is_rolled=bool(found["is_rolled"]))


@kept()
def feeds(scope: Scope, data_time: datetime) -> pd.DataFrame:
    """Return one row per source: when it last loaded, how much, and whether it is late."""
    return ask("feeds", scope=scope, data_time=data_time)


@kept()
def duplicates(load: Load) -> pd.DataFrame:
    """Return one row per source in which rows can be told to repeat others: `duplicate_count`."""
    return ask("feed_duplicates", scope=load.scope)
