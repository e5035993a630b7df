"""An updated index is the index that would be built anew, and nobody sees half an update."""

from concurrent.futures import ThreadPoolExecutor
from random import Random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.tracing import ColocationIndex, TableError, contract, expand, threads
from dashboard.tracing.index.colocation import CONFIDENCE, confidences
from dashboard.tracing.index.stay_table import KINDS
from tests.tracing.oracle import Stay
from tests.tracing.worlds import at, crowd, same, seeds, stay_table

thorough = settings(max_examples=150, deadline=None)


def listed(index):
    """Return the stays of the index in the order of its rows."""
    rows = np.arange(len(index))
    return pd.DataFrame(
        {
            "person_id": index.person_ids[index.stays.person],
            "place_id": index.place_ids[index.places_of(rows)],
            "arrived_at": contract.moments(index.stays.arrived),
            "left_at": contract.moments(index.stays.left),
            "confidence": confidences(index.confidence),
            "place_kind": index.kinds_of(index.places_of(rows)),
        }
    )


def rebuilt(index, added, removed):
    """Return the index built from what remains, in the order of its rows, and what was added."""
    rows = listed(index)
    keys = [tuple(row) for row in rows.itertuples(index=False)]
    kept = list(range(len(keys)))
    for row in removed.itertuples(index=False):
        kept.remove(next(number for number in kept if keys[number] == tuple(row)))
    return ColocationIndex.build(pd.concat([rows.iloc[kept], added], ignore_index=True))


def some_stays(random, count, is_text):
    """Return stays of people of whom a few are strangers, before, between and after the known."""
    stays = [
        stay._replace(person=3 * stay.person + random.choice([0, 0, 0, -1, 1]))
        for stay in crowd(count, random.random())
    ]
    stays = [stay._replace(place=2 * stay.place + random.choice([0, 0, 1, -1])) for stay in stays]
    table = stay_table(stays).assign(
        confidence=pd.Categorical(random.choices(CONFIDENCE, k=count), categories=CONFIDENCE)
    )
    kinds = table["place_id"].map({1: "home", 3: "interview"}).fillna("place")
    table["place_kind"] = pd.Categorical(kinds, categories=KINDS)
    table[["arrived_at", "left_at"]] = table[["arrived_at", "left_at"]].apply(
        lambda column: column.dt.tz_convert("UTC")
    )
    if is_text:
        for column in ("person_id", "place_id"):
            table[column] = "số " + table[column].astype("str")
    return table


@thorough
@given(st.integers(0, 30), seeds, st.booleans(), st.sampled_from([1, 2, 3]))
def test_any_sequence_of_updates_equals_a_rebuild(count, seed, is_text, core_count):
    random = Random(seed)  # noqa: S311 - for tests
    index = ColocationIndex.build(some_stays(random, count, is_text))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(threads, "count", lambda: core_count)
        for _ in range(3):
            added = some_stays(random, random.choice([0, 1, 5, 20]), is_text)
            share = random.choice([0, 0.1, 0.5, 1])
            rows = [row for row in range(len(index)) if random.random() < share]
            random.shuffle(rows)
            removed = listed(index).iloc[rows]
            if not len(index):
                expected = ColocationIndex.build(added)
            else:
                expected = rebuilt(index, added, removed)
            before = index
            copied = [column.copy() for column in before.stays]
            index = before.updated(added=added, removed=removed)
            same(index, expected)
            assert all(map(np.array_equal, copied, before.stays))


def test_a_removed_row_without_confidence_removes_one_of_any():
    twice = stay_table([Stay(1, 7, 0, 10)] * 2).assign(confidence=["recorded", "assumed"])
    index = ColocationIndex.build(twice)
    assert index.updated(removed=twice.iloc[:1].drop(columns="confidence")).confidence.size == 1
    left = index.updated(removed=twice.iloc[:1])
    assert [CONFIDENCE[code] for code in left.confidence] == ["assumed"]


