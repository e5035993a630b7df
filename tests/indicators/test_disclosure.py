"""Small counts withheld: what a reader who can subtract finds, and that no more is lost than must.

The reader of these tests knows every printed cell, every equation between cells, and that counts
are not negative; a linear program of their own, over the hidden cells alone, tells what follows.
"""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from dashboard.indicators import disclosure
from dashboard.indicators.disclosure import Plan, Withheld
from launch import __main__ as start

DISTRICTS = ("district_id",)
ONE = Plan(counts=("case_count",), totals=((), DISTRICTS))
DOSES = Plan(
    counts=("whole", "dose1", "dose2"),
    changes=("week_change",),
    differences={"missing": ("whole", "dose1"), "waiting": ("dose1", "dose2")},
    totals=((), DISTRICTS),
    derived={"dose1_share": ("dose1", "whole"), "pace": ("week_change",)},
)
"""`missing` is printed, as the tables below have that column; `waiting` can be worked out."""

CROSSED = Plan(counts=("count",), totals=((), ("district_id",), ("age",)))


def cases(**districts):
    """Return a commune's cases per row: `cases(a=[2, 5], b=[7])`."""
    rows = [(name, count) for name, counts in districts.items() for count in counts]
    return pd.DataFrame(rows, columns=["district_id", "case_count"])


def hidden(rows, plan, column):
    return disclosure.withhold(rows, plan).rows[column].tolist()


@pytest.mark.parametrize(
    ("count", "is_hidden"), [(0, False), (1, True), (2, True), (3, False), (None, False)]
)
def test_one_and_two_are_withheld_and_nothing_is_not(count, is_hidden):
    rows = cases(a=[count, 50, 60])

    assert hidden(rows, ONE, "case_count")[0] == is_hidden


def test_a_small_count_takes_one_neighbour_of_its_own_district_along():
    rows = cases(a=[2, 50, 9, 0], b=[70, 4])

    masks = disclosure.withhold(rows, ONE)

    assert masks.rows["case_count"].tolist() == [True, False, True, False, False, False]
    assert not masks.totals[DISTRICTS].any(axis=None)
    assert not masks.totals[()].any(axis=None)


def test_two_small_counts_protect_each_other():
    assert hidden(cases(a=[2, 1, 9, 8]), ONE, "case_count") == [True, True, False, False]


def test_a_small_district_takes_another_along():
    masks = disclosure.withhold(cases(a=[2], b=[9, 4], c=[30, 7]), ONE)

    assert masks.totals[DISTRICTS]["case_count"].to_dict() == {"a": True, "b": True, "c": False}
    assert masks.rows["case_count"].sum() == 2


def test_a_small_total_of_all_is_withheld():
    masks = disclosure.withhold(cases(a=[2, 0], b=[0]), ONE)

    assert masks.totals[()]["case_count"].tolist() == [True]
    assert masks.rows["case_count"].tolist() == [True, False, False]


def test_what_is_worked_out_from_a_withheld_cell_goes_with_it():
    masks = disclosure.withhold(doses([[50, 2, 0, 0], [60, 30, 20, 0], [70, 40, 20, 0]]), DOSES)

    assert masks.rows["dose1_share"].tolist() == masks.rows["dose1"].tolist()
    assert masks.rows["dose1"].iloc[0]


def test_a_small_difference_is_protected_though_nobody_prints_it():
    masks = disclosure.withhold(doses([[50, 32, 30, 0], [60, 30, 20, 0], [70, 40, 20, 0]]), DOSES)

    assert masks.rows.iloc[0][["dose1", "dose2"]].any()
    assert not masks.rows["waiting"].any()


def test_a_count_above_its_whole_misses_nobody():
    masks = disclosure.withhold(doses([[30, 31, 10, 0], [60, 30, 20, 0]]), DOSES)

    assert not masks.rows.any(axis=None)


def test_a_small_change_is_withheld_whichever_way_it_goes():
    rows = doses([[90, 50, 20, -2], [90, 50, 20, 8], [90, 50, 20, 20]])

    assert hidden(rows, DOSES, "week_change") == [True, True, False]
    assert hidden(rows, DOSES, "pace") == [True, True, False]


