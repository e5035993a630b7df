"""What do these cases have in common? Places, times and people, least likely by chance first.

A busy market is shared by many cases because it is shared by everybody. So each place is judged
against how many of *all* people were there, and each case against how much that case goes about:

    chance that case i was there = 1 - (1 - share of people who were there) ** activity of i
    p = P(at least k of the cases there) / P(at least one there)    (Poisson-binomial)

The division is there because only places where some case was are looked at at all. The p-values of
everything looked at are adjusted together (Benjamini-Hochberg) into `q_value`.
"""

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import pandas as pd
import scipy
from numpy.typing import NDArray

from dashboard.tracing import contract
from dashboard.tracing.errors import RuleError, TableError
from dashboard.tracing.index.colocation import ColocationIndex
from dashboard.tracing.rules import Duration
from dashboard.tracing.sources.chance import tail
from dashboard.tracing.sources.looked_back import LookedBack

SOURCE_COLUMNS = (
    "source_kind", "place_id", "person_id", "from_at", "until_at", "case_count", "case_ids",
    "people_count", "expected_count", "p_value", "q_value",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class SourceRules:
    """How shared sources are looked for.

    Parameters
    ----------
    window
        Length (s) of the time windows, laid from the first `exposed_from` on: 4 h, our choice
        (a shift, a market morning, a wedding).
    min_cases
        Fewest cases that make something shared: 2.
    """

    window: Duration = timedelta(hours=4)
    min_cases: int = 2

    def __post_init__(self) -> None:
        """Refuse a window without length and sharing by nobody."""
        window = pd.Timedelta(self.window)
        if not window >= pd.Timedelta(minutes=1):
            raise RuleError(f"window must be at least a minute: {self.window}")
        object.__setattr__(self, "window", window)
        if self.min_cases < 1:
            raise RuleError(f"min_cases must be at least 1: {self.min_cases}")


def shared_sources(
    index: ColocationIndex,
    cases: pd.DataFrame,
    *,
    rules: SourceRules | None = None,
    homes: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Find the places, time windows and people that several cases share.

    Parameters
    ----------
    index
        The stays.
    cases
        One row per case: `person_id`, `exposed_from`, `exposed_until`: when it was infected
        (for Delta about 1 to 14 days before onset).
    rules
        Window and fewest cases; the documented ones if absent.
    homes
        One row per person: `person_id`, `commune_id`. With it "all people" means the people of
        each case's own commune, so that neighbours who use one village shop are no surprise.

    Returns
    -------
    pandas.DataFrame
        One row per source, least likely by chance first: `source_kind` ("place" over the whole
        look-back, "window" for a place during one window, "person"); `place_id`; `person_id`;
        `from_at`, `until_at`; `case_count`; `case_ids` (a tuple); `people_count` (everybody there;
        for a person, the stays of others that theirs overlapped); `expected_count` (of the cases,
        by chance); `p_value`; `q_value`.

    Notes
    -----
    `p_value` speaks about chance, not about cause: people of one household or office share places
    for other reasons. Under `q_value` <= 0.05 about one listed source in twenty is chance if
    people choose places independently of each other. A case itself is never listed as a person
    shared with itself. Costs one pass over the stays of the look-back and a Poisson-binomial of
    (shared sources x cases^2).
    """
    rules = rules or SourceRules()
    if cases["person_id"].duplicated().any():
        twice = cases.loc[cases["person_id"].duplicated(), "person_id"].iloc[0]
        raise TableError(f"cases.person_id has {twice!r} twice")
    look = LookedBack.of(index, cases, homes)
    found = pd.concat(
        [
            _places(look, width=None),
            _places(look, width=int(pd.Timedelta(rules.window).total_seconds())),
            _people(look),
        ],
        ignore_index=True,
    )
    # By its whole name: scipy reads its statistics, 1.7 s, when they are first asked for.
    found["q_value"] = scipy.stats.false_discovery_control(found["p_value"])
    shared = found[found["case_count"] >= rules.min_cases]
    order = ["p_value", "case_count", "source_kind", "from_at", "people_count"]
    is_ascending = [True, False, True, True, True]
    ranked = shared.sort_values(order, ascending=is_ascending, ignore_index=True, kind="stable")
    return ranked[list(SOURCE_COLUMNS)]


def shared_visits(index: ColocationIndex, cases: pd.DataFrame, source: pd.Series) -> pd.DataFrame:
    """Return when each case was at a shared place, or together with a shared person.

    Parameters
    ----------
    index, cases
        As they were given to `shared_sources`.
    source
        One row of its answer.

    Returns
    -------
    pandas.DataFrame
        One row per stay of a case, in the order of time: `person_id` (the case), `place_id`,
        `arrived_at`, `left_at` (of the time shared, for a person).
    """
    look = LookedBack.of(index, cases, None)
    stays = look.case_stays()
    stays = stays[stays["person_id"].isin(source["case_ids"])]
    if source["source_kind"] == "person":
        theirs = look.stays_of(source["person_id"])
        stays = stays.merge(theirs, on="place_id", suffixes=("", "_other"))
        stays["arrived_at"] = stays[["arrived_at", "arrived_at_other"]].max(axis=1)
        stays["left_at"] = stays[["left_at", "left_at_other"]].min(axis=1)
        stays = stays[stays["arrived_at"] < stays["left_at"]]
    else:
        is_then = (stays["arrived_at"] < source["until_at"]) & (
            stays["left_at"] > source["from_at"]
        )
        stays = stays[is_then & (stays["place_id"] == source["place_id"])]
    order = ["arrived_at", "person_id"]
    return stays[["person_id", "place_id", "arrived_at", "left_at"]].sort_values(
        order, ignore_index=True
    )


def _places(look: LookedBack, width: int | None) -> pd.DataFrame:
    """Judge every place where a case was: as a whole, or in windows of `width` seconds."""
    seen = look.case_visits(width)
    people, chances = look.place_chances(seen, width)
    kind = "place" if width is None else "window"
    opens = look.opens + seen.window * (width or 0)
    closes = np.full(len(opens), look.closes) if width is None else opens + width
    table = _judged(look, seen.is_there, chances, people)
    table.insert(0, "source_kind", kind)
    table.insert(1, "place_id", look.index.place_ids[seen.place])
    table.insert(2, "person_id", None)
    table.insert(3, "from_at", contract.moments(opens))
    table.insert(4, "until_at", contract.moments(closes))
    return table.astype({"place_id": object, "person_id": object})


def _people(look: LookedBack) -> pd.DataFrame:
    """Judge everybody whom a case met during the look-back."""
    person, is_met = look.met()
    meetings = look.meeting_counts
    all_meetings = max(int(meetings.sum()), 1)
    popularity = np.minimum(meetings[person] / all_meetings, 1.0)
    of_cases = np.where(look.codes >= 0, meetings[look.codes], 0)
    chances = -np.expm1(np.log1p(-np.minimum(popularity, 1 - 1e-12))[:, None] * of_cases[None, :])
    chances[person[:, None] == look.codes[None, :]] = 0.0
    table = _judged(look, is_met, chances, meetings[person])
    table.insert(0, "source_kind", "person")
    table.insert(1, "place_id", None)
    table.insert(2, "person_id", look.index.person_ids[person])
    table.insert(3, "from_at", contract.moments(np.full(len(person), look.opens)))
    table.insert(4, "until_at", contract.moments(np.full(len(person), look.closes)))
    return table.astype({"place_id": object, "person_id": object})


def _judged(
    look: LookedBack,
    is_there: NDArray[np.bool_],
    chances: NDArray[np.float64],
    people: NDArray[np.int64],
) -> pd.DataFrame:
    chances = np.where(is_there & (chances <= 0), 1.0, chances)  # seen, so not impossible
    count = is_there.sum(axis=1)
    p_value = np.ones(len(count))  # at least one of them, given at least one
    shared = count > 1
    any_case = np.maximum(tail(chances[shared], np.ones(shared.sum(), dtype=np.int64)), 1e-300)
    p_value[shared] = np.minimum(tail(chances[shared], count[shared]) / any_case, 1.0)
    ids = look.cases["person_id"].to_numpy(dtype=object)
    return pd.DataFrame(
        {
            "case_count": count,
            "case_ids": [tuple(ids[row]) for row in is_there],
            "people_count": people,
            "expected_count": chances.sum(axis=1),
            "p_value": p_value,
        }
    )
