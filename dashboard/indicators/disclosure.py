"""Small counts of people withheld, so that no subtraction brings one back. Pure: no viewer.

A printed count of 1 or 2 can point at a person; a province may say so of more. It is withheld, and
with it as few other cells as it takes that no withheld cell follows from what is printed: totals,
differences, shares beside their denominators. 0 stays, and what is unknown stays unknown.

Each small cell is protected in turn by a linear program: it seeks the cheapest way to make the cell
one larger or one smaller while every equation between the cells still holds; whatever has to move
for that is withheld too. Only counts above 0 move, never below 0, so a reader who knows every
equation and that counts are not negative still finds at least two values for each withheld cell.
A way always exists: all counts in proportion.

References
----------
Cell suppression with a linear program per sensitive cell: M. Fischetti and J. J. Salazar, "Models
and algorithms for optimizing cell suppression in tabular data with linear constraints", JASA 95
(2000) 916-928; A. Hundepool et al., "Statistical Disclosure Control" (Wiley, 2012), chapter 4. The
same in Statistics Netherlands' τ-ARGUS and in R's sdcTable.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import coo_array, csc_array, hstack
from scipy.sparse.csgraph import connected_components

SMALLEST_CHOICES: Final = (3, 5, 7, 10)

SMALLEST_SHOWN: Final = int(os.environ.get("SMALLEST_SHOWN") or SMALLEST_CHOICES[0])
"""Counts of people from here on are shown, and 0.

A setting of the server, one of `SMALLEST_CHOICES`; the least of them, our own choice, hides a
couple.
"""

SUFFIX: Final = "_withheld"
"""A column of this ending says which cells of the column before it are withheld, not unknown."""

_TOTAL_COST: Final = 100.0
"""What a total costs for each row of its sum; a row's own cell costs 1."""

_RUNS: Final = (1, 2, 7)
"""Cells are tried against each other in runs of so many."""

_HIDDEN_COST: Final = 1e-4
_MOVES: Final = 1e-6

