"""A period that is kept up to date says what one built anew would say, to the last stay."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dashboard.tracing import TableError, TracingRules
from dashboard.tracing.stays.homes import Homes
from dashboard.tracing.stays.period import Assumptions, Period
from dashboard.tracing.stays.saved_period import opened, save
from tests.tracing.worlds import same

NOON = pd.Timestamp("2021-08-10T05:00:00Z")
KINDS = ("checkpoint", "food", "office", "shop")
MINUTES = (0, 1, 4, 9, 10, 11, 29, 31, 60, 61, 120, 239, 240, 241, 300, 1425, 1500)
"""Pauses between scans: about every length that the rules name."""


FAR = (
    pd.Timestamp("0001-01-01T00:00Z"),
    pd.Timestamp("2099-01-01T00:00Z"),
    pd.Timestamp("9999-12-31T00:00Z"),
)
"""Times that no stay can hold."""


class Province:
    """What a database holds: scans are added and withdrawn; nothing else ever happens to them."""

    def __init__(self, seed):
        self.random = Random(seed)  # noqa: S311 - for tests
        self.scans = pd.DataFrame(
            {
                "person_id": pd.Series(dtype="int64"),
                "place_id": pd.Series(dtype="int64"),
                "scanned_at": pd.Series(dtype="datetime64[us, UTC]"),
                "left_at": pd.Series(dtype="datetime64[us, UTC]"),
                "is_withdrawn": pd.Series(dtype="bool"),
            }
        )
        self.assumptions = Assumptions(
            since=NOON - timedelta(days=3),
            now=NOON,
            places=self.some_places(),
            known_people=pd.Index([1, 2, 3]),
            rules=TracingRules(),
            homes=self.some_homes(NOON),
        )

    def some_homes(self, now):
        """Return who lives together, somebody in no known household, over days that move on."""
        households = pd.Series(
            [self.random.choice([0, 1, None]) for _ in range(4)],
            index=pd.Index([1, 2, 3, 4], name="person_id"),
            dtype="Int64",
        )
        midnight = now.floor("D")
        return Homes(households, midnight - timedelta(days=3), midnight + timedelta(days=1))

    def some_places(self):
        """Return what is known of the places: kind and closing time."""
        return pd.DataFrame(
            {
                "place_id": [1, 2, 3],
                "kind": self.random.choices(KINDS, k=3),
                "closes_at": self.random.choices([None, None, "12:00", "21:30"], k=3),
            }
        )

    def scan(self, count):
        """Add scans; return the doubt they throw."""
        rows = []
        person, at = 1, NOON - timedelta(days=4)
        for _ in range(count):
            if self.random.random() < 0.2:
                person = self.random.choice([1, 1, 2, 3, 4])
                at = NOON - timedelta(minutes=self.random.randint(-600, 5 * 24 * 60))
            at += timedelta(minutes=self.random.choice(MINUTES), seconds=self.random.choice([0, 1]))
            stay = timedelta(minutes=self.random.choice([-1, 1, 15, 60, 600, 1425, 3000]))
            left_at = self.random.choice([None, None, at + stay, self.random.choice(FAR)])
            scanned_at = self.random.choice(FAR[1:]) if self.random.random() < 0.03 else at
            place = self.random.choice([1, 1, 2, 3, 4])
            rows.append((person, place, scanned_at, left_at, False))
        added = pd.DataFrame(rows, columns=self.scans.columns).astype(self.scans.dtypes)
        self.scans = pd.concat([self.scans, added], ignore_index=True)
        return added

    def withdraw(self, share):
        """Withdraw some scans; return the doubt it throws."""
        chosen = [row for row in self.scans.index if self.random.random() < share]
        self.scans.loc[chosen, "is_withdrawn"] = True
        return self.scans.loc[chosen]

    def move_on(self):
        """Let time pass, places change and people become known, each now and then."""
        old = self.assumptions
        chance = self.random.random
        hours = self.random.choice([0, 0, 1, 7, 30])
        self.assumptions = Assumptions(
            since=old.since + timedelta(hours=hours),
            now=old.now + timedelta(hours=hours),
            places=self.some_places().iloc[: self.random.choice([2, 3])]
            if chance() < 0.2
            else old.places,
            known_people=pd.Index([1, self.random.choice([2, 4]), 3])
            if chance() < 0.2
            else old.known_people,
            rules=old.rules,
            homes=self.moved_home(old, old.now + timedelta(hours=hours)),
        )

    def moved_home(self, old, now):
        """Return the homes of a later moment: over other days, now and then others or none."""
        midnight = now.floor("D")
        first, last = midnight - timedelta(days=3), midnight + timedelta(days=1)
        if self.random.random() < 0.2 or old.homes is None:
            return self.random.choice([None, self.some_homes(now)])
        return Homes(old.homes.households, first, last)

    def rebuilt(self):
        """Return what all known scans of the period say."""
        known = self.known()
        return Period.build(known[known["scanned_at"] >= self.assumptions.since], self.assumptions)

    def known(self):
        """Return the scans that were not withdrawn."""
        return self.scans[~self.scans["is_withdrawn"]].drop(columns="is_withdrawn")

    def within(self, spans):
        """Return the known scans of these people in these spans, as the query does."""
        found = self.known().merge(spans, on="person_id")
        is_within = found["scanned_at"].between(
            found["begins_at"], found["ends_at"], inclusive="left"
        )
        return found[is_within].drop(columns=["begins_at", "ends_at"])


def settled(period, province, changed, margin):
    """Return the period advanced until nothing is in doubt, and how often it took to ask."""
    assumptions = province.assumptions
    doubtful = pd.concat(
        [
            changed[["person_id", "scanned_at"]].set_axis(["person_id", "at"], axis=1),
            period.doubtful(assumptions),
        ]
    )
    for turn in range(1, 20):
        scans = province.within(assumptions.spans(doubtful, margin))
        period, doubtful = period.advanced(scans, doubtful, assumptions, margin=margin)
        if doubtful.empty:
            return period, turn
        margin *= 2
    raise AssertionError


def listed(aside):
    return sorted(map(tuple, aside.astype({"reason": "str"}).to_numpy().tolist()))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.integers(0, 60), st.sampled_from([1, 5, 24]))
@example(664645952, 1, 1)  # somebody moves in with another, whose number is higher
def test_any_history_in_any_batches_equals_a_rebuild(seed, count, reach_hours):
    province = Province(seed)
    province.scan(count)
    period = province.rebuilt()
    for _ in range(4):
        changed = [
            province.scan(province.random.choice([0, 1, 5])),
            province.withdraw(province.random.choice([0, 0.05, 0.5])),
        ]
        province.move_on()
        before = [column.copy() for column in period.index.stays]
        advanced, _ = settled(period, province, pd.concat(changed), timedelta(hours=reach_hours))
        assert all(map(np.array_equal, before, period.index.stays))
        period = advanced
        expected = province.rebuilt()
        same(period.index, expected.index)
        assert listed(period.set_aside) == listed(expected.set_aside)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32), st.integers(0, 60))
def test_one_that_was_saved_goes_on_where_it_stood(seed, count):
    province = Province(seed)
    province.scan(count)
    with TemporaryDirectory() as folder:
        save(province.rebuilt(), Path(folder) / "period")
        period = opened(Path(folder) / "period", province.assumptions.rules)
        same(period.index, province.rebuilt().index)
        assert listed(period.set_aside) == listed(province.rebuilt().set_aside)
        assert period.doubtful(province.assumptions).empty
        changed = pd.concat([province.scan(3), province.withdraw(0.1)])
        province.move_on()
        advanced, _ = settled(period, province, changed, timedelta(hours=5))
    expected = province.rebuilt()
    same(advanced.index, expected.index)
    assert listed(advanced.set_aside) == listed(expected.set_aside)


def _cut(folder):
    path = folder / "places.arrow"
    path.write_bytes(path.read_bytes()[:-9])


def _flip(folder):
    path = folder / "index" / "left.npy"
    said = bytearray(path.read_bytes())
    said[-1] ^= 1
    path.write_bytes(said)


def _of_another_version(folder):
    path = folder / "period.json"
    path.write_text(path.read_text().replace('"version": 1', '"version": 0'))


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda folder: (folder / "period.json").unlink(), "no saved period"),
        (lambda folder: (folder / "period.json").write_text("{"), "is damaged: period.json"),
        (lambda folder: (folder / "people.arrow").unlink(), "is damaged: .*people.arrow"),
        (lambda folder: (folder / "index" / "about.json").unlink(), "no saved index"),
        (_cut, "is damaged: the bytes of places.arrow"),
        (_flip, "is damaged: the bytes of left.npy"),
        (_of_another_version, "another version than 1"),
    ],
)
def test_a_damaged_or_older_one_is_refused_in_one_sentence(tmp_path, harm, said):
    period, _ = of_one_person(ONE)
    save(period, tmp_path / "period")
    opened(tmp_path / "period", period.assumptions.rules)
    harm(tmp_path / "period")
    with pytest.raises(TableError, match=said):
        opened(tmp_path / "period", period.assumptions.rules)


def test_one_of_other_rules_is_refused(tmp_path):
    period, _ = of_one_person(ONE)
    save(period, tmp_path / "period")
    with pytest.raises(TableError, match="other rules"):
        opened(tmp_path / "period", TracingRules(repeat_scan="5min"))


def test_where_a_disk_is_full_the_former_one_stays_and_nothing_half(tmp_path, monkeypatch):
    period, _ = of_one_person(ONE)
    folder = tmp_path / "period"
    save(period, folder)

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pd.DataFrame, "to_feather", full)
    with pytest.raises(OSError, match="No space"):
        save(period, folder)
    monkeypatch.undo()
    assert [path.name for path in tmp_path.iterdir()] == ["period"]
    same(opened(folder, period.assumptions.rules).index, period.index)


def test_what_a_few_scanned_tells_it_from_another_provinces():
    period, scans = of_one_person(ONE)
    person = pd.Series([1])
    assert period.agrees(scans, person)
    assert not period.agrees(scans.iloc[1:], person)
    assert not period.agrees(scans.assign(place_id=2), person)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32))
def test_those_who_live_together_share_one_place_over_the_whole_period(seed):
    province = Province(seed)
    homes = province.assumptions.homes
    index = province.rebuilt().index
    stays = index.listed(np.arange(len(index)))
    found = stays[stays["place_kind"] == "home"]
    known = homes.households.dropna()
    together = known[known.map(known.value_counts()) > 1]
    assert dict(zip(found["person_id"], found["place_id"], strict=True)) == dict(-1 - together)
    assert set(found["arrived_at"]) <= {homes.since}
    assert set(found["left_at"]) <= {homes.until}


def test_a_household_of_a_negative_number_could_be_a_place_and_is_refused():
    homes = Homes(pd.Series([-8, -8], index=[1, 2]), NOON - timedelta(days=1), NOON)
    with pytest.raises(TableError, match="household_id is negative: -8"):
        homes.stays()


ONE = [("2021-08-10T01:00Z", 1), ("2021-08-10T03:00Z", 1)]


def of_one_person(rows):
    """Return a period of one person's scans, and the table of the scans."""
    scans = pd.DataFrame(
        {
            "person_id": 1,
            "place_id": [place for _, place in rows],
            "scanned_at": pd.to_datetime([at for at, _ in rows]).as_unit("us"),
        }
    )
    places = pd.DataFrame({"place_id": [1, 2], "kind": "office", "closes_at": None})
    assumptions = Assumptions(
        NOON - timedelta(days=3), NOON, places, pd.Index([1]), rules=TracingRules()
    )
    return Period.build(scans, assumptions), scans


