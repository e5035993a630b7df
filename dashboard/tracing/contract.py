"""The door of tracing: every table is checked here once, and times become whole seconds."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.tracing.errors import TableError

EPOCH = 946_684_800
"""2000-01-01T00:00Z in Unix seconds: from here, signed 32 bits reach 1932 to 2068."""

NEVER = np.int64(2**40)
"""Seconds since `EPOCH` that no table can reach: an end that is not known."""

_MICROSECONDS = 1_000_000

FARTHEST = np.int64(2**31 - 2)
"""Seconds before and after `EPOCH` that 32 bits hold, but for one: a trace's "not reached"."""


def require_columns(table: pd.DataFrame, columns: Sequence[str], *, of: str) -> None:
    """Refuse `table` (called `of` in the sentence) unless it has every one of `columns`.

    >>> require_columns(pd.DataFrame({"person_id": [1]}), ["person_id"], of="cases")
    """
    missing = [column for column in columns if column not in table.columns]
    if missing:
        present = ", ".join(map(str, table.columns)) or "no columns"
        raise TableError(f"{of} lacks the column {', '.join(missing)}; it has {present}")


def seconds(times: pd.Series, *, of: str, may_be_unknown: bool = False) -> NDArray[np.int64]:
    """Return whole seconds since `EPOCH`, rounded down; an unknown time is `NEVER`.

    Parameters
    ----------
    times
        Timezone-aware times; a time without zone is refused, whatever it probably meant.
    of
        Table and column, for the sentence of a refusal.
    may_be_unknown
        Whether a missing time is allowed.

    >>> seconds(pd.Series([pd.Timestamp("2000-01-01T07:00:01+07:00")]), of="stays.left_at")
    array([1])
    """
    whole = far_seconds(times, of=of)
    unknown = whole == NEVER
    if unknown.any() and not may_be_unknown:
        raise TableError(f"{of} is missing in row {times.index[int(unknown.argmax())]}")
    outside = ~unknown & ~are_held(whole)
    if outside.any():
        value = times.iloc[int(outside.argmax())]
        raise TableError(f"{of} has {value}, outside the years 1932 to 2068")
    return whole


def far_seconds(times: pd.Series, *, of: str) -> NDArray[np.int64]:
    """Return whole seconds since `EPOCH` as `seconds` does, but of any year: see `are_held`.

    >>> int(far_seconds(pd.Series([pd.Timestamp("2099-01-01T00:00Z")]), of="at")[0])
    3124224000
    """
    aware = _aware(times, of=of)
    naive = aware.to_numpy(np.dtype(f"M8[{aware.dtype.unit}]"))  # type: ignore[union-attr]
    unknown = np.isnat(naive)
    whole = naive.astype("datetime64[s]").astype(np.int64) - EPOCH
    whole = np.clip(whole, 1 - NEVER, NEVER - 1)
    whole[unknown] = NEVER
    return np.asarray(whole)


def are_held(whole_seconds: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which times a table of stays can hold: those of the years 1932 to 2068.

    >>> are_held(np.array([0, 2**31, NEVER])).tolist()
    [True, False, False]
    """
    return np.asarray(np.abs(whole_seconds) <= FARTHEST)


def moments(whole_seconds: NDArray[np.signedinteger]) -> pd.Series:
    """Return UTC times from seconds since `EPOCH`; `NEVER` becomes unknown.

    >>> moments(np.array([1])).iloc[0]
    Timestamp('2000-01-01 00:00:01+0000', tz='UTC')
    """
    wide = whole_seconds.astype(np.int64)
    unix = ((wide + EPOCH) * _MICROSECONDS).view("datetime64[us]")
    unix[np.abs(wide) >= NEVER] = np.datetime64("NaT")
    return pd.Series(pd.DatetimeIndex(unix).tz_localize("UTC"))


def moment(when: object, *, of: str) -> np.int64:
    """Return one timezone-aware time as seconds since `EPOCH`.

    >>> int(moment("2000-01-01T00:01Z", of="since"))
    60
    """
    try:
        stamp = pd.Timestamp(when)  # type: ignore[arg-type] # anything else is refused below
    except (TypeError, ValueError):
        raise TableError(f"{of} is not a time: {when!r}") from None
    return np.int64(seconds(pd.Series([stamp]), of=of)[0])


def known_ids(ids: pd.Series, *, of: str) -> pd.Series:
    """Return `ids` unless one is missing or is neither an integer nor text.

    >>> known_ids(pd.Series(["a"]), of="stays.person_id").tolist()
    ['a']
    """
    missing = ids.isna().to_numpy()
    if missing.any():
        raise TableError(f"{of} is missing in row {ids.index[int(missing.argmax())]}")
    values = ids.dtype.categories if isinstance(ids.dtype, pd.CategoricalDtype) else ids
    if len(values) and not (_is_integer(values.dtype) or _is_text(values)):
        raise TableError(f"{of} must be integers or text, not {values.dtype}: {ids.iloc[0]!r}")
    return ids


def same_kind(ids: pd.Series, known: pd.Index, *, of: str) -> None:
    """Refuse text where the data has integers and the other way round: nothing would match.

    >>> same_kind(pd.Series([1]), pd.Index([1, 2]), of="cases.person_id")
    """
    if len(ids) and len(known) and _is_integer(ids.dtype) != _is_integer(known.dtype):
        kind = "integers" if _is_integer(known.dtype) else "text"
        raise TableError(f"{of} {ids.iloc[0]!r} can match nothing: the stays' ids are {kind}")


def _is_integer(dtype: object) -> bool:
    return bool(pd.api.types.is_integer_dtype(dtype))  # type: ignore[arg-type]


def _is_text(values: pd.Series | pd.Index) -> bool:
    if pd.api.types.is_string_dtype(values.dtype) and values.dtype != object:
        return True
    return bool(pd.api.types.infer_dtype(values, skipna=True) == "string")


def _aware(times: pd.Series, *, of: str) -> pd.Series:
    if isinstance(times.dtype, pd.DatetimeTZDtype):
        return times
    if pd.api.types.is_datetime64_dtype(times.dtype) and times.notna().any():
        raise _without_zone(times.dropna().iloc[0], of=of)
    return pd.Series([_aware_moment(value, of=of) for value in times], dtype="datetime64[us, UTC]")


def _aware_moment(value: object, *, of: str) -> pd.Timestamp | None:
    if value is None or value is pd.NaT or value != value:  # noqa: PLR0124 - NaN is not itself
        return None
    try:
        stamp = pd.Timestamp(value)  # type: ignore[arg-type] # anything else is refused below
    except (TypeError, ValueError):
        raise TableError(f"{of} is not a time: {value!r}") from None
    if stamp.tzinfo is None:
        raise _without_zone(value, of=of)
    return stamp.tz_convert("UTC")


def _without_zone(value: object, *, of: str) -> TableError:
    if isinstance(value, int | float | np.number):
        return TableError(
            f"{of} has {value}, which counts from 1970 instead of naming a time;"
            " write for example 2021-08-24T07:30+07:00"
        )
    return TableError(f"{of} has a time without zone: {value}; write for example {value}+07:00")
