"""Each golden case of follow-up is one sentence that an epidemiologist can check by hand."""

from pathlib import Path

import pandas as pd
import pytest
import yaml

from dashboard.indicators import follow_up

GOLDEN = Path(__file__).parents[1] / "golden"
FOLLOW_UPS = yaml.safe_load((GOLDEN / "follow_up.yaml").read_text("utf-8"))
SPEEDS = yaml.safe_load((GOLDEN / "tracing_speed.yaml").read_text("utf-8"))
FIRST = pd.Timestamp("2021-07-31", tz="Asia/Ho_Chi_Minh")
NOBODY = pd.Timestamp("NaT", tz="UTC")


def moment(text):
    if text is None:
        return NOBODY
    day, hour = text.split()
    return (FIRST + pd.Timedelta(days=int(day)) + pd.Timedelta(f"{hour}:00")).tz_convert("UTC")


def times(values):
    return pd.to_datetime(pd.Series(values, dtype="object"), utc=True).astype("datetime64[us, UTC]")


def recorded(ledger):
    """One follow-up as the ledger tells it."""
    first, last = ledger.get("exposed", (None, None))
    known = {
        "notified_at": ledger.get("notified", "1 00:00" if first is None else first),
        "exposed_at": first,
        "last_exposed_at": last,
        "listed_at": "1 00:00",
        "called_at": ledger.get("called"),
        "isolated_at": ledger.get("isolated"),
        "last_isolated_at": ledger.get("isolated"),
        "sampled_at": ledger.get("sampled"),
        "last_sampled_at": ledger.get("sampled"),
        "result_at": ledger.get("told"),
        "last_result_at": ledger.get("told"),
        "positive_taken_at": ledger.get("positive"),
        "negative_taken_at": ledger.get("negative"),
        "released_at": ledger.get("released"),
    }
    columns = {name: times([moment(known.get(name))]) for name in follow_up.TIMES}
    return pd.DataFrame({"person_id": [1], **columns})


def followed(golden):
    isolations = golden.get("isolations", [])
    samples = golden.get("samples", [])
    cases = golden.get("cases", {})
    people = follow_up.with_recorded_elsewhere(
        recorded(golden["ledger"]),
        pd.DataFrame(
            {
                "person_id": [1] * len(isolations),
                "isolated_at": times([moment(begins) for begins, _ in isolations]),
                "released_at": times([moment(ends) for _, ends in isolations]),
            }
        ),
        pd.DataFrame(
            {
                "person_id": [1] * len(samples),
                "taken_at": times([moment(taken) for taken, *_ in samples]),
                "result": pd.Series([result for _, result, _ in samples], dtype="str"),
                "returned_at": times([moment(told) for *_, told in samples]),
            }
        ),
    )
    own = pd.DataFrame(
        {
            "case_id": pd.Series(list(cases), dtype="str"),
            "person_id": [1] * len(cases),
            "reported_at": times([moment(reported) for reported in cases.values()]),
        }
    )
    return follow_up.with_own_cases(people, own)


@pytest.mark.parametrize("golden", FOLLOW_UPS, ids=lambda golden: golden["case"])
def test_follow_up(golden):
    people = followed(golden)
    row = follow_up.next_actions(people, moment(golden["now"])).iloc[0]
    found = {
        "action": row["action"],
        "due": row["due_at"],
        "until": row["quarantine_until"],
        "isolated": row["isolated_at"],
        "positive": row["positive_taken_at"],
        "own": None if pd.isna(row["own_case_ids"]) else row["own_case_ids"],
        "overdue": bool(row["is_overdue"]),
        "contradicted": bool(follow_up.is_contradicted(people).iloc[0]),
    }
    expected = golden["expected"]
    for name in ("due", "until", "isolated", "positive"):
        if name in expected:
            found[name] = None if pd.isna(found[name]) else found[name]
            expected = expected | {name: expected[name] and moment(expected[name])}

    assert {name: found[name] for name in expected} == expected


@pytest.mark.parametrize("golden", SPEEDS, ids=lambda golden: golden["case"])
def test_speed(golden):
    speed = next(speed for speed in follow_up.SPEEDS if speed.name == golden["speed"])
    start = moment("1 00:00")
    hours = [
        [NOBODY if value is None else start + pd.Timedelta(hours=value) for value in contact]
        for contact in golden["contacts"]
    ]
    columns = {
        speed.begins: times([begins for begins, _ in hours]),
        speed.ends: times([ends for _, ends in hours]),
    }

    now = start + pd.Timedelta(hours=golden["now"])
    row = follow_up.speed_table(pd.DataFrame(columns), speed, now).iloc[0]

    assert {
        "share": None if pd.isna(row["share"]) else row["share"],
        "decided": row["decided_count"],
        "undecided": row["undecided_count"],
    } == golden["expected"]
