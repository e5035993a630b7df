"""Check-ins become stays, and check-ins that cannot be true are set aside."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.tracing import contract
from dashboard.tracing.errors import TableError
from dashboard.tracing.index.colocation import CONFIDENCE, confidences
from dashboard.tracing.rules import TracingRules
from dashboard.tracing.stays.scans import Lengths, Scans, ends_of_stays

REASONS = (
    "unknown_person",
    "unknown_place",
    "no_time",
    "in_the_future",
    "out_of_time",
    "left_before_arrival",
    "left_out_of_time",
)
"""Why a check-in is set aside, or its check-out alone; the first that applies counts.

A time of the years before 1932 or after 2068, or infinite, is out of time.
"""

CHECK_OUT_REASONS = ("left_before_arrival", "left_out_of_time")
"""Of these the check-out is set aside and the scan stays, as if without it."""

_DAY = 86_400
_LOCAL = 7 * 3_600  # Asia/Ho_Chi_Minh is seven hours ahead of UTC all year
_NO_CLOSING = -1
_LARGEST = 2**63
_ASSUMED = CONFIDENCE.index("assumed")


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
    counts from that scan. With a recorded check-out a stay ends there, however long that is,
    unless a scan elsewhere came first. Without one it ends at the earliest of: the next scan
    elsewhere; the usual length of the place's kind; the place's closing time. It is never longer
    than `rules.longest_stay` and never shorter than `rules.shortest_stay`.

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
        scan elsewhere), "assumed" (anything else). `attrs["set_aside"]` counts by reason the
        check-ins left out, and the check-outs; `set_aside` lists them.

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
    stays, aside = stays_and_set_aside(
        check_ins, places, rules=rules, known_people=known_people, now=now
    )
    counts = aside["reason"].value_counts(sort=False)
    stays.attrs["set_aside"] = {str(reason): int(n) for reason, n in counts.items() if n}
    return stays


def stays_and_set_aside(
    check_ins: pd.DataFrame,
    places: pd.DataFrame | None = None,
    *,
    rules: TracingRules | None = None,
    known_people: pd.Index | None = None,
    now: object = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what `stays_from_check_ins` and `set_aside` return, each check-in judged once."""
    rules = rules or TracingRules()
    reason = _reasons(check_ins, places, known_people, now)
    stays = _stays(check_ins[_are_kept(reason)], places, rules)
    return stays, _named(check_ins, reason)


def _stays(kept: pd.DataFrame, places: pd.DataFrame | None, rules: TracingRules) -> pd.DataFrame:
    scans, order = _sorted_scans(kept, places, rules)
    if rules.scan_only:
        found = _scan_stays(scans, rules.seconds("scan_window") + 1)
    else:
        found = ends_of_stays(scans, _lengths(rules))
    first, left, confidence = found
    rows = kept.iloc[order[first]]
    return pd.DataFrame(
        {
            "person_id": rows["person_id"].array,
            "place_id": rows["place_id"].array,
            "arrived_at": contract.moments(scans.scanned[first]),
            "left_at": contract.moments(np.minimum(left, contract.FARTHEST)),
            "confidence": confidences(confidence),
        }
    )


def set_aside(
    check_ins: pd.DataFrame,
    places: pd.DataFrame | None = None,
    *,
    known_people: pd.Index | None = None,
    now: object = None,
) -> pd.DataFrame:
    """Return the check-ins that cannot be true, each with its `reason` (see `REASONS`).

    The parameters are those of `stays_from_check_ins`, which leaves exactly these rows out; of
    those with one of `CHECK_OUT_REASONS` only the check-out.

    >>> scans = pd.DataFrame({"person_id": [1], "place_id": [7],
    ...                       "scanned_at": pd.to_datetime(["2021-08-02T08:00Z"])})
    >>> set_aside(scans, now="2021-08-01T00:00Z")["reason"].tolist()
    ['in_the_future']
    """
    return _named(check_ins, _reasons(check_ins, places, known_people, now))


def _named(check_ins: pd.DataFrame, reason: NDArray[np.int8]) -> pd.DataFrame:
    names = pd.Categorical.from_codes(reason[reason >= 0], categories=pd.Index(REASONS))
    return check_ins[reason >= 0].assign(reason=names)


def _lengths(rules: TracingRules) -> Lengths:
    names = ("repeat_scan", "shortest_stay", "longest_stay")
    return Lengths(*(rules.seconds(name) for name in names))


