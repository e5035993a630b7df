"""The simulated weeks: day 0 is 4 August 2021, and the data stop on 24 August at 18:00.

Inside the simulation a moment is a whole number of seconds since midnight of day 0, Vietnamese
time, and a missing moment is `MISSING`. Only `moments` and `dates` turn them into what
PostgreSQL stores.
"""

from datetime import UTC, date, datetime, timedelta, timezone

import numpy as np
import pyarrow as pa

from simulation.arrays import Ints

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR

VIETNAM = timezone(timedelta(hours=7), "+07")
FIRST_DATE = date(2021, 8, 4)
TODAY = date(2021, 8, 24)
DAY_COUNT = (TODAY - FIRST_DATE).days + 1
NOW = (DAY_COUNT - 1) * DAY + 18 * HOUR
LETTER_DAY = (date(2021, 8, 17) - FIRST_DATE).days
"""The Department of Information's letter went out on 17 August 2021."""

MISSING = int(np.iinfo(np.int64).min)
NEVER = int(np.iinfo(np.int32).max)
"""Later than any moment of the simulation, for comparisons; 32 bits save memory."""

_EPOCH = int(datetime(2021, 8, 4, tzinfo=VIETNAM).timestamp())
SECONDS_SINCE_2000 = _EPOCH - int(datetime(2000, 1, 1, tzinfo=UTC).timestamp())
"""From PostgreSQL's epoch to midnight of day 0."""

_EPOCH_DAY = (FIRST_DATE - date(1970, 1, 1)).days


def moments(seconds: Ints) -> pa.Array:
    """Turn seconds since day 0 into timestamps; `MISSING` and `NEVER` become null.

    >>> moments(np.array([0, MISSING])).to_pylist()[0].isoformat()
    '2021-08-03T17:00:00+00:00'
    """
    values = np.asarray(seconds, dtype=np.int64)
    unknown = (values == MISSING) | (values == NEVER)
    return pa.array(np.where(unknown, 0, values + _EPOCH), mask=unknown).cast(
        pa.timestamp("s", "UTC")
    )


def dates(days: Ints) -> pa.Array:
    """Turn day numbers into dates.

    >>> dates(np.array([20])).to_pylist()
    [datetime.date(2021, 8, 24)]
    """
    return pa.array(np.asarray(days, dtype=np.int32) + np.int32(_EPOCH_DAY)).cast(pa.date32())


def second_of(year: int, month: int, day: int) -> int:
    """Return the midnight of a date as seconds since day 0 (negative before August 4).

    >>> second_of(2021, 8, 5) == DAY
    True
    """
    return int(datetime(year, month, day, tzinfo=VIETNAM).astimezone(UTC).timestamp()) - _EPOCH


def is_weekend(day: int) -> bool:
    """Tell whether a day of the simulation is a Saturday or a Sunday.

    >>> [day for day in range(8) if is_weekend(day)]
    [3, 4]
    """
    return (FIRST_DATE + timedelta(days=day)).weekday() >= 5