def test_an_outing_that_reaches_further_is_left_alone_and_asked_for_again():
    period, scans = of_one_person(ONE)
    doubtful = pd.DataFrame({"person_id": 1, "at": scans["scanned_at"].iloc[1:]})
    hour = timedelta(hours=1)
    rest = scans.iloc[1:]
    same_period, cut_off = period.advanced(rest, doubtful, period.assumptions, margin=hour)
    assert cut_off["at"].tolist() == doubtful["at"].tolist()
    same(same_period.index, period.index)


def test_nothing_is_in_doubt_while_nothing_changes():
    period, _ = of_one_person(ONE)
    assert period.doubtful(period.assumptions).empty
    later = replace(period.assumptions, now=NOON + timedelta(hours=1))
    assert period.doubtful(later).empty


@pytest.mark.parametrize(
    "change",
    [
        {"since": NOON - timedelta(days=4)},
        {"now": NOON - timedelta(hours=1)},
        {"rules": TracingRules(repeat_scan="5min")},
    ],
)
def test_a_period_of_other_rules_or_of_an_earlier_time_is_refused(change):
    period, _ = of_one_person(ONE)
    with pytest.raises(TableError, match="build it anew"):
        period.doubtful(replace(period.assumptions, **change))


def test_a_check_in_without_time_is_refused():
    period, scans = of_one_person(ONE)
    scans.loc[0, "scanned_at"] = pd.NaT
    with pytest.raises(TableError, match="scanned_at is missing"):
        Period.build(scans, period.assumptions)
