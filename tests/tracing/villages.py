"""Small worlds: stays in words, and a village of people with habits."""

import numpy as np
import pandas as pd

from dashboard.tracing import ColocationIndex

MIDNIGHT = pd.Timestamp("2021-08-02T00:00+07:00")


def at(text):
    """Return the moment of "day hh:mm", counted from Monday 2 August 2021 as day 0."""
    day, clock = text.split()
    return MIDNIGHT + pd.Timedelta(days=int(day)) + pd.Timedelta(clock + ":00")


def stays_of(*rows, confidence="recorded"):
    """Return stays from ("person", "place", "day hh:mm", "day hh:mm")."""
    table = pd.DataFrame(rows, columns=["person_id", "place_id", "arrived_at", "left_at"])
    for column in ("arrived_at", "left_at"):
        table[column] = pd.Series([at(t) for t in table[column]], dtype="datetime64[us, UTC+07:00]")
    return table.assign(confidence=confidence)


def index_of(*rows, confidence="recorded"):
    """Return the index of such stays."""
    return ColocationIndex.build(stays_of(*rows, confidence=confidence))


def village(seed, people=400, places=60, days=7):
    """Return the stays of people who go about with very unequal zeal, to unequal places.

    Place 0 is the busy market: about two thirds of all people pass through it.
    """
    rng = np.random.default_rng(seed)
    zeal = rng.gamma(2.0, 1.0, people)
    pull = 1.0 / np.arange(1, places + 1)
    count = rng.poisson(zeal * 1.2 * days)
    person = np.repeat(np.arange(people), count)
    arrived = rng.integers(0, days, len(person)) * 86_400 + rng.integers(6, 20, len(person)) * 3600
    arrived += rng.integers(0, 3600, len(person))
    length = rng.integers(5, 120, len(person)) * 60
    start = MIDNIGHT.tz_convert("UTC")
    return pd.DataFrame(
        {
            "person_id": person,
            "place_id": rng.choice(places, len(person), p=pull / pull.sum()),
            "arrived_at": start + pd.to_timedelta(arrived, unit="s"),
            "left_at": start + pd.to_timedelta(arrived + length, unit="s"),
        }
    )