def test_a_row_that_is_in_no_total_protects_nobody():
    plan = Plan(counts=("case_count",), complete=("whole",))
    rows = pd.DataFrame({"case_count": [2, 9, 1, 7], "whole": [50, 60, None, None]})

    assert hidden(rows, plan, "case_count") == [True, True, True, False]


def test_rows_without_a_district_are_the_province_less_its_districts():
    rows = cases(a=[40, 30], b=[2]).assign(district_id=["a", "a", None])

    masks = disclosure.withhold(rows, ONE)

    assert masks.totals[DISTRICTS]["case_count"].tolist() == [True]
    assert masks.rows["case_count"].tolist() == [False, True, True]


def test_no_rows_no_cells():
    masks = disclosure.withhold(cases(a=[]).astype({"case_count": "float64"}), ONE)

    assert masks.rows.empty
    assert masks.totals[DISTRICTS].empty


def test_the_same_table_loses_the_same_cells():
    rows = cases(a=[2, 5, 5, 5], b=[1, 5, 5])

    first, again = (disclosure.withhold(rows, ONE).rows for _ in range(2))

    pd.testing.assert_frame_equal(first, again)


def test_hidden_cells_are_told_from_unknown_ones():
    table = pd.DataFrame({"case_count": [2.0, None, 7.0]})

    shown = disclosure.hide(table, pd.DataFrame({"case_count": [True, False, False]}))

    assert shown["case_count"].isna().tolist() == [True, True, False]
    assert disclosure.is_withheld(shown, "case_count").tolist() == [True, False, False]
    assert table["case_count"].iloc[0] == 2


def test_a_mask_of_other_rows_is_refused():
    with pytest.raises(ValueError, match="a mask of 1 rows for a table of 2"):
        disclosure.hide(cases(a=[1, 2]), pd.DataFrame({"case_count": [True]}))


def test_who_may_see_people_loses_nothing():
    rows = cases(a=[2, 1], b=[1])

    masks = disclosure.nothing_withheld(rows, ONE)

    assert not masks.rows.any(axis=None)
    assert masks.totals[DISTRICTS].index.tolist() == ["a", "b"]
    assert not masks.totals[DISTRICTS].any(axis=None)


COUNTS = st.one_of(st.integers(0, 6), st.integers(0, 60))


@st.composite
def by_district(draw):
    counts = draw(st.lists(st.tuples(st.sampled_from("abc"), COUNTS), min_size=1, max_size=9))
    return pd.DataFrame(counts, columns=["district_id", "case_count"])


@st.composite
def dose_tables(draw):
    rows = []
    for _ in range(draw(st.integers(1, 5))):
        dose2 = draw(COUNTS)
        dose1 = dose2 + draw(COUNTS)
        rows.append([dose1 + draw(COUNTS), dose1, dose2, draw(st.integers(-5, 9))])
    return doses(rows, [draw(st.sampled_from("ab")) for _ in rows])


@st.composite
def crossed(draw):
    keys = [(district, age) for district in "abc" for age in (0, 18, 60)]
    rows = [(*key, draw(COUNTS)) for key in keys]
    return pd.DataFrame(rows, columns=["district_id", "age", "count"])


@pytest.mark.parametrize("smallest", disclosure.SMALLEST_CHOICES[1:])
@settings(deadline=None, max_examples=6)
@given(by_district(), dose_tables(), crossed())
def test_whatever_is_the_smallest_shown_nothing_smaller_follows(smallest, one, many, both):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(disclosure, "SMALLEST_SHOWN", smallest)
        assert_nothing_follows(one, ONE)
        assert_nothing_follows(many, DOSES)
        assert_nothing_follows(both, CROSSED)


def test_the_launcher_takes_the_same_choices():
    assert tuple(map(str, disclosure.SMALLEST_CHOICES)) == start._SMALLEST_SHOWN


@settings(deadline=None, max_examples=25)
@given(by_district())
def test_no_withheld_count_follows_from_its_totals(rows):
    assert_nothing_follows(rows, ONE)


@settings(deadline=None, max_examples=25)
@given(dose_tables())
def test_no_withheld_count_follows_from_totals_and_differences(rows):
    assert_nothing_follows(rows, DOSES)


@settings(deadline=None, max_examples=25)
@given(crossed())
def test_no_withheld_count_follows_from_crossed_totals(rows):
    assert_nothing_follows(rows, CROSSED)


