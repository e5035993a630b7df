"""Vietnamese days and times of moments in UTC."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pandas as pd

TIME_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def local_times(times: pd.Series) -> pd.Series:
    """Return times as clocks in the province show them, without zone, as tables and charts want.

    Examples
    --------
    >>> local_times(pd.Series([pd.Timestamp("2021-08-24T17:30Z")]))[0]
    Timestamp('2021-08-25 00:30:00')
    """
    return pd.to_datetime(times, utc=True).dt.tz_convert(TIME_ZONE).dt.tz_localize(None)


def in_province(written: datetime) -> datetime:
    """Return a time as somebody wrote it: with its own offset, else by clocks in the province.

    Raises
    ------
    ValueError
        When clocks in the province would show a year that no calendar holds.

    Examples
    --------
    >>> in_province(datetime.fromisoformat("2021-08-24T01:00Z")).isoformat()
    '2021-08-24T08:00:00+07:00'
    >>> in_province(datetime.fromisoformat("2021-08-24T08:00")).isoformat()
    '2021-08-24T08:00:00+07:00'
    """
    if written.tzinfo is None:
        return written.replace(tzinfo=TIME_ZONE)
    try:
        return written.astimezone(TIME_ZONE)
    except OverflowError as error:
        raise ValueError(f"{written.isoformat()} is in no year of the province") from error


def local_day(value: datetime) -> date:
    """Return the Vietnamese day of a time.

    Examples
    --------
    >>> local_day(datetime(2021, 8, 23, 18, 0, tzinfo=ZoneInfo("UTC")))
    datetime.date(2021, 8, 24)
    """
    return value.astimezone(TIME_ZONE).date()
