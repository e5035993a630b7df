"""Rules and presets refuse nonsense by name, and say what they are."""

from datetime import date, timedelta

import pandas as pd
import pytest

from dashboard.tracing import (
    DEFAULT_PRESET,
    PLACE_KINDS,
    PRESETS,
    RuleError,
    TracingRules,
    default_window,
)

ONSET = pd.Timestamp("2021-08-10T09:00+07:00")
SAMPLE = pd.Timestamp("2021-08-12T09:00+07:00")
ISOLATED = pd.Timestamp("2021-08-13T09:00+07:00")
DAY = pd.Timedelta(days=1)


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"max_ring": -1}, "max_ring.*-1"),
        ({"max_ring": 1.5}, r"max_ring.*1\.5"),
        ({"max_ring": True}, "max_ring.*True"),
        ({"max_crowd": 0}, "max_crowd.*0"),
        ({"max_crowd": -20}, "max_crowd.*-20"),
        ({"max_crowd": 2.5}, r"max_crowd.*2\.5"),
        ({"max_crowd": True}, "max_crowd.*True"),
        ({"max_crowd": "20"}, "max_crowd.*'20'"),
        ({"max_crowd": 65_535}, r"max_crowd.*1\.\.65534.*65535"),
        ({"latent": "-5min"}, "latent.*-5min"),
        ({"min_overlap": timedelta(seconds=-1)}, "min_overlap"),
        ({"linger": "soon"}, "linger.*'soon'"),
        ({"linger": "NaT"}, "linger.*NaT"),
        ({"linger": 5}, "linger.*5"),
        ({"min_overlap": "1500ms"}, "min_overlap.*whole seconds.*1500ms"),
        ({"sum_over": "24h"}, "sum_over 1 days.*min_overlap above 0"),
        ({"sum_over": "10min", "min_overlap": "15min"}, "sum_over 0 days 00:10.*00:15"),
        ({"min_overlap": "15"}, "min_overlap 15 has no unit: write 15min"),
        ({"scan_only": True, "min_overlap": "15min"}, "scan_only.*min_overlap.*0 days 00:15:00"),
        ({"usual_stay": {"moon": "1h"}}, "'moon'"),
        ({"usual_stay": {"food": "-1h"}}, r"usual_stay\[food\].*-1h"),
    ],
)
def test_nonsense_is_refused_by_name(wrong, named):
    with pytest.raises(RuleError, match=named):
        TracingRules(**wrong)


def test_rules_are_equal_and_hash_alike_however_a_duration_is_written():
    assert TracingRules(latent="90min") == TracingRules(latent=timedelta(hours=1.5))
    assert len({TracingRules(latent="90min"), TracingRules(latent=timedelta(hours=1.5))}) == 1


def test_every_kind_of_place_has_a_usual_length():
    assert all(TracingRules().usual_seconds(kind) > 0 for kind in PLACE_KINDS)
    assert TracingRules().usual_seconds(None) == TracingRules().usual_seconds("other")


def test_the_default_preset_asks_for_close_contacts_and_is_otherwise_the_default_rules():
    assert PRESETS[DEFAULT_PRESET].rules == TracingRules(max_crowd=20)


def test_no_other_preset_counts_who_was_there():
    narrow = {name for name, preset in PRESETS.items() if preset.rules.max_crowd is not None}
    assert narrow == {DEFAULT_PRESET}


def test_only_one_preset_knows_no_homes_and_no_interviews():
    apart = {name for name, preset in PRESETS.items() if not preset.rules.homes}
    assert apart == {name for name, preset in PRESETS.items() if not preset.rules.interviews}
    assert apart == {"cwa"}


@pytest.mark.parametrize(
    ("name", "opens", "opens_by_sample", "closes"),
    [
        ("moh_2021_08", ONSET - 3 * DAY, SAMPLE - 3 * DAY, ISOLATED),
        ("who", ONSET - 2 * DAY, SAMPLE - 2 * DAY, ONSET + 10 * DAY),
        ("cdc", ONSET - 2 * DAY, SAMPLE - 2 * DAY, ISOLATED),
        ("rki", ONSET - 2 * DAY, SAMPLE - 2 * DAY, ISOLATED),
        ("cwa", ONSET - 4 * DAY, SAMPLE - 4 * DAY, ONSET + 5 * DAY),
        ("moh_2021_12", ONSET - 2 * DAY, SAMPLE - 2 * DAY, ISOLATED),
        ("moh_2022_04", ONSET - 2 * DAY, SAMPLE - 2 * DAY, ISOLATED),
    ],
)
def test_the_window_of_a_case(name, opens, opens_by_sample, closes):
    preset = PRESETS[name]
    window = default_window(preset, onset_at=ONSET, sampled_at=SAMPLE, isolated_at=ISOLATED)
    assert window == (opens, closes)
    assert default_window(preset, sampled_at=SAMPLE).infectious_from == opens_by_sample


def test_a_case_who_is_not_isolated_has_no_end():
    assert pd.isna(default_window(PRESETS["cdc"], onset_at=ONSET).infectious_until)


def test_a_case_without_onset_and_sample_is_refused():
    with pytest.raises(RuleError, match="onset or of its sample"):
        default_window(PRESETS["cdc"], isolated_at=ISOLATED)


@pytest.mark.parametrize(
    ("name", "minutes", "sum_hours", "latent_days", "linger_minutes"),
    [
        ("moh_2021_08", 0, None, 0, 0),
        ("who", 15, None, 0, 0),
        ("cdc", 15, 24, 0, 0),
        ("rki", 10, None, 3, 0),
        ("cwa", 10, None, 0, 30),
        ("moh_2022_04", 15, None, 0, 0),
    ],
)
def test_what_counts_as_a_contact(name, minutes, sum_hours, latent_days, linger_minutes):
    rules = PRESETS[name].rules
    assert rules.min_overlap == pd.Timedelta(minutes=minutes)
    assert rules.sum_over == (None if sum_hours is None else pd.Timedelta(hours=sum_hours))
    assert rules.latent == pd.Timedelta(days=latent_days)
    assert rules.linger == pd.Timedelta(minutes=linger_minutes)


def test_exactly_one_vietnamese_preset_is_in_force_on_each_day():
    for day in pd.date_range("2021-07-30", "2022-06-01"):
        in_force = [
            name
            for name, preset in PRESETS.items()
            if name.startswith("moh_") and preset.is_in_force(day.date())
        ]
        assert len(in_force) == 1


def test_a_preset_ends_when_the_next_begins():
    assert PRESETS["moh_2021_08"].is_in_force(date(2021, 12, 28))
    assert not PRESETS["moh_2021_08"].is_in_force(date(2021, 12, 29))
