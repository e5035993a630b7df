"""What the check-ins of a period say, kept up to date without reading them all again.

Late, corrected and withdrawn scans, and places and people that become known, throw doubt on
moments of some people. Only the outings around these moments are estimated anew.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.tracing import contract
from dashboard.tracing.errors import TableError
from dashboard.tracing.index.colocation import ColocationIndex
from dashboard.tracing.index.stay_table import KINDS, PLACE
from dashboard.tracing.rules import TracingRules
from dashboard.tracing.stays.estimated import stays_and_set_aside
from dashboard.tracing.stays.homes import Homes
from dashboard.tracing.stays.outings import are_within, doubted, rows_within, spans

_ASIDE = ["person_id", "place_id", "scanned_at", "reason"]


@dataclass(frozen=True, eq=False)
class Assumptions:
    """What stays are estimated from, besides the check-ins.

    Attributes
    ----------
    since
        Check-ins before it are not looked at, and no stay begins before it.
    now
        Check-ins after it are set aside.
    places, known_people, rules
        As `stays_from_check_ins` takes them.
    homes
        Who lives together, which links people as a shared place does; `None` leaves homes out.
    """

    since: datetime
    now: datetime
    places: pd.DataFrame
    known_people: pd.Index
    rules: TracingRules
    homes: Homes | None = None

    @property
    def first_second(self) -> np.int64:
        """`since` in seconds since `contract.EPOCH`."""
        return contract.moment(self.since, of="since")

    def spans(self, doubtful: pd.DataFrame, margin: timedelta) -> pd.DataFrame:
        """Return whose check-ins are needed, and when, to settle these doubts.

        One row per person and span: `person_id`, `begins_at`, `ends_at` (excluded).
        """
        found = spans(
            self._of_the_period(doubtful),
            since=self.first_second,
            margin=int(margin.total_seconds()),
            rules=self.rules,
        )
        return pd.DataFrame(
            {
                "person_id": found["person_id"],
                "begins_at": contract.moments(found["begins"].to_numpy()),
                "ends_at": contract.moments(found["ends"].to_numpy()),
            }
        )

    def _of_the_period(self, doubtful: pd.DataFrame) -> pd.DataFrame:
        return doubtful[doubtful["at"] >= self.since].drop_duplicates(ignore_index=True)

    def _estimate(self, check_ins: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
        stays, aside = stays_and_set_aside(
            check_ins,
            self.places,
            rules=self.rules,
            known_people=self.known_people,
            now=self.now,
        )
        return stays, aside[_ASIDE].reset_index(drop=True)


@dataclass(frozen=True, eq=False)
class Period:
    """The stays of a period as an index, and the check-ins that could not be used. Never changed.

    Attributes
    ----------
    set_aside
        One row per check-in set aside, or whose check-out is: `person_id`, `place_id`,
        `scanned_at`, `reason`.
    """

    index: ColocationIndex
    set_aside: pd.DataFrame
    assumptions: Assumptions

    @classmethod
    def build(cls, check_ins: pd.DataFrame, assumptions: Assumptions) -> "Period":
        """Return what these check-ins, all of the period, say.

        Raises
        ------
        TableError
            As `stays_from_check_ins`, and if a check-in has no time.
        """
        stays, aside = assumptions._estimate(check_ins)  # noqa: SLF001 - the two are one thing
        _scanned(aside)
        if assumptions.homes is not None:
            stays = pd.concat([stays, assumptions.homes.stays()], ignore_index=True)
        return cls(ColocationIndex.build(stays), aside, assumptions)

    def doubtful(self, assumptions: Assumptions) -> pd.DataFrame:
        """Return the moments that the change of assumptions throws doubt on: `person_id`, `at`.

        Scans that were in the future and no longer are; scans and stays at places, and of people,
        that are new, gone or other than before; stays that the beginning of the period now cuts.

        Raises
        ------
        TableError
            If time runs backwards or the rules are others: then everything is to be built anew.
        """
        before, after = self.assumptions, assumptions
        if after.since < before.since or after.now < before.now or after.rules != before.rules:
            raise TableError(
                f"a period from {before.since}, known until {before.now}, cannot become one from"
                f" {after.since}, known until {after.now}, or of other rules: build it anew"
            )
        aside = self.set_aside
        is_due = (aside["reason"] == "in_the_future") & (aside["scanned_at"] <= after.now)
        rows = [np.empty(0, dtype=np.int64)]
        if not before.known_people.equals(after.known_people):
            is_due |= aside["person_id"].isin(
                before.known_people.symmetric_difference(after.known_people)
            )
            rows.append(self._rows_of_others(after.known_people))
        changed = self.changed_places(after)
        if len(changed):
            is_due |= aside["place_id"].isin(changed)
            rows.append(self._rows_at(changed))
        stays = self.index.listed(np.concatenate(rows))
        cut = self.index.listed(self._rows_cut_by(after))
        return pd.concat(
            [
                aside.loc[is_due, ["person_id", "scanned_at"]].set_axis(
                    ["person_id", "at"], axis=1
                ),
                stays[["person_id", "arrived_at"]].set_axis(["person_id", "at"], axis=1),
                cut[["person_id"]].assign(
                    at=contract.moments(np.full(len(cut), after.first_second))
                ),
            ],
            ignore_index=True,
        )

    def some_people(self, count: int) -> "pd.Series[Any]":
        """Return at most so many people who scanned: the latest seen, and as many at random."""
        stays = self.index.stays
        ends = stays.place_starts[1:][(stays.kind == PLACE) & (np.diff(stays.place_starts) > 0)]
        latest = (ends - 1)[np.argsort(stays.arrived[ends - 1])[-(count // 2) :]]
        draws = count // 2 if len(self.index) else 0
        drawn = np.random.default_rng().integers(0, max(len(self.index), 1), draws)
        chosen = self._scanned_rows(drawn)
        codes = np.unique(stays.person[np.concatenate([chosen, latest])])
        return pd.Series(self.index.person_ids[codes])

    def agrees(self, check_ins: pd.DataFrame, person_ids: pd.Series) -> bool:
        """Return whether these check-ins, all that some people have in the period, say the same.

        To be told of another database, or of one that went back in time, at the price of a few
        people's check-ins.
        """
        stays, _ = self.assumptions._estimate(check_ins)  # noqa: SLF001 - the two are one thing
        before = self.index.stays_of(person_ids)
        scanned = before[before["place_kind"] == KINDS[PLACE]]
        return all(
            table.empty for table in _differences(scanned, stays.assign(place_kind=KINDS[PLACE]))
        )

    def changed_places(self, assumptions: Assumptions) -> pd.Index:
        """Return the places that are new, gone, or other than before in anything."""
        before, after = self.assumptions.places, assumptions.places
        if before.equals(after):
            none: pd.Index = pd.Index(before["place_id"].iloc[:0])
            return none
        one, other = before.set_index("place_id"), after.set_index("place_id")
        either = one.index.union(other.index)
        is_known = either.isin(one.index) & either.isin(other.index)
        one, other = one.reindex(either), other.reindex(either)
        is_same = ((one == other) | (one.isna() & other.isna())).all(axis=1)
        changed: pd.Index = either[~(is_known & is_same.to_numpy(np.bool_))]
        return changed

    def advanced(
        self,
        check_ins: pd.DataFrame,
        doubtful: pd.DataFrame,
        assumptions: Assumptions,
        *,
        margin: timedelta,
    ) -> tuple["Period", pd.DataFrame]:
        """Return the period with these doubts settled, and the doubts that need a wider margin.

        Parameters
        ----------
        check_ins
            What is known now in `assumptions.spans(doubtful, margin)`.
        doubtful
            One row per moment in doubt: `person_id`, `at`. The scans that were added, corrected
            or withdrawn, as they are and as they were, and `self.doubtful(assumptions)`.

        Notes
        -----
        With every doubt settled, the same as building anew. This period stays as it is.
        """
        moments = assumptions._of_the_period(doubtful)  # noqa: SLF001 - the two are one thing
        found = doubted(
            check_ins,
            moments,
            since=assumptions.first_second,
            margin=int(margin.total_seconds()),
            rules=assumptions.rules,
        )
        stays, aside = assumptions._estimate(check_ins[found.is_within])  # noqa: SLF001
        before = self.index.listed(self._scanned_rows(rows_within(self.index, found.outings)))
        gone = np.flatnonzero(self.index.stays.arrived < assumptions.first_second)
        added, removed = _differences(before, stays.assign(place_kind="place"))
        moved_in, moved_out = self._moves(assumptions)
        added = pd.concat([added, moved_in])
        removed = pd.concat([removed, self.index.listed(self._scanned_rows(gone)), moved_out])
        index = self.index
        if len(added) or len(removed):
            index = index.updated(added=added, removed=removed)
        at = _scanned(self.set_aside)
        is_kept = (at >= assumptions.first_second) & ~are_within(
            found.outings, self.set_aside["person_id"], at
        )
        aside = pd.concat([self.set_aside[is_kept], aside], ignore_index=True)
        return Period(index, aside, assumptions), moments[found.cut_off]

    def _moves(self, assumptions: Assumptions) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Return the stays at home that are new, and those that are no more.

        Whoever else lives where somebody moved in or out is among both: all of a home arrive at
        one moment, and then stand in the order in which they are given.
        """
        before, after = self.assumptions.homes, assumptions.homes
        if before is after or (before is not None and after is not None and before.equals(after)):
            before = after = None
        none = self.index.listed(np.empty(0, dtype=np.int64))
        old, new = (none if homes is None else homes.stays() for homes in (before, after))
        homes = pd.concat(_differences(old, new))["place_id"]
        return new[new["place_id"].isin(homes)], old[old["place_id"].isin(homes)]

    def _scanned_rows(self, rows: NDArray[np.integer]) -> NDArray[np.int64]:
        """Return those of the rows that rest on scans: nobody scans at home."""
        is_scanned = self.index.stays.kind[self.index.places_of(rows)] == PLACE
        found: NDArray[np.int64] = rows[is_scanned].astype(np.int64)
        return found

    def _rows_of_others(self, known_people: pd.Index) -> NDArray[np.int64]:
        others = np.flatnonzero(~self.index.person_ids.isin(known_people))
        each = _ranges(self.index.stays.person_starts, others)
        return self._scanned_rows(self.index.stays.by_person[each])

    def _rows_at(self, place_ids: pd.Index) -> NDArray[np.int64]:
        places = np.flatnonzero(self.index.place_ids.isin(place_ids))
        return _ranges(self.index.stays.place_starts, places)

    def _rows_cut_by(self, assumptions: Assumptions) -> NDArray[np.int64]:
        """Return the stays that leave the period, but may have taken in scans that remain."""
        stays, first = self.index.stays, assumptions.first_second
        leaving = self._scanned_rows(np.flatnonzero(stays.arrived < first))
        repeat = assumptions.rules.seconds("repeat_scan")
        return leaving[stays.left[leaving].astype(np.int64) + repeat >= first]


def _scanned(aside: pd.DataFrame) -> NDArray[np.int64]:
    """Return when the check-ins that were set aside were scanned: in any year, but known."""
    scanned = contract.far_seconds(aside["scanned_at"], of="check_ins.scanned_at")
    if (scanned == contract.NEVER).any():
        raise TableError("check_ins.scanned_at is missing in a row")
    return scanned


def _ranges(starts: NDArray[np.int64], codes: NDArray[np.int64]) -> NDArray[np.int64]:
    found = [np.arange(starts[code], starts[code + 1]) for code in codes]
    return np.concatenate([np.empty(0, dtype=np.int64), *found])


def _differences(before: pd.DataFrame, after: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the stays that are only after, and those that are only before."""
    is_same = pd.concat([before, after]).duplicated(keep=False).to_numpy()
    return after[~is_same[len(before) :]], before[~is_same[: len(before)]]
