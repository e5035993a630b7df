"""The look-back of several cases: where they were, whom they met, and what everybody did."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.tracing import contract
from dashboard.tracing.errors import TableError
from dashboard.tracing.index.colocation import ColocationIndex
from dashboard.tracing.index.crowds import meeting_counts


class CaseVisits(NamedTuple):
    """One row per place, or place and window, at which at least one case was."""

    place: NDArray[np.int64]
    window: NDArray[np.int64]
    is_there: NDArray[np.bool_]
    """Rows x cases."""


class _Visits(NamedTuple):
    """One row per person, place and window, each once."""

    person: NDArray[np.int64]
    place: NDArray[np.int64]
    window: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class LookedBack:
    """Everything that the search for shared sources asks about one look-back."""

    index: ColocationIndex
    cases: pd.DataFrame
    codes: NDArray[np.int64]
    """One per case: its code in the index, -1 without stays."""
    begins: NDArray[np.int64]
    ends: NDArray[np.int64]
    group: NDArray[np.int64]
    """Per person of the index: the number of their commune; 0 if that is unknown or not asked."""
    opens: int
    closes: int

    @classmethod
    def of(
        cls, index: ColocationIndex, cases: pd.DataFrame, homes: pd.DataFrame | None
    ) -> "LookedBack":
        """Check the cases and note their windows."""
        contract.require_columns(cases, ("person_id", "exposed_from", "exposed_until"), of="cases")
        codes = index.person_codes(cases["person_id"], of="cases.person_id")
        begins = contract.seconds(cases["exposed_from"], of="cases.exposed_from")
        ends = contract.seconds(cases["exposed_until"], of="cases.exposed_until")
        if (ends <= begins).any():
            row = cases.iloc[int((ends <= begins).argmax())]
            raise TableError(
                f"cases.exposed_until {row['exposed_until']} is not after exposed_from "
                f"{row['exposed_from']} (person {row['person_id']})"
            )
        opens = int(begins.min()) if len(begins) else 0
        closes = int(ends.max()) if len(ends) else 0
        group = _groups(index, homes)
        return cls(index, cases, codes, begins, ends, group, opens, closes)

    def case_visits(self, width: int | None) -> CaseVisits:
        """Return where the cases were, each within its own window."""
        parts = [self._visits_of_case(case, width) for case in range(len(self.codes))]
        case = np.repeat(np.arange(len(parts)), [len(part.place) for part in parts])
        columns = [
            np.concatenate([*c, np.empty(0, dtype=np.int64)]) for c in zip(*parts, strict=True)
        ]
        place, window = (columns[1], columns[2]) if parts else (np.empty(0, dtype=np.int64),) * 2
        found, row = np.unique(np.column_stack((place, window)), axis=0, return_inverse=True)
        is_there = np.zeros((len(found), len(self.codes)), dtype=np.bool_)
        is_there[row.ravel(), case] = True
        return CaseVisits(found[:, 0], found[:, 1], is_there)

    def place_chances(
        self, seen: CaseVisits, width: int | None
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Return how many people were there, and the chance that each case was (rows x cases).

        A case cannot have been in a window outside its own look-back: chance 0.
        """
        visitors = self._visitors(seen, width)
        chances = np.zeros(seen.is_there.shape)
        for case, code in enumerate(self.codes):
            if code < 0:
                continue
            same = self._peers(code)
            mine = self.group[code]
            here = visitors[:, mine] if mine else visitors.sum(axis=1)
            share = np.minimum(here / self._present(same), 1 - 1e-12)
            chances[:, case] = -np.expm1(np.log1p(-share) * self._activity(case, width))
            if width is not None:
                starts = self.opens + seen.window * width
                outside = (starts + width <= self.begins[case]) | (starts >= self.ends[case])
                chances[outside, case] = 0.0
        return visitors.sum(axis=1), chances

    def met(self) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Return everybody whom a case met in its look-back, and by which case (rows x cases)."""
        people = [self._met_by(case) for case in range(len(self.codes))]
        person = np.unique(np.concatenate([*people, np.empty(0, dtype=np.int64)]))
        columns = [np.isin(person, each) for each in people]
        is_met = np.column_stack(columns) if columns else np.zeros((0, 0), dtype=np.bool_)
        return person, is_met

    def case_stays(self) -> pd.DataFrame:
        """Return the stays of the cases, each clipped to its own window.

        One row per stay: `person_id`, `place_id`, `arrived_at`, `left_at`.
        """
        parts = [
            self._table(self._rows_of_case(case), int(self.begins[case]), int(self.ends[case]))
            for case in range(len(self.codes))
        ]
        return pd.concat([*parts, self._table(np.empty(0, dtype=np.int64), 0, 0)])

    def stays_of(self, person_id: object) -> pd.DataFrame:
        """Return the stays of one person during the look-back, as `case_stays` does."""
        stays = self.index.stays
        code = self.index.person_codes(pd.Series([person_id]), of="source.person_id")[0]
        rows = stays.by_person[stays.person_starts[code] : stays.person_starts[code + 1]]
        inside = (stays.arrived[rows] < self.closes) & (stays.left[rows] > self.opens)
        return self._table(rows[inside].astype(np.int64), self.opens, self.closes)

    def _table(self, rows: NDArray[np.int64], begins: int, ends: int) -> pd.DataFrame:
        stays = self.index.stays
        arrived = np.maximum(stays.arrived[rows].astype(np.int64), begins)
        left = np.minimum(stays.left[rows].astype(np.int64), ends)
        return pd.DataFrame(
            {
                "person_id": self.index.person_ids[stays.person[rows]],
                "place_id": self.index.place_ids[self.index.places_of(rows)],
                "arrived_at": contract.moments(arrived),
                "left_at": contract.moments(left),
            }
        )

    @cached_property
    def meeting_counts(self) -> NDArray[np.int64]:
        """Per person of the index: how many stays of others theirs overlapped in the look-back."""
        return meeting_counts(self.index, self.opens, self.closes)

    @cached_property
    def _visit_counts(self) -> NDArray[np.int64]:
        """Per person of the index: their stays in the look-back."""
        stays = self.index.stays
        inside = (stays.arrived < self.closes) & (stays.left > self.opens)
        counts = np.bincount(stays.person[inside], minlength=len(self.index.person_ids))
        return counts.astype(np.int64)

    def _peers(self, code: np.int64) -> NDArray[np.bool_]:
        """Return whom a case is judged against: its commune, or everybody if that is unknown."""
        mine = self.group[code]
        return np.asarray((self.group == mine) | (mine == 0))

    def _present(self, same: NDArray[np.bool_]) -> int:
        return max(int(((self._visit_counts > 0) & same).sum()), 1)

    def _activity(self, case: int, width: int | None) -> float:
        """Return how many stays the case has for each of an average person of its group.

        Over the whole look-back a case with a shorter window has fewer; in one window what counts
        is its stays per day of its own window.
        """
        same = self._peers(self.codes[case])
        average = self._visit_counts[same].sum() / self._present(same)
        mine = len(self._rows_of_case(case))
        if width is not None:
            mine *= (self.closes - self.opens) / (self.ends[case] - self.begins[case])
        return float(mine / average) if average else 0.0

    def _rows_of_case(self, case: int) -> NDArray[np.int64]:
        stays, code = self.index.stays, self.codes[case]
        if code < 0:
            return np.empty(0, dtype=np.int64)
        rows = stays.by_person[stays.person_starts[code] : stays.person_starts[code + 1]]
        rows = rows.astype(np.int64)
        inside = (stays.arrived[rows] < self.ends[case]) & (stays.left[rows] > self.begins[case])
        return np.asarray(rows[inside])

    def _visits_of_case(self, case: int, width: int | None) -> _Visits:
        return self._visits(
            self._rows_of_case(case), width, int(self.begins[case]), int(self.ends[case])
        )

    def _visits(
        self, rows: NDArray[np.int64], width: int | None, begins: int, ends: int
    ) -> _Visits:
        """Return the distinct visits of these stays within a period, window by window."""
        stays = self.index.stays
        arrived = np.maximum(stays.arrived[rows].astype(np.int64), begins) - self.opens
        left = np.minimum(stays.left[rows].astype(np.int64), ends) - self.opens
        first = arrived * 0 if width is None else arrived // width
        last = first if width is None else np.maximum(left - 1, arrived) // width
        repeats = last - first + 1
        each = np.repeat(np.arange(len(rows)), repeats)
        window = (
            first[each] + np.arange(len(each)) - np.repeat(np.cumsum(repeats) - repeats, repeats)
        )
        windows = int(window.max(initial=0)) + 1
        place = self.index.places_of(rows)[each].astype(np.int64)
        person = stays.person[rows][each].astype(np.int64)
        key = (person * windows + window) * len(stays.longest) + place
        unique = np.unique(
            key
        )  # one sort of numbers: rows of three columns take five times as long
        visit, place = np.divmod(unique, len(stays.longest))
        return _Visits(visit // windows, place, visit % windows)

    def _visitors(self, seen: CaseVisits, width: int | None) -> NDArray[np.int64]:
        """Return how many people of each group were at each place and window that a case saw."""
        stays = self.index.stays
        places = np.unique(seen.place)
        spans = zip(stays.place_starts[places], stays.place_starts[places + 1], strict=True)
        parts = [np.arange(a, b) for a, b in spans]
        rows = np.concatenate([*parts, np.empty(0, dtype=np.int64)])
        rows = rows[(stays.arrived[rows] < self.closes) & (stays.left[rows] > self.opens)]
        visits = self._visits(rows, width, self.opens, self.closes)
        key = seen.place * _MANY + seen.window
        at = np.searchsorted(key, visits.place * _MANY + visits.window)
        at = np.minimum(at, max(len(key) - 1, 0))
        counts = np.zeros((len(key), int(self.group.max(initial=0)) + 1), dtype=np.int64)
        if len(key):
            is_seen = key[at] == visits.place * _MANY + visits.window
            np.add.at(counts, (at[is_seen], self.group[visits.person[is_seen]]), 1)
        return counts

    def _met_by(self, case: int) -> NDArray[np.int64]:
        stays, code = self.index.stays, self.codes[case]
        found = [np.empty(0, dtype=np.int64)]
        rows = self._rows_of_case(case)
        for row, place in zip(rows, self.index.places_of(rows), strict=True):
            start, stop = stays.place_starts[place], stays.place_starts[place + 1]
            begins = max(int(stays.arrived[row]), int(self.begins[case]))
            ends = min(int(stays.left[row]), int(self.ends[case]))
            low = start + np.searchsorted(stays.arrived[start:stop], begins - stays.longest[place])
            high = start + np.searchsorted(stays.arrived[start:stop], ends)
            here = slice(int(low), int(high))
            overlap = (stays.left[here] > begins) & (stays.arrived[here] < stays.left[here])
            found.append(stays.person[here][overlap & (begins < ends)].astype(np.int64))
        people = np.unique(np.concatenate(found))
        return np.asarray(people[people != code], dtype=np.int64)


_MANY = np.int64(2**20)  # more windows than any look-back has


def _groups(index: ColocationIndex, homes: pd.DataFrame | None) -> NDArray[np.int64]:
    if homes is None:
        return np.zeros(len(index.person_ids), dtype=np.int64)
    contract.require_columns(homes, ("person_id", "commune_id"), of="homes")
    communes = homes.drop_duplicates("person_id").set_index("person_id")["commune_id"]
    codes, _ = pd.factorize(communes.reindex(index.person_ids))
    return np.asarray(codes + 1, dtype=np.int64)
