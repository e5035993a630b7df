"""Each golden case is one sentence that a reader can check by hand."""

from pathlib import Path

import pandas as pd
import pytest
import yaml

from dashboard.tracing import ColocationIndex, TracingRules, expand

GOLDEN = yaml.safe_load((Path(__file__).parents[2] / "golden/trace.yaml").read_text("utf-8"))
EIGHT = pd.Timestamp("2021-08-02T08:00+07:00")


def moment(minute):
    """Return the moment of this minute; "30 - 1 s" is the second before it."""
    if minute is None:
        return pd.NaT
    if isinstance(minute, str):
        return moment(int(minute.removesuffix(" - 1 s"))) - pd.Timedelta(seconds=1)
    return EIGHT + pd.Timedelta(minutes=minute)


def times(minutes):
    """Return a timezone-aware column."""
    return pd.Series([moment(m) for m in minutes], dtype="datetime64[us, Asia/Ho_Chi_Minh]")


def _each(given, direction):
    """Return the windows of one case: usually one, `[from, until]`, or backward one moment."""
    if not isinstance(given, list) or (direction == "forward" and not isinstance(given[0], list)):
        return [given]
    return given


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda golden: golden["case"])
def test_golden(golden):
    people, places, arrived, left = zip(*golden["stays"], strict=True)
    stays = pd.DataFrame(
        {
            "person_id": people,
            "place_id": places,
            "arrived_at": times(arrived),
            "left_at": times(left),
            "place_kind": [golden.get("kinds", {}).get(place) for place in places],
        }
    )
    direction = golden.get("direction", "forward")
    named = [
        (person, window)
        for person, given in golden["cases"].items()
        for window in _each(given, direction)
    ]
    cases = pd.DataFrame({"person_id": [person for person, _ in named]})
    windows = [window for _, window in named]
    if direction == "forward":
        cases["infectious_from"] = times(begin for begin, _ in windows)
        cases["infectious_until"] = times(end for _, end in windows)
    else:
        cases["exposed_until"] = times(windows)
    isolated = [
        (person, *(spell if isinstance(spell, list) else (spell, None)))
        for person, spells in golden.get("isolations", {}).items()
        for spell in (spells if isinstance(spells, list) else [spells])
    ]
    trace = expand(
        ColocationIndex.build(stays),
        cases,
        rules=TracingRules(**golden.get("rules", {})),
        direction=direction,
        isolations=pd.DataFrame(
            {
                "person_id": [person for person, _, _ in isolated],
                "isolated_at": times(begin for _, begin, _ in isolated),
                "released_at": times(end for _, _, end in isolated),
            }
        ),
        since=moment(golden["since"]) if "since" in golden else None,
    )
    rows = trace.people[trace.people["ring"] > 0]
    found = {row[0]: (row[1], row[2]) for row in rows.itertuples(index=False)}
    assert found == {p: (ring, moment(at)) for p, (ring, at) in golden["reached"].items()}
