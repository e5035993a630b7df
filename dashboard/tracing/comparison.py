"""Two rules, the same cases: who is on one list and not on the other."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from dashboard.tracing import contract
from dashboard.tracing.direction import Direction
from dashboard.tracing.errors import RuleError
from dashboard.tracing.expansion import expand
from dashboard.tracing.index.colocation import ColocationIndex
from dashboard.tracing.presets import Preset, default_window
from dashboard.tracing.trace import Trace

LISTS = ("both", "first", "second")
"""On both lists, or on one only."""


@dataclass(frozen=True, eq=False)
class Comparison:
    """Two traces of the same cases, person by person and ring by ring."""

    first: Trace
    second: Trace
    people: pd.DataFrame
    """One row per person on either list, cases left out, by the nearer ring, then id: `person_id`;
    `on_list` ("both", "first" only, "second" only); `ring_first`, `ring_second` and
    `exposed_at_first`, `exposed_at_second` (`ready_by_...` backward), unknown where not listed."""
    counts: pd.DataFrame
    """One row per ring, indexed by it: `first_count` and `second_count` (people whom each would
    isolate), `both_count` (same ring on both), `moved_count` (at this ring on the first list and
    at another on the second), `first_only_count`, `second_only_count` (not on the other at all)."""


def compare_presets(
    index: ColocationIndex,
    cases: pd.DataFrame,
    first: Preset,
    second: Preset,
    *,
    isolations: pd.DataFrame | None = None,
) -> Comparison:
    """Trace the same cases by two presets, each with its own windows, and compare.

    Parameters
    ----------
    index
        The stays, made once: a preset with its own usual lengths of stay is not seen here.
    cases
        One row per case: `person_id`, and as far as known `onset_at`, `sampled_at`, `isolated_at`
        (timezone-aware; one of the first two must be known).
    first, second
        Two of `PRESETS`, or edited ones.
    isolations
        As for `expand`.

    Examples
    --------
    >>> from dashboard.tracing.presets import PRESETS
    >>> noon = pd.Timestamp("2021-08-02T12:00+07:00")
    >>> index = ColocationIndex.build(
    ...     pd.DataFrame({"person_id": ["a", "b"], "place_id": ["market", "market"],
    ...                   "arrived_at": noon, "left_at": noon + pd.Timedelta("12min")}))
    >>> cases = pd.DataFrame({"person_id": ["a"], "onset_at": noon})
    >>> compared = compare_presets(index, cases, PRESETS["moh_2021_08"], PRESETS["who"])
    >>> compared.people[["person_id", "on_list"]].to_numpy().tolist()
    [['b', 'first']]
    """
    traces = [
        expand(index, windows(cases, preset), rules=preset.rules, isolations=isolations)
        for preset in (first, second)
    ]
    return compare(*traces)


def compare(first: Trace, second: Trace) -> Comparison:
    """Compare two traces.

    Raises
    ------
    RuleError
        If one is forward and the other backward: their lists answer different questions.
    """
    if first.direction != second.direction:
        raise RuleError(f"cannot compare a {first.direction} with a {second.direction} trace")
    people = _side_by_side(first, second)
    return Comparison(first, second, people, _counts(people))


def windows(cases: pd.DataFrame, preset: Preset) -> pd.DataFrame:
    """Return the infectious window of every case under a preset: the table that `expand` takes.

    Parameters
    ----------
    cases
        One row per case: `person_id`, and as far as known `onset_at`, `sampled_at`, `isolated_at`.

    Returns
    -------
    pandas.DataFrame
        One row per case, in the same order: `person_id`, `infectious_from`, `infectious_until`.
    """
    contract.require_columns(cases, ("person_id",), of="cases")
    dates = [
        contract.moments(contract.seconds(cases[name], of=f"cases.{name}", may_be_unknown=True))
        if name in cases
        else pd.Series(pd.NaT, index=range(len(cases)))
        for name in ("onset_at", "sampled_at", "isolated_at")
    ]
    found = [
        default_window(preset, onset_at=onset, sampled_at=sample, isolated_at=isolated)
        for onset, sample, isolated in zip(*dates, strict=True)
    ]
    columns = ("infectious_from", "infectious_until")
    table = pd.DataFrame(
        {
            name: pd.Series([getattr(each, name) for each in found], dtype="datetime64[us, UTC]")
            for name in columns
        }
    )
    table.insert(0, "person_id", cases["person_id"].to_numpy())
    return table


def _side_by_side(first: Trace, second: Trace) -> pd.DataFrame:
    when: Literal["exposed_at", "ready_by"]
    when = "exposed_at" if first.direction == Direction.FORWARD else "ready_by"
    lists = [trace.people.query("ring > 0").astype({"ring": "Int16"}) for trace in (first, second)]
    people = lists[0].merge(lists[1], on="person_id", how="outer", suffixes=("_first", "_second"))
    missing = [people[f"ring_{side}"].isna() for side in ("first", "second")]
    on_list = np.select([missing[1], missing[0]], ["first", "second"], "both")
    people["on_list"] = pd.Categorical(on_list, categories=list(LISTS))
    people["nearer"] = people[["ring_first", "ring_second"]].min(axis=1)
    columns = ["person_id", "on_list"]
    columns += [f"{name}_{side}" for name in ("ring", when) for side in ("first", "second")]
    return people.sort_values(["nearer", "person_id"], ignore_index=True)[columns]


def _counts(people: pd.DataFrame) -> pd.DataFrame:
    first, second, on_list = people["ring_first"], people["ring_second"], people["on_list"]
    farthest = max([0, *first.dropna(), *second.dropna()])
    rows = {
        ring: {
            "first_count": _sum(first == ring),
            "second_count": _sum(second == ring),
            "both_count": _sum((first == ring) & (second == ring)),
            "moved_count": _sum((first == ring) & (second != ring) & (on_list == "both")),
            "first_only_count": _sum((first == ring) & (on_list == "first")),
            "second_only_count": _sum((second == ring) & (on_list == "second")),
        }
        for ring in range(1, int(farthest) + 1)
    }
    table = pd.DataFrame.from_dict(rows, orient="index", columns=list(_COUNTS), dtype="int64")
    return table.rename_axis("ring")


def _sum(rows: pd.Series) -> int:
    return int(rows.fillna(value=False).sum())


_COUNTS = (
    "first_count", "second_count", "both_count", "moved_count",
    "first_only_count", "second_only_count",
)  # fmt: skip
