"""A commune's notice to who was where a case was: to be read out and put up, naming nobody."""

import pandas as pd

from dashboard import clock
from dashboard.reports.bundle import plain_text
from dashboard.reports.stamp import DRAFT, SIMULATED, Stamp
from dashboard.reports.vietnamese import moment, records, say, text


def notice(commune: str, exposures: pd.DataFrame, stamp: Stamp) -> bytes:
    """Return the notice of one commune as text.

    Parameters
    ----------
    exposures
        One row per time at a place: `place`, `met_at`, `parted_at`.
    """
    lines = [
        f"BẢN NHÁP · {text(commune)}",
        "",
        say("same_place.notice_head"),
        *(_line(row) for row in records(exposures)),
        say("same_place.notice_end"),
        "",
        *([SIMULATED] if stamp.is_simulated else []),
        f"Số liệu đến {moment(stamp.data_time)}. {DRAFT}",
    ]
    return plain_text(lines)


def _line(row: dict[str, pd.Timestamp]) -> str:
    place, met, parted = text(row["place"]), row["met_at"], row["parted_at"]
    if met == parted:
        return say("same_place.notice_scans", place=place, met=moment(met))
    is_one_day = clock.local_day(met) == clock.local_day(parted)
    begins = moment(met).partition(" ngày ")[0] if is_one_day else moment(met)
    return say("same_place.notice_line", place=place, met=begins, parted=moment(parted))
