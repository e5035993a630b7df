"""Check-ins become stays, and check-ins that cannot be true are set aside."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.tracing import contract
from dashboard.tracing.colocation import CONFIDENCE, confidences
from dashboard.tracing.compiled import compiled
from dashboard.tracing.errors import TableError
from dashboard.tracing.rules import TracingRules

REASONS = (
    "unknown_person",
    "unknown_place",
    "no_time",
    "in_the_future",
    "left_before_arrival",
)
"""Why a check-in is set aside; the first that applies counts."""

_DAY = 86_400
_LOCAL = 7 * 3_600  # Asia/Ho_Chi_Minh is seven hours ahead of UTC all year
_NO_CLOSING = -1
_RECORDED, _BOUNDED, _ASSUMED = range(len(CONFIDENCE))


def stays_from_check_ins(
    check_ins: pd.DataFrame,
    places: pd.DataFrame | None = None,
    *,
    rules: TracingRules | None = None,
    known_people: pd.Index | None = None,
    now: object = None,
) -> pd.DataFrame:
    """Estimate from each person's scans when they were where.

    Scans of one person at one place at most `rules.repeat_scan` apart, with no scan elsewhere
    between, are one scan. A later scan there while the stay lasts extends it: the usual length
    counts from that scan. A stay ends at the earliest of: the recorded check-out; the next scan
    elsewhere; the usual length of the place's kind; the place's closing time;
    `rules.longest_stay` after arrival. It is never shorter than `rules.shortest_stay`.

    Parameters
    ----------
    check_ins
        One row per scan, in any order: `person_id`, `place_id` (integers or text), `scanned_at`
        (timezone-aware), and optionally `left_at`, a recorded check-out.
    places
        One row per place: `place_id`, and optionally `kind` (see `PLACE_KINDS`; others count as
        "other") and `closes_at` (each day, Asia/Ho_Chi_Minh: a time or text such as "21:30").
        Without it every place is of kind "other" and never closes.
    known_people
        If given, scans of anybody else are set aside.
    now
        If given, scans after it are set aside. The clock is never read here.

    Returns
    -------
    pandas.DataFrame
        One row per stay, by person, then arrival: `person_id`, `place_id`, `arrived_at`,
        `left_at` (UTC), `confidence`: "recorded" (the check-out came first), "bounded" (the next
        scan elsewhere), "assumed" (anything else). `attrs["set_aside"]` counts the check-ins left
        out by reason; `set_aside` lists them.

    Raises
    ------
    TableError
        If a column is missing or a time has no zone.

    Notes
    -----
    Under `rules.scan_only` every scan becomes a stay of `scan_window` and one second, so that two
    scans share time exactly when they are at most `scan_window` apart.

    Sorts once, then walks each person's scans once: about one second per million check-ins.

    Examples
    --------
    >>> check_ins = pd.DataFrame({"person_id": [1, 1], "place_id": ["market", "clinic"],
    ...     "scanned_at": pd.to_datetime(["2021-08-02T08:00+07:00", "2021-08-02T08:20+07:00"])})
    >>> stays_from_check_ins(check_ins)[["place_id", "confidence"]].to_numpy().tolist()
    [['market', 'bounded'], ['clinic', 'assumed']]
    """
    rules = rules or TracingRules()
    reason = _reasons(check_ins, places, known_people, now)
    kept = check_ins[reason < 0]
    scans, order = _sorted_scans(kept, places, rules)
    if rules.scan_only:
        found = _scan_stays(scans, rules.seconds("scan_window") + 1)
    else:
        found = _stays(scans, _lengths(rules))
    first, left, confidence = found
    rows = kept.iloc[order[first]]
    stays = pd.DataFrame(
        {
            "person_id": rows["person_id"].array,
            "place_id": rows["place_id"].array,
            "arrived_at": contract.moments(scans.scanned[first]),
            "left_at": contract.moments(left),
            "confidence": confidences(confidence),
        }
    )
    stays.attrs["set_aside"] = _counts(reason)
    return stays


def set_aside(
    check_ins: pd.DataFrame,
    places: pd.DataFrame | None = None,
    *,
    known_people: pd.Index | None = None,
    now: object = None,
) -> pd.DataFrame:
    """Return the check-ins that cannot be true, each with its `reason` (see `REASONS`).

    The parameters are those of `stays_from_check_ins`, which leaves exactly these rows out.

    >>> scans = pd.DataFrame({"person_id": [1], "place_id": [7],
    ...                       "scanned_at": pd.to_datetime(["2021-08-02T08:00Z"])})
    >>> set_aside(scans, now="2021-08-01T00:00Z")["reason"].tolist()
    ['in_the_future']
    """
    reason = _reasons(check_ins, places, known_people, now)
    rows = check_ins[reason >= 0]
    named = pd.Categorical.from_codes(reason[reason >= 0], categories=pd.Index(REASONS))
    return rows.assign(reason=named)


class _Scans(NamedTuple):
    """Check-ins by person, then time, then place; times in seconds since `contract.EPOCH`."""

    person: NDArray[np.int32]
    place: NDArray[np.int32]
    scanned: NDArray[np.int64]
    left: NDArray[np.int64]
    """Recorded check-out, or `contract.NEVER`."""
    usual: NDArray[np.int64]
    """Per place: usual length of a stay."""
    closes: NDArray[np.int64]
    """Per place: closing time as a UTC second of the day, or -1."""


class _Lengths(NamedTuple):
    """The rules that end a stay, in seconds."""

    repeat: int
    shortest: int
    longest: int


def _lengths(rules: TracingRules) -> _Lengths:
    names = ("repeat_scan", "shortest_stay", "longest_stay")
    return _Lengths(*(rules.seconds(name) for name in names))


def _reasons(
    check_ins: pd.DataFrame,
    places: pd.DataFrame | None,
    known_people: pd.Index | None,
    now: object,
) -> NDArray[np.int8]:
    """Return for each check-in its position in `REASONS`, or -1 if it can be true."""
    contract.require_columns(check_ins, ("person_id", "place_id", "scanned_at"), of="check_ins")
    person, place = check_ins["person_id"], check_ins["place_id"]
    scanned = contract.seconds(
        check_ins["scanned_at"], of="check_ins.scanned_at", may_be_unknown=True
    )
    is_known = scanned < contract.NEVER
    checks = [
        person.isna() if known_people is None else ~person.isin(known_people),
        place.isna() if places is None else ~place.isin(_place_ids(places)),
        ~is_known,
        np.zeros(len(check_ins), dtype=np.bool_)
        if now is None
        else is_known & (scanned > contract.moment(now, of="now")),
        _recorded_ends(check_ins) < scanned,
    ]
    reason = np.full(len(check_ins), -1, dtype=np.int8)
    for code in reversed(range(len(REASONS))):
        reason[np.asarray(checks[code], dtype=np.bool_)] = code
    return reason


def _counts(reason: NDArray[np.int8]) -> dict[str, int]:
    counts = np.bincount(reason[reason >= 0], minlength=len(REASONS))
    return {name: int(count) for name, count in zip(REASONS, counts, strict=True) if count}


def _place_ids(places: pd.DataFrame) -> pd.Series:
    contract.require_columns(places, ("place_id",), of="places")
    repeated = places["place_id"].duplicated()
    if repeated.any():
        raise TableError(
            f"places.place_id has {places.loc[repeated, 'place_id'].iloc[0]!r} more than once"
        )
    return places["place_id"]


def _recorded_ends(check_ins: pd.DataFrame) -> NDArray[np.int64]:
    if "left_at" not in check_ins:
        return np.full(len(check_ins), contract.NEVER, dtype=np.int64)
    return contract.seconds(check_ins["left_at"], of="check_ins.left_at", may_be_unknown=True)


def _sorted_scans(
    kept: pd.DataFrame, places: pd.DataFrame | None, rules: TracingRules
) -> tuple[_Scans, NDArray[np.intp]]:
    person, _ = pd.factorize(
        contract.known_ids(kept["person_id"], of="check_ins.person_id"), sort=True
    )
    place, place_ids = pd.factorize(
        contract.known_ids(kept["place_id"], of="check_ins.place_id"), sort=True
    )
    scanned = contract.seconds(kept["scanned_at"], of="check_ins.scanned_at")
    order = np.lexsort((place, scanned, person))
    usual, closes = _place_rules(pd.Index(place_ids), places, rules)
    scans = _Scans(
        person=person[order].astype(np.int32),
        place=place[order].astype(np.int32),
        scanned=scanned[order],
        left=_recorded_ends(kept)[order],
        usual=usual,
        closes=closes,
    )
    return scans, order


def _place_rules(
    place_ids: pd.Index, places: pd.DataFrame | None, rules: TracingRules
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    usual = np.full(len(place_ids), rules.usual_seconds("other"), dtype=np.int64)
    closes = np.full(len(place_ids), _NO_CLOSING, dtype=np.int64)
    if places is None:
        return usual, closes
    known = places.set_index("place_id").reindex(place_ids)
    if "kind" in known:
        kinds = known["kind"].astype(object).where(known["kind"].notna(), "other")
        lengths = {kind: rules.usual_seconds(kind) for kind in kinds.unique()}
        usual = kinds.map(lengths).to_numpy(np.int64)
    if "closes_at" in known:
        seconds = {value: _closing_second(value) for value in known["closes_at"].dropna().unique()}
        mapped = known["closes_at"].astype(object).map(seconds)
        closes = mapped.fillna(_NO_CLOSING).to_numpy(np.int64)
    return usual, closes


def _closing_second(closes_at: object) -> int:
    """Return a daily closing time, local, as a UTC second of the day."""
    text = str(closes_at)
    try:
        length = pd.Timedelta(text if text.count(":") > 1 else f"{text}:00")
    except ValueError:
        raise TableError(f"places.closes_at is not a time of day: {closes_at!r}") from None
    return (int(length.total_seconds()) - _LOCAL) % _DAY


def _scan_stays(
    scans: _Scans, length: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int8]]:
    is_repeated = np.zeros(len(scans.person), dtype=np.bool_)
    is_repeated[1:] = (
        (np.diff(scans.person) == 0) & (np.diff(scans.place) == 0) & (np.diff(scans.scanned) == 0)
    )
    first = np.flatnonzero(~is_repeated)
    return first, scans.scanned[first] + length, np.full(len(first), _ASSUMED, dtype=np.int8)


@compiled
def _stays(
    scans: _Scans, lengths: _Lengths
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int8]]:
    """Return for each stay its first scan (a row of `scans`), its end and its confidence."""
    elsewhere = _next_elsewhere(scans)
    is_used = np.zeros(len(scans.person), dtype=np.bool_)
    first = np.empty(len(scans.person), dtype=np.int64)
    left = np.empty(len(scans.person), dtype=np.int64)
    confidence = np.empty(len(scans.person), dtype=np.int8)
    count = 0
    for row in range(len(scans.person)):
        if not is_used[row]:
            first[count] = row
            left[count], confidence[count] = _stay(scans, row, elsewhere[row], lengths, is_used)
            count += 1
    return first[:count].copy(), left[:count].copy(), confidence[:count].copy()


@compiled
def _stay(
    scans: _Scans, row: int, elsewhere: int, lengths: _Lengths, is_used: NDArray[np.bool_]
) -> tuple[int, int]:
    """Return the end and confidence of the stay that begins with scan `row`; mark its scans."""
    counted, recorded = scans.scanned[row], scans.left[row]
    end = _end(scans, row, counted, recorded, elsewhere, lengths)
    for later in range(row + 1, len(scans.person)):
        scanned = scans.scanned[later]
        is_over = scanned >= min(elsewhere, recorded) and scanned > scans.scanned[row]
        if scans.person[later] != scans.person[row] or is_over:
            break
        if scans.place[later] != scans.place[row]:
            continue  # a scan elsewhere in the very same second
        if scanned > counted + lengths.repeat:
            if scanned >= end[0]:
                break
            counted = scanned
        is_used[later] = True
        if scans.left[later] < contract.NEVER:
            known = recorded < contract.NEVER
            recorded = max(recorded, scans.left[later]) if known else scans.left[later]
        end = _end(scans, row, counted, recorded, elsewhere, lengths)
    return max(end[0], scans.scanned[row] + lengths.shortest), end[1]


@compiled
def _end(
    scans: _Scans, row: int, counted: int, recorded: int, elsewhere: int, lengths: _Lengths
) -> tuple[int, int]:
    """Return the earliest end and how it is known; on a tie the stronger evidence."""
    arrived, place = scans.scanned[row], scans.place[row]
    assumed = min(counted + scans.usual[place], arrived + lengths.longest)
    if scans.closes[place] >= 0:
        until_closing = (scans.closes[place] - arrived) % _DAY
        assumed = min(assumed, arrived + (until_closing if until_closing > 0 else _DAY))
    if recorded <= min(elsewhere, assumed):
        return recorded, _RECORDED
    if elsewhere <= assumed:
        return elsewhere, _BOUNDED
    return assumed, _ASSUMED


@compiled
def _next_elsewhere(scans: _Scans) -> NDArray[np.int64]:
    """Return for each scan when its person next, strictly later, scanned at another place."""
    count = len(scans.person)
    result = np.full(count, contract.NEVER, dtype=np.int64)
    for row in range(count - 2, -1, -1):
        later = row + 1
        while (
            later < count
            and scans.person[later] == scans.person[row]
            and scans.scanned[later] == scans.scanned[row]
        ):
            later += 1
        if later < count and scans.person[later] == scans.person[row]:
            result[row] = _first_other_place(scans, row, later, result[later])
    return result


@compiled
def _first_other_place(scans: _Scans, row: int, later: int, after_later: int) -> int:
    """Return when the group of scans from `later` on, or the next group, is at another place."""
    at = later
    while (
        at < len(scans.person)
        and scans.person[at] == scans.person[row]
        and scans.scanned[at] == scans.scanned[later]
    ):
        if scans.place[at] != scans.place[row]:
            return int(scans.scanned[later])
        at += 1
    return after_later
