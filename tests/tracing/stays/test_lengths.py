"""The suggested length of a kind of place is the median of its recorded in/out pairs."""

import pandas as pd

from dashboard.tracing import PLACE_KINDS, ColocationIndex, stays_from_check_ins
from dashboard.tracing.stays.lengths import FEWEST_PAIRS, suggested_lengths

EIGHT = pd.Timestamp("2021-08-02T08:00+07:00")
PLACES = pd.DataFrame(
    {"place_id": ["mill", "stall", "den"], "place_kind": ["factory", "food", "x"]}
)


def suggested(*stays, count=FEWEST_PAIRS):
    """Return {kind: (pairs, minutes)}; each of (place, minutes, has check-out) of `count`."""
    rows = [
        (f"{place} {number} {person}", place, EIGHT, EIGHT + pd.Timedelta(minutes=minutes))
        for number, (place, minutes, _) in enumerate(stays)
        for person in range(count)
    ]
    table = pd.DataFrame(rows, columns=["person_id", "place_id", "scanned_at", "left_at"])
    has_out = [is_out for _, _, is_out in stays for _ in range(count)]
    table["left_at"] = table["left_at"].where(has_out)
    index = ColocationIndex.build(
        stays_from_check_ins(table, PLACES.rename(columns={"place_kind": "kind"}))
    )
    found = suggested_lengths(index, PLACES).set_index("kind")
    assert found.index.tolist() == list(PLACE_KINDS)
    return {
        kind: (int(row["pair_count"]), row["minutes"])
        for kind, row in found.iterrows()
        if row["pair_count"]
    }


def test_a_recorded_shift_longer_than_the_usual_length_counts_whole():
    assert suggested(("mill", 600, True), ("mill", 540, True), ("mill", 480, True)) == {
        "factory": (3 * FEWEST_PAIRS, 540)
    }


def test_stays_without_check_out_say_nothing():
    assert suggested(("stall", 20, True), ("stall", 600, False)) == {"food": (FEWEST_PAIRS, 20)}


def test_too_few_pairs_suggest_nothing():
    found = suggested(("stall", 20, True), count=FEWEST_PAIRS - 1)
    assert found["food"][0] == FEWEST_PAIRS - 1
    assert pd.isna(found["food"][1])


def test_a_kind_that_is_not_listed_is_other():
    assert suggested(("den", 15, True)) == {"other": (FEWEST_PAIRS, 15)}


def test_no_stays_no_suggestion():
    empty = ColocationIndex.build(
        stays_from_check_ins(
            pd.DataFrame({"person_id": [], "place_id": [], "scanned_at": []}).astype(
                {"person_id": "int64", "place_id": "int64", "scanned_at": "datetime64[us, UTC]"}
            )
        )
    )
    found = suggested_lengths(empty, PLACES.iloc[:0])
    assert found["pair_count"].eq(0).all()
    assert found["minutes"].isna().all()