@pytest.mark.parametrize(
    "change",
    [{"person_id": 99}, {"place_id": 99}, {"arrived_at": at(1)}, {"left_at": at(99)},
     {"confidence": "recorded"}],
)  # fmt: skip
def test_removing_what_is_not_there_is_refused_by_name(change):
    stays = stay_table([Stay(1, 7, 0, 10), Stay(2, 7, 0, 10)])
    index = ColocationIndex.build(stays)
    wrong = stays.iloc[:1].assign(**change)
    person = wrong["person_id"].iloc[0]
    with pytest.raises(TableError, match=f"removed has a stay .* not in the index.*{person} at"):
        index.updated(removed=wrong)


def test_removing_more_often_than_it_is_there_is_refused():
    stays = stay_table([Stay(1, 7, 0, 10)])
    with pytest.raises(TableError, match="not as often"):
        ColocationIndex.build(stays).updated(removed=pd.concat([stays, stays]))
    with pytest.raises(TableError, match="not in the index"):
        ColocationIndex.build(stays.iloc[:0]).updated(removed=stays)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"person_id": "one"}, "added.person_id 'one' can match nothing"),
        ({"left_at": at(-9)}, "added.left_at .* is before arrived_at"),
        ({"confidence": "sure"}, "added.confidence has 'sure'"),
        ({"place_kind": "home"}, "place 7 is of kind home in one stay and place in another"),
        ({"place_id": None}, "added.place_id is missing"),
    ],
)
def test_a_wrong_table_is_refused_by_name(change, sentence):
    stays = stay_table([Stay(1, 7, 0, 10)])
    with pytest.raises(TableError, match=sentence):
        ColocationIndex.build(stays).updated(added=stays.assign(**change))


def test_everything_that_a_person_did_can_be_replaced():
    index = ColocationIndex.build(stay_table(crowd(30, "replaced")))
    people = pd.Series([0, 3, 3, 77])
    theirs = index.stays_of(people)
    assert sorted(theirs["person_id"].unique()) == [0, 3]
    without = index.updated(removed=theirs)
    assert not without.person_ids.isin([0, 3]).any()
    again = without.updated(added=theirs)
    key = ["person_id", "place_id", "arrived_at", "left_at"]
    pd.testing.assert_frame_equal(
        listed(again).sort_values(key, ignore_index=True),
        listed(index).sort_values(key, ignore_index=True),
    )
    assert index.stays_of(people[:0]).empty


def test_an_opened_index_is_updated_and_its_files_are_not(tmp_path):
    index = ColocationIndex.build(stay_table(crowd(30, "opened")))
    index.save(tmp_path / "index")
    opened = ColocationIndex.open(tmp_path / "index")
    removed = listed(index).iloc[3:9]
    same(opened.updated(removed=removed), index.updated(removed=removed))
    same(ColocationIndex.open(tmp_path / "index", is_checked=True), index)


def test_categories_are_known_by_their_names():
    stays = stay_table(crowd(9, "named")).assign(place_id="chợ")
    names = pd.Categorical(["c", "b", "b"] * 3, categories=["z", "c", "b"])
    index = ColocationIndex.build(stays.assign(person_id=names))
    added = stays.iloc[:2].assign(person_id=pd.Categorical(["a", "b"]))
    found = index.updated(added=added)
    assert len(found) == 11
    assert sorted(found.person_ids) == ["a", "b", "c"]
    assert sorted(listed(found)["person_id"]) == sorted([*names, "a", "b"])


def test_traces_that_run_during_updates_see_one_index_or_the_other():
    first = ColocationIndex.build(stay_table(crowd(400, "before")))
    added = stay_table(crowd(200, "after"))
    cases = pd.DataFrame({"person_id": [0], "infectious_from": [at(0)]})
    cases["infectious_until"] = pd.Series([pd.NaT], dtype="datetime64[us, UTC]")
    now = [first]

    def update():
        now[0] = first.updated(added=added)

    expected = [expand(index, cases).people for index in (first, first.updated(added=added))]

    def trace(_):
        index = now[0]
        return expected[index is not first].equals(expand(index, cases).people)

    with ThreadPoolExecutor(4) as pool:
        traced = pool.map(trace, range(200))
        updates = [pool.submit(update) for _ in range(20)]
        assert all(traced)
        assert [each.result() for each in updates] == [None] * 20
    assert len(now[0]) == 600