Grouping = tuple[str, ...]
Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is printed of a table about people, and what anyone can work out from it.

    Attributes
    ----------
    counts
        Columns that count people, and add up to the totals.
    changes
        The same, with a sign: now less before.
    differences
        Name -> (whole, part): what is left of the whole without the part; where it is negative,
        such as above 100 %, it counts nobody. It need not be printed: then it is never withheld
        itself, but the whole or the part is where it is small.
    totals
        Groups of rows whose sums are printed somewhere too; () is the sum of all.
    complete
        Columns that a row must know to be part of a total.
    derived
        Name -> what it is worked out from, and withheld with: shares, paces.
    """

    counts: tuple[str, ...]
    changes: tuple[str, ...] = ()
    differences: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    totals: tuple[Grouping, ...] = ((),)
    complete: tuple[str, ...] = ()
    derived: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def columns(self) -> list[str]:
        """Every column of cells: counts, changes, differences."""
        return [*self.counts, *self.changes, *self.differences]


@dataclass(frozen=True, eq=False)
class Withheld:
    """Which cells are withheld: a table of yes and no for the rows, and one per group of totals.

    Attributes
    ----------
    rows
        One row per row, in their order and under their index; one column per cell and derived one.
    totals
        Grouping -> the same for its totals, under the group's key; () has the one key 0.
    """

    rows: pd.DataFrame
    totals: Mapping[Grouping, pd.DataFrame]


def withhold(rows: pd.DataFrame, plan: Plan) -> Withheld:
    """Return which cells of a table and of its totals must not be shown.

    Parameters
    ----------
    rows
        One row per unit, the finest that is printed, with the plan's columns; a difference that
        is no column of it is never printed, but is kept from being worked out.

    Examples
    --------
    >>> cases = pd.DataFrame({"district_id": list("aaab"), "case_count": [2, 5, 0, 7]})
    >>> plan = Plan(counts=("case_count",), totals=((), ("district_id",)))
    >>> withhold(cases, plan).rows["case_count"].tolist()
    [True, True, False, False]
    """
    levels = [_Level.of_rows(rows, plan), *(_Level.of(rows, plan, by) for by in plan.totals)]
    ends = [int(end) for end in np.cumsum([level.counts.size for level in levels])]
    hidden = np.zeros(ends[-1], dtype=np.bool_)
    if any(_is_small(level.counts).any() for level in levels):
        cells = _Cells.of(levels, rows, plan)
        hidden = _protected(cells) & cells.is_printed
    masks = [
        pd.DataFrame(part.reshape(level.counts.shape), index=level.units, columns=plan.columns)
        for level, part in zip(levels, np.split(hidden, ends[:-1]), strict=True)
    ]
    found = Withheld(masks[0], dict(zip(plan.totals, masks[1:], strict=True)))
    return derived(found, plan.derived)


def named(masks: Withheld, names: Mapping[str, str]) -> Withheld:
    """Return the masks of some columns under other names: `names` is new -> old."""

    def part(mask: pd.DataFrame) -> pd.DataFrame:
        return pd.DataFrame({new: mask[old] for new, old in names.items()}, index=mask.index)

    return Withheld(part(masks.rows), {by: part(mask) for by, mask in masks.totals.items()})


def combined(masks: Withheld, others: Withheld) -> Withheld:
    """Return masks of which some columns are replaced by others, of the same rows and totals."""

    def part(mask: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
        return mask.assign(**{str(name): other[name].to_numpy() for name in other})

    totals = {by: part(mask, others.totals[by]) for by, mask in masks.totals.items()}
    return Withheld(part(masks.rows, others.rows), totals)


def derived(masks: Withheld, names: Mapping[str, Sequence[str]]) -> Withheld:
    """Return the masks with further columns: name -> columns that it is worked out from."""

    def part(mask: pd.DataFrame) -> pd.DataFrame:
        columns = {str(name): mask[name].to_numpy(dtype=bool) for name in mask}
        for name, of in names.items():
            columns[name] = np.logical_or.reduce([columns[each] for each in of])
        return pd.DataFrame(columns, index=mask.index)

    return Withheld(part(masks.rows), {by: part(mask) for by, mask in masks.totals.items()})


def thinned(totals: pd.Series) -> pd.Series:
    """Return a rising count without the points that would tell a small rise; the last one stays.

    Examples
    --------
    >>> thinned(pd.Series([1, 4, 5, 9, 9, 10])).tolist()
    [nan, nan, 5.0, nan, nan, 10.0]
    """
    shown = totals.to_numpy(dtype="float64", na_value=np.nan, copy=True)
    next_shown = np.nan
    for number in range(len(shown) - 1, -1, -1):
        if _is_small(np.array([next_shown - shown[number], shown[number]])).any():
            shown[number] = np.nan
        elif not np.isnan(shown[number]):
            next_shown = shown[number]
    return pd.Series(shown, index=totals.index, name=totals.name)


def nothing_withheld(rows: pd.DataFrame, plan: Plan) -> Withheld:
    """Return that every cell may be shown, for who may see people."""
    names = [*plan.columns, *plan.derived]
    levels = [_Level.of(rows, plan, by).units for by in plan.totals]
    none = [pd.DataFrame(data=False, index=index, columns=names) for index in (rows.index, *levels)]
    return Withheld(none[0], dict(zip(plan.totals, none[1:], strict=True)))


def hide(table: pd.DataFrame, mask: pd.DataFrame) -> pd.DataFrame:
    """Return a table without the withheld cells, which a companion column tells from unknown ones.

    Parameters
    ----------
    mask
        One row per row of the table, in its order; columns that the table lacks are ignored.

    Examples
    --------
    >>> table = pd.DataFrame({"f1_count": [2, 7]})
    >>> hide(table, pd.DataFrame({"f1_count": [True, False]}))["f1_count"].tolist()
    [nan, 7.0]
    """
    if len(table) != len(mask):
        raise ValueError(f"a mask of {len(mask)} rows for a table of {len(table)}")
    names = [name for name in mask.columns if name in table]
    is_hidden = {name: mask[name].to_numpy(dtype=bool) for name in names}
    shown = {str(name): table[name].mask(is_hidden[name]) for name in names}
    companions = {f"{name}{SUFFIX}": is_hidden[name] for name in names}
    return table.assign(**shown, **companions)


def is_withheld(table: pd.DataFrame, name: str) -> pd.Series:
    """Return which cells of a column are withheld; none where nobody asked."""
    companion = f"{name}{SUFFIX}"
    if companion in table:
        return table[companion].astype(bool)
    return pd.Series(data=False, index=table.index)


def is_small(counts: pd.Series) -> pd.Series:
    """Tell which counts, or changes of a count, are of fewer people than are shown.

    Examples
    --------
    >>> is_small(pd.Series([0, 1, -2, 3, None])).tolist()
    [False, True, True, False, False]
    """
    sizes = counts.to_numpy("float64", na_value=np.nan)
    return pd.Series(_is_small(sizes), counts.index, name=counts.name)


def _is_small(counts: Floats) -> Bools:
    sizes = np.abs(counts)
    small: Bools = (sizes > 0) & (sizes < SMALLEST_SHOWN)
    return small


@dataclass(frozen=True, eq=False)
class _Level:
    """The cells of one table: of the rows, or of one group of totals.

    Attributes
    ----------
    units
        What the cells are of: the rows' index, or the groups' keys.
    counts
        One row per unit, one column per cell; differences included.
    codes
        The unit that each row belongs to; -1 for none.
    """

    by: Grouping | None
    units: pd.Index
    counts: Floats
    codes: NDArray[np.int64]

    @property
    def row_counts(self) -> NDArray[np.int64]:
        """How many rows each unit sums; 0 where the units are the rows."""
        if self.by is None:
            return np.zeros(len(self.counts), dtype=np.int64)
        return np.bincount(self.codes[self.codes >= 0], minlength=len(self.counts))

    @classmethod
    def of_rows(cls, rows: pd.DataFrame, plan: Plan) -> "_Level":
        counts = _with_differences(_additive(rows, plan), plan)
        return cls(None, rows.index, counts, np.arange(len(rows)))

    @classmethod
    def of(cls, rows: pd.DataFrame, plan: Plan, by: Grouping) -> "_Level":
        is_part = rows[[*plan.complete, *by]].notna().all(axis="columns").to_numpy()
        own, units = _grouped(rows[is_part], by)
        codes = np.full(len(rows), -1)
        codes[is_part] = own
        sums = _sums(_additive(rows, plan)[is_part], own, len(units))
        return cls(by, units, _with_differences(sums, plan), codes)


@dataclass(frozen=True, eq=False)
class _Cells:
    """All cells in one line, level after level, and the equations between them (sum = 0)."""

    counts: Floats
    is_printed: Bools
    row_counts: NDArray[np.int64]
    """Of a total, how many rows it sums; 0 for a row's own cell."""
    is_signed: Bools
    equations: csc_array

    @classmethod
    def of(cls, levels: Sequence[_Level], rows: pd.DataFrame, plan: Plan) -> "_Cells":
        values = [level.counts for level in levels]
        starts = [int(start) for start in np.cumsum([0, *(part.size for part in values)])]
        width = len(plan.columns)
        columns = np.tile(np.arange(width), starts[-1] // width if width else 0)
        printed = [name in rows or name not in plan.differences for name in plan.columns]
        signed = [name in plan.changes for name in plan.columns]
        found = _Equations(starts[:-1], width)
        found.add_totals(levels, len(plan.counts) + len(plan.changes))
        found.add_differences(levels, plan)
        flat = np.concatenate([part.ravel() for part in values])
        return cls(
            counts=np.nan_to_num(flat),
            is_printed=np.array(printed)[columns],
            row_counts=np.repeat(np.concatenate([level.row_counts for level in levels]), width),
            is_signed=np.array(signed)[columns],
            equations=found.matrix(flat),
        )


class _Equations:
    """Sums of cells that are 0, gathered as the entries of a matrix."""

    def __init__(self, starts: Sequence[int], width: int) -> None:
        self.starts, self.width, self.count = starts, width, 0
        self.rows: list[NDArray[np.int64]] = []
        self.cells: list[NDArray[np.int64]] = []
        self.signs: list[Floats] = []

    def add_totals(self, levels: Sequence[_Level], additive: int) -> None:
        """Let every total be the sum of the coarsest printed parts that make it up."""
        for number, level in enumerate(levels[1:], 1):
            parts = _parts_of(number, levels)
            units = np.unique(np.stack([level.codes, levels[parts].codes]), axis=1)
            units = units[:, (units >= 0).all(axis=0)]
            for column in range(additive):
                total = self._cell(number, np.arange(len(level.counts)), column)
                each = self._cell(parts, units[1], column)
                self._add(np.arange(len(total)), total, 1.0)
                self._add(units[0], each, -1.0)
                self.count += len(total)

    def add_differences(self, levels: Sequence[_Level], plan: Plan) -> None:
        """Let every difference be the whole without the part, where it counts anybody."""
        names = plan.columns
        for number, level in enumerate(levels):
            for name, (whole, part) in plan.differences.items():
                units = np.flatnonzero(~np.isnan(level.counts[:, names.index(name)]))
                for column, sign in ((whole, 1.0), (part, -1.0), (name, -1.0)):
                    cells = self._cell(number, units, names.index(column))
                    self._add(np.arange(len(units)), cells, sign)
                self.count += len(units)

    def matrix(self, values: Floats) -> csc_array:
        """Return one row per equation, one column per cell; what is 0 or unknown cannot move."""
        rows, cells, signs = (
            np.concatenate([*parts, np.empty(0, dtype)]).astype(dtype)
            for parts, dtype in (
                (self.rows, np.int64), (self.cells, np.int64), (self.signs, np.float64),
            )
        )  # fmt: skip
        moves = np.nan_to_num(values[cells]) != 0
        entries = (signs[moves], (rows[moves], cells[moves]))
        return coo_array(entries, shape=(self.count, len(values))).tocsc()

    def _cell(self, number: int, units: NDArray[np.int64], column: int) -> NDArray[np.int64]:
        return self.starts[number] + units * self.width + column

    def _add(self, rows: NDArray[np.int64], cells: NDArray[np.int64], sign: float) -> None:
        self.rows.append(self.count + rows)
        self.cells.append(cells)
        self.signs.append(np.full(len(cells), sign))


def _parts_of(number: int, levels: Sequence[_Level]) -> int:
    """Return the level whose units make up this one's: the coarsest that does, else the rows.

    Districts make up the province, but not where a row belongs to no district.
    """
    total = levels[number]
    finer = [
        at
        for at, level in enumerate(levels)
        if level.by
        and set(total.by or ()) < set(level.by)
        and not (level.codes < 0)[total.codes >= 0].any()
    ]
    return min(finer, key=lambda at: len(levels[at].by or ()), default=0)


def _additive(rows: pd.DataFrame, plan: Plan) -> Floats:
    """Return what adds up to totals, a column each; what is unknown is not a number."""
    numbers: Floats = rows[[*plan.counts, *plan.changes]].to_numpy("float64", na_value=np.nan)
    return numbers


def _grouped(rows: pd.DataFrame, by: Grouping) -> tuple[NDArray[np.int64], pd.Index]:
    """Return the number of each row's group among the groups' keys, which rise; () is one group."""
    if not by:
        return np.zeros(len(rows), dtype=np.int64), pd.RangeIndex(min(len(rows), 1))
    keys = pd.MultiIndex.from_frame(rows[[*by]]) if len(by) > 1 else pd.Index(rows[by[0]])
    codes, units = pd.factorize(keys, sort=True)
    return np.asarray(codes, dtype=np.int64), pd.Index(units)


def _sums(numbers: Floats, codes: NDArray[np.int64], size: int) -> Floats:
    """Add up the rows of each group; where none of them is known, neither is the sum."""
    is_known = ~np.isnan(numbers)
    sums, known = np.zeros((2, size, numbers.shape[1]))
    np.add.at(sums, codes, np.where(is_known, numbers, 0.0))
    np.add.at(known, codes, is_known)
    return np.where(known > 0, sums, np.nan)


def _with_differences(numbers: Floats, plan: Plan) -> Floats:
    columns = dict(zip((*plan.counts, *plan.changes), numbers.T, strict=True))
    for name, (whole, part) in plan.differences.items():
        left = columns[whole] - columns[part]
        columns[name] = np.where(left >= 0, left, np.nan)
    return np.column_stack([*columns.values()])


def _protected(cells: _Cells) -> Bools:
    """Return which cells a reader must not know: the small, the unprinted, what protects them."""
    is_open = _is_small(cells.counts)
    hidden = is_open | ~cells.is_printed
    for run in _RUNS if is_open.any() else ():
        is_open &= ~_against_each_other(cells, hidden, is_open, run)
    for cell in np.flatnonzero(is_open):
        if not is_open[cell]:
            continue
        moves = _cheapest(cells, hidden, int(cell), with_totals=False)
        if moves is None:
            moves = _cheapest(cells, hidden, int(cell), with_totals=True)
        if moves is None:
            raise ArithmeticError(f"no way to protect cell {cell} of {len(cells.counts)}")
        hidden |= np.abs(moves) > _MOVES
        is_open &= np.abs(moves) < 1 - _MOVES
    return hidden


def _against_each_other(cells: _Cells, hidden: Bools, is_open: Bools, run: int) -> Bools:
    """Return which small cells can move by 1, every other run of them up, the rest down, at once.

    They protect one another, and nothing else need be withheld: one program instead of one each.
    """
    moving = np.flatnonzero(hidden & (cells.counts != 0))
    goal = np.zeros(len(cells.counts))
    small = np.flatnonzero(is_open)
    goal[small] = np.where(np.arange(len(small)) // run % 2, -1.0, 1.0)
    most = np.where(cells.is_signed, np.inf, np.abs(cells.counts))
    lower = np.where(is_open, np.minimum(goal, 0), -most)[moving]
    upper = np.where(is_open, np.maximum(goal, 0), most)[moving]
    part = cells.equations[:, moving]
    found = linprog(
        -goal[moving],
        A_eq=part,
        b_eq=np.zeros(part.shape[0]),
        bounds=np.column_stack([lower, upper]),
        method="highs",
    )
    moves = np.zeros(len(cells.counts))
    moves[moving] = found.x
    is_moved: Bools = is_open & (np.abs(moves) > 1 - _MOVES)
    return is_moved


def _cheapest(cells: _Cells, hidden: Bools, cell: int, *, with_totals: bool) -> Floats | None:
    """Return how far each cell moves where this one moves by 1, for the least to be withheld.

    None where the printed totals do not allow it.
    """
    may_move = (cells.counts != 0) & (hidden | (cells.row_counts == 0) | with_totals)
    near = _near(cells, may_move, cell)
    part = cells.equations[:, near]
    part = part[np.unique(part.indices)]
    most = np.where(cells.is_signed[near], np.inf, np.abs(cells.counts[near]))
    cost = np.maximum(1.0, _TOTAL_COST * cells.row_counts[near])
    cost *= 1 + np.log1p(np.abs(cells.counts[near])) / 100
    cost[hidden[near]] = _HIDDEN_COST
    upper = np.concatenate([most, most])
    lower = np.zeros(len(upper))
    at = int(np.searchsorted(near, cell))
    lower[at] = upper[at] = 1.0
    upper[at + len(near)] = 0.0
    found = linprog(
        np.concatenate([cost, cost]),
        A_eq=hstack([part, -part]),
        b_eq=np.zeros(part.shape[0]),
        bounds=np.column_stack([lower, upper]),
        method="highs",
    )
    if found.x is None:
        return None
    moves = np.zeros(len(cells.counts))
    moves[near] = found.x[: len(near)] - found.x[len(near) :]
    return moves


def _near(cells: _Cells, may_move: Bools, cell: int) -> NDArray[np.int64]:
    """Return the cells that some chain of equations ties to this one, through what may move."""
    moving = np.flatnonzero(may_move)
    part = cells.equations[:, moving].tocoo()
    size = part.shape[0]
    edges = (np.ones(part.nnz), (part.row, size + part.col))
    graph = coo_array(edges, shape=(size + len(moving),) * 2)
    labels = connected_components(graph, directed=False)[1][size:]
    near: NDArray[np.int64] = moving[labels == labels[np.searchsorted(moving, cell)]]
    return near