def _reasons(
    check_ins: pd.DataFrame,
    places: pd.DataFrame | None,
    known_people: pd.Index | None,
    now: object,
) -> NDArray[np.int8]:
    """Return for each check-in its position in `REASONS`, or -1 if it can be true."""
    contract.require_columns(check_ins, ("person_id", "place_id", "scanned_at"), of="check_ins")
    person, place = check_ins["person_id"], check_ins["place_id"]
    scanned = contract.far_seconds(check_ins["scanned_at"], of="check_ins.scanned_at")
    left = _check_outs(check_ins)
    is_known, has_left = scanned < contract.NEVER, left < contract.NEVER
    checks = [
        person.isna() if known_people is None else ~person.isin(known_people),
        place.isna() if places is None else ~place.isin(_place_ids(places)),
        ~is_known,
        np.zeros(len(check_ins), dtype=np.bool_)
        if now is None
        else is_known & (scanned > contract.moment(now, of="now")),
        ~contract.are_held(scanned),
        left < scanned,
        has_left & ~contract.are_held(left),
    ]
    reason = np.full(len(check_ins), -1, dtype=np.int8)
    for code in reversed(range(len(REASONS))):
        reason[np.asarray(checks[code], dtype=np.bool_)] = code
    return reason


def _place_ids(places: pd.DataFrame) -> pd.Series:
    contract.require_columns(places, ("place_id",), of="places")
    repeated = places["place_id"].duplicated()
    if repeated.any():
        raise TableError(
            f"places.place_id has {places.loc[repeated, 'place_id'].iloc[0]!r} more than once"
        )
    return places["place_id"]


def _are_kept(reason: NDArray[np.int8]) -> NDArray[np.bool_]:
    """Return which scans become stays, with or without their check-out."""
    of_check_outs = [REASONS.index(name) for name in CHECK_OUT_REASONS]
    return (reason < 0) | np.isin(reason, of_check_outs)


def _check_outs(check_ins: pd.DataFrame) -> NDArray[np.int64]:
    if "left_at" not in check_ins:
        return np.full(len(check_ins), contract.NEVER, dtype=np.int64)
    return contract.far_seconds(check_ins["left_at"], of="check_ins.left_at")


def recorded_ends(check_ins: pd.DataFrame, scanned: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the check-outs that can be true, `contract.NEVER` for the others and where none is."""
    left = _check_outs(check_ins)
    return np.where((left >= scanned) & contract.are_held(left), left, contract.NEVER)


def _sorted_scans(
    kept: pd.DataFrame, places: pd.DataFrame | None, rules: TracingRules
) -> tuple[Scans, NDArray[np.intp]]:
    person, _ = pd.factorize(
        contract.known_ids(kept["person_id"], of="check_ins.person_id"), sort=True
    )
    place, place_ids = pd.factorize(
        contract.known_ids(kept["place_id"], of="check_ins.place_id"), sort=True
    )
    scanned = contract.seconds(kept["scanned_at"], of="check_ins.scanned_at")
    order = _by_person_and_time(person, scanned, place)
    usual, closes = _place_rules(pd.Index(place_ids), places, rules)
    scans = Scans(
        person=person[order].astype(np.int32),
        place=place[order].astype(np.int32),
        scanned=scanned[order],
        left=recorded_ends(kept, scanned)[order],
        usual=usual,
        closes=closes,
    )
    return scans, order


def _by_person_and_time(
    person: NDArray[np.int64], scanned: NDArray[np.int64], place: NDArray[np.int64]
) -> NDArray[np.intp]:
    """Return the order by person, then time, then place.

    As one number per scan where that fits, which sorts several times faster than three keys.
    """
    if not len(person):
        return np.empty(0, dtype=np.intp)
    since_first = scanned - scanned.min()
    times, places = int(since_first.max()) + 1, int(place.max()) + 1
    if (int(person.max()) + 1) * times * places >= _LARGEST:
        return np.lexsort((place, scanned, person))
    return np.argsort((person * times + since_first) * places + place)


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
        usual[:] = kinds.map(lengths)
    if "closes_at" in known:
        seconds = {value: _closing_second(value) for value in known["closes_at"].dropna().unique()}
        mapped = known["closes_at"].astype(object).map(seconds)
        closes[:] = mapped.fillna(_NO_CLOSING)
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
    scans: Scans, length: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int8]]:
    is_repeated = np.zeros(len(scans.person), dtype=np.bool_)
    is_repeated[1:] = (
        (np.diff(scans.person) == 0) & (np.diff(scans.place) == 0) & (np.diff(scans.scanned) == 0)
    )
    first = np.flatnonzero(~is_repeated)
    return first, scans.scanned[first] + length, np.full(len(first), _ASSUMED, dtype=np.int8)
