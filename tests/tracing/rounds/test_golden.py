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


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda golden: golden["case"])
def test_golden(golden):
    people, places, arrived, left = zip(*golden["stays"], strict=True)
    stays = pd.DataFrame(
        {
            "person_id": people,
            "place_id": places,
            "arrived_at": times(arrived),
            "left_at": times(left),
        }
    )
    direction = golden.get("direction", "forward")
    cases = pd.DataFrame({"person_id": list(golden["cases"])})
    windows = list(golden["cases"].values())
    if direction == "forward":
        cases["infectious_from"] = times(begin for begin, _ in windows)
        cases["infectious_until"] = times(end for _, end in windows)
    else:
        cases["exposed_until"] = times(windows)
    isolated = golden.get("isolations", {})
    trace = expand(
        ColocationIndex.build(stays),
        cases,
        rules=TracingRules(**golden.get("rules", {})),
        direction=direction,
        isolations=pd.DataFrame(
            {"person_id": list(isolated), "isolated_at": times(isolated.values())}
        ),
        since=moment(golden["since"]) if "since" in golden else None,
    )
    rows = trace.people[trace.people["ring"] > 0]
    found = {row[0]: (row[1], row[2]) for row in rows.itertuples(index=False)}
    assert found == {p: (ring, moment(at)) for p, (ring, at) in golden["reached"].items()}
