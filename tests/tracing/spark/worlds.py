"""Many small worlds side by side: people and places of one are in no other."""

import pandas as pd

from dashboard.tracing import ColocationIndex, expand
from tests.tracing.worlds import ZERO, at, question_tables, stay_table, world

WORLDS = range(3_000, 3_040)
_APART = 1_000


def stays():
    """Return the stays of all worlds, some with a home, an interview, a confidence."""
    tables = []
    for number in WORLDS:
        setting = world(number)
        table = stay_table(setting.stays, setting.kinds)
        table[["person_id", "place_id"]] += _APART * (number - WORLDS[0])
        tables.append(table)
    table = pd.concat(tables, ignore_index=True)
    confidence = ["recorded", "bounded", "assumed"]
    return table.assign(confidence=[confidence[row % 3] for row in range(len(table))])


def asked(direction):
    """Return the cases and isolations of all worlds, and two cases of whom nothing is known."""
    cases, isolated = [], []
    for number in WORLDS:
        each, isolations, _ = question_tables(world(number), direction)
        each["person_id"] += _APART * (number - WORLDS[0])
        isolations["person_id"] += _APART * (number - WORLDS[0])
        cases.append(each)
        isolated.append(isolations)
    nowhere = cases[0].head(1).assign(person_id=999_999)
    return pd.concat([*cases, nowhere], ignore_index=True), pd.concat(isolated, ignore_index=True)


def named(table):
    """Return the table with texts for ids, whose order is another than that of the numbers."""
    words = {"person_id": "người ", "place_id": "chợ "}
    given = {name: word for name, word in words.items() if name in table}
    return table.assign(**{name: word + table[name].astype("str") for name, word in given.items()})


def locally(table, cases, isolations, rules, direction):
    """Return what the local engine answers."""
    index = ColocationIndex.build(table)
    return expand(index, cases, rules=rules, direction=direction, isolations=isolations)


NOON = at(20)

__all__ = ["NOON", "WORLDS", "ZERO", "asked", "locally", "named", "stays"]
