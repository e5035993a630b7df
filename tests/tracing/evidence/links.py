"""The links of a chain in the oracle's whole seconds, and what the oracle allows for each."""

import pandas as pd

from tests.tracing.oracle import shared
from tests.tracing.worlds import ZERO


def rows_of(chain):
    """Return the chain as (source, target, place, met, parted) in seconds."""
    whole = {
        column: ((chain[column] - ZERO.tz_convert("UTC")) // pd.Timedelta(seconds=1)).tolist()
        for column in ("met_at", "parted_at")
    }
    ids = [chain[column].tolist() for column in ("source_id", "target_id", "place_id")]
    return list(zip(*ids, whole["met_at"], whole["parted_at"], strict=True))


def spells(setting, row, ready, until):
    """Return every time that this source, able to infect then, shares with this target there."""
    source, target, place, _, _ = row
    pairs = [
        shared(i, j, ready, until, setting)
        for i in setting.stays
        if (i.person, i.place) == (source, place)
        for j in setting.stays
        if j.person == target
    ]
    return [spell for spell in pairs if spell]