@settings(deadline=None, max_examples=15)
@given(dose_tables())
def test_nothing_is_withheld_where_nothing_is_small(rows):
    large = rows.assign(
        **{name: rows[name] * 3 for name in ("whole", "dose1", "dose2", "missing", "week_change")}
    )

    masks = disclosure.withhold(large, DOSES)

    assert not masks.rows.any(axis=None)
    assert not any(mask.any(axis=None) for mask in masks.totals.values())


def doses(rows, districts=None):
    table = pd.DataFrame(rows, columns=["whole", "dose1", "dose2", "week_change"])
    return table.assign(
        district_id=districts or ["a"] * len(table), missing=table["whole"] - table["dose1"]
    )


def assert_nothing_follows(rows, plan):
    """Every small cell is withheld, and of every withheld one the reader finds a range."""
    masks = disclosure.withhold(rows, plan)
    tables = printed_tables(rows, plan, masks)
    for table, mask in tables.values():
        small = table.abs().isin(range(1, disclosure.SMALLEST_SHOWN))
        assert (mask[small.columns] | ~small).all(axis=None)
        assert not (mask[small.columns] & (table == 0)).any(axis=None)
    for low, high in ranges(rows, plan, tables):
        assert high - low > 1e-6


def printed_tables(rows, plan, masks: Withheld):
    """Return each printed table and its mask; key None is the rows."""
    additive = [*plan.counts, *plan.changes]
    tables = {None: rows[additive]}
    for by in plan.totals:
        tables[by] = rows.groupby(list(by) or (lambda _: 0))[additive].sum()
    found = {}
    for by, table in tables.items():
        printed = [name for name in plan.differences if name in rows]
        left = {name: table[whole] - table[part] for name, (whole, part) in plan.differences.items()
                if name in printed}  # fmt: skip
        mask = masks.rows if by is None else masks.totals[by]
        found[by] = (table.assign(**left), mask)
    return found


def ranges(rows, plan, tables):
    """Yield the least and the most that each withheld cell can be.

    The unknowns are the rows' additive cells; every printed number is an equation over them.
    """
    additive = [*plan.counts, *plan.changes]
    printed, hidden_sums = [], []
    for by, (table, mask) in tables.items():
        for place, key in enumerate(table.index):
            members = np.arange(len(rows)) == place if by is None else _members(rows, by, key)
            for column in [*additive, *plan.differences]:
                total = _cell(table, plan, place, column)
                is_open = column in table and not mask[column].iloc[place]
                if is_open:
                    printed.append((_sum(additive, plan, members, column), total))
                elif column in table or 0 < abs(total) < disclosure.SMALLEST_SHOWN:
                    hidden_sums.append(_sum(additive, plan, members, column))
    options = _reader(rows, plan, additive, printed)
    for vector in hidden_sums:
        low, high = linprog(vector, **options), linprog(-vector, **options)
        assert low.status in {0, 3}
        yield (
            low.fun if low.status == 0 else -np.inf,
            -high.fun if high.status == 0 else np.inf,
        )


def _reader(rows, plan, additive, printed):
    """Return what the reader knows, as `linprog` asks for it."""
    each = [np.arange(len(rows)) == place for place in range(len(rows))]
    parts = [-_sum(additive, plan, one, name) for one in each for name in plan.differences]
    free = [(None, None) if name in plan.changes else (0, None) for name in additive]
    return {
        "A_eq": np.array([vector for vector, _ in printed]) if printed else None,
        "b_eq": np.array([total for _, total in printed], dtype=float) if printed else None,
        "A_ub": np.array(parts) if parts else None,
        "b_ub": np.zeros(len(parts)) if parts else None,
        "bounds": free * len(rows),
    }


def _sum(additive, plan, members, column):
    whole, part = plan.differences.get(column, (column, None))
    vector = np.zeros((len(members), len(additive)))
    vector[members, additive.index(whole)] = 1
    if part is not None:
        vector[members, additive.index(part)] = -1
    return vector.ravel()


def _cell(table, plan, place, column):
    whole, part = plan.differences.get(column, (column, None))
    return table[whole].iloc[place] - (0 if part is None else table[part].iloc[place])


def _members(rows, by, key):
    if not by:
        return np.ones(len(rows), dtype=bool)
    keys = rows[list(by)].apply(tuple, axis="columns")
    return (keys == (key if len(by) > 1 else (key,))).to_numpy()
