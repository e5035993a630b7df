"""The links of a chain in the oracle's whole seconds, and what the oracle allows for each."""

import pandas as pd

from tests.tracing.oracle import Rules, Setting, Stay, shared
from tests.tracing.worlds import ZERO

TWICE = Setting(
    stays=(Stay(0, 0, 0, 40), Stay(1, 0, 2, 26), Stay(2, 0, 33, 40)),
    cases=((0, 0, 20), (0, 10, 30), (0, 32, 40)),
    rules=Rules(min_overlap=5),
)
"""A case with two windows that overlap and one apart, and whom they met."""


def rows_of(chain):
    """Return the chain as (source, target, place, met, parted) in seconds."""
    whole = {
        column: ((chain[column] - ZERO.tz_convert("UTC")) // pd.Timedelta(seconds=1)).tolist()
        for column in ("met_at", "parted_at")
    }
    ids = [chain[column].tolist() for column in ("source_id", "target_id", "place_id")]
    return list(zip(*ids, whole["met_at"], whole["parted_at"], strict=True))


def met_once(setting, i, j, windows):
    """Return when these two stays are a contact; times that overlap or meet are one."""
    spells = [shared(i, j, ready, until, setting) for u, ready, until in windows if u == i.person]
    need = setting.rules.min_overlap
    found = []
    for start, stop in sorted(spell for spell in spells if spell and spell[1] - spell[0] >= need):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(stop, found[-1][1]))
        else:
            found.append((start, stop))
    return found


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
