"""How much does a trace not see? The share of real contacts in which both people scanned.

Visitors counted by hand at the doors of some places, beside those who scanned there, say how often
two visitors of a place both scan. Whether somebody has the app depends on where they live, so

    seen share of a contact = both(kind of place) * installs share of one commune * of the other

with `both` fitted to the audits, whose visitors are taken to live where the place is. For many
contacts: each one seen stands for `1 / seen share` real ones, so the share seen is
`contacts / sum(1 / seen share)` (Horvitz-Thompson). What is not known stays unknown: never 0,
and never a plain count without its share.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import stdtrit

from dashboard.tracing import contract
from dashboard.tracing.errors import TableError

FEWEST_AUDITS = 3
"""Audits of a kind of place, at least, from which anything is said about it: our choice."""

UNSCANNED = ("home", "interview")
"""What links people whom no scan has to show."""


@dataclass(frozen=True)
class Ascertainment:
    """A count, and the share of the truth that it is.

    Parameters
    ----------
    contact_count
        Contacts that the trace found.
    known_count
        Of these, the contacts whose chance to be seen is known; the shares speak of these.
    share, low, high
        Estimated share (0..1) of real contacts seen, and the ends of its 95 % interval (unless
        another level was asked for); unknown (NaN) where no contact's chance is known.
    unseen_count
        Contacts that the trace missed, at least, at the very stays at which it found these:
        people who were there and did not scan. Contacts at stays that `source_id` did not scan
        come on top. The lower end of its interval; unknown (NaN) as the share.
    is_doubtful
        Whether some commune counts more installs than people, or an audit more scans than
        visitors: its share was taken as 1, and the denominator is wrong.
    """

    contact_count: int
    known_count: int
    share: float
    low: float
    high: float
    unseen_count: float
    is_doubtful: bool = False


def ascertained(
    contacts: pd.DataFrame,
    *,
    homes: pd.DataFrame,
    places: pd.DataFrame,
    installs: pd.DataFrame,
    audits: pd.DataFrame,
    level: float = 0.95,
) -> Ascertainment:
    """Estimate which share of the real contacts these contacts are.

    Parameters
    ----------
    contacts
        One row per contact, as `Trace.contacts()` returns it: `source_id`, `target_id`, `place_id`.
    homes
        One row per person: `person_id`, `commune_id`.
    places
        One row per place: `place_id`, `place_kind`.
    installs
        One row per commune: `commune_id`, `installed_count`, `person_count` (all residents:
        children and people without a smartphone are met too).
    audits
        One row per count at a door: `place_kind`, `commune_id` (of the place), `visitor_count`
        (everybody, with the app or without), `scanned_count`; of places drawn by lot, the
        likelier the more visitors they have.
    level
        Probability (0..1) of the interval.

    Returns
    -------
    Ascertainment
        Never without the count.

    Notes
    -----
    The interval of each kind of place comes from leaving out one audit after the other
    (jackknife of the logarithm, Student's t), for places differ more than the visitors of one. It
    is wide where the contacts were at few places, whose own share may differ from their kind's.
    Kinds err independently of each other. Installs are counted, not sampled.

    References
    ----------
    Horvitz, Thompson 1952, J Am Stat Assoc 47:663-685. Wolter 2007, Introduction to Variance
    Estimation, chapter 4 (jackknife).

    Examples
    --------
    Half of the people have the app; of 100 visitors counted three times, about 10 scan. So about
    one contact of a hundred is seen.

    >>> found = ascertained(
    ...     pd.DataFrame({"source_id": [1], "target_id": [2], "place_id": [9]}),
    ...     homes=pd.DataFrame({"person_id": [1, 2], "commune_id": "A"}),
    ...     places=pd.DataFrame({"place_id": [9], "place_kind": "market"}),
    ...     installs=pd.DataFrame({"commune_id": ["A"], "installed_count": 500,
    ...                            "person_count": 1000}),
    ...     audits=pd.DataFrame({"place_kind": "market", "commune_id": "A",
    ...                          "visitor_count": [100, 100, 100], "scanned_count": [9, 10, 12]}),
    ... )
    >>> round(found.share, 3)
    0.01
    """
    return contact_shares(
        contacts, homes=homes, places=places, installs=installs, audits=audits, level=level
    ).ascertained()


@dataclass(frozen=True, eq=False)
class ContactShares:
    """The chance of each contact to be seen, and what is known of each kind of place."""

    contacts: pd.DataFrame
    """One row per contact, in the order given: `place_id`; `place_kind`; `share` (0..1, that both
    scan); `others` (0..1, that `target_id` scans where `source_id` did); unknown where a commune,
    a kind or a count is; `is_doubtful`."""
    kinds: pd.DataFrame
    """One row per kind of place: see `scanning`."""

    def ascertained(self, rows: pd.Series | NDArray[np.bool_] | None = None) -> Ascertainment:
        """Return which share of the truth the contacts are, or those of `rows` (true or false).

        Only those that scans showed: who lives together is known without.
        """
        contacts = self.contacts if rows is None else self.contacts[rows]
        contacts = contacts[~contacts["place_kind"].isin(UNSCANNED)]
        known = contacts.dropna(subset=["share"])
        is_doubtful = bool(contacts["is_doubtful"].any())
        if known.empty:
            return Ascertainment(len(contacts), 0, *(float("nan"),) * 4, is_doubtful)
        width = self._width(known)
        stands_for = (1 / known["share"]).groupby(known["place_kind"], observed=True).sum()
        share = len(known) / float(stands_for.sum())
        wide = float(np.exp(np.sqrt(((stands_for * width["both"]) ** 2).sum()) / stands_for.sum()))
        others = known["others"] * np.exp(width["others"].reindex(known["place_kind"]).to_numpy())
        return Ascertainment(
            contact_count=len(contacts),
            known_count=len(known),
            share=share,
            low=share / wide,
            high=min(share * wide, 1.0),
            unseen_count=float(np.floor((1 / others.clip(upper=1.0) - 1).sum())),
            is_doubtful=is_doubtful,
        )

    def _width(self, known: pd.DataFrame) -> pd.DataFrame:
        """Return per kind of place how far its shares may be wrong either way, as logarithms.

        The places of the contacts differ from their kind's average as the audited ones do: so
        many places are a sample like so many audits.
        """
        counts = known.groupby(["place_kind", "place_id"], observed=True).size().groupby(level=0)
        places = counts.sum() ** 2 / counts.agg(lambda each: (each**2).sum())
        kinds = self.kinds.reindex(places.index)
        wider = kinds["student"] * np.sqrt(1 + kinds["place_count"] / places)
        return pd.DataFrame({name: kinds[f"{name}_spread"] * wider for name in ("both", "others")})


def contact_shares(
    contacts: pd.DataFrame,
    *,
    homes: pd.DataFrame,
    places: pd.DataFrame,
    installs: pd.DataFrame,
    audits: pd.DataFrame,
    level: float = 0.95,
) -> ContactShares:
    """Return the chance that each contact could be seen; parameters as in `ascertained`."""
    contract.require_columns(contacts, ("source_id", "target_id", "place_id"), of="contacts")
    installed = install_shares(installs)
    commune_of = homes.drop_duplicates("person_id").set_index("person_id")["commune_id"]
    kind_of = places.drop_duplicates("place_id").set_index("place_id")["place_kind"]
    kinds = scanning(audits, installs, level=level)
    kind = contacts["place_id"].map(kind_of)
    there = kinds.reindex(kind)
    source, target = (
        installed.reindex(contacts[side].map(commune_of)) for side in ("source_id", "target_id")
    )
    app = target["share"].to_numpy()
    share = np.minimum(there["both"].to_numpy() * source["share"].to_numpy() * app, 1.0)
    doubtful = [part["is_doubtful"].eq(other=True).to_numpy() for part in (there, source, target)]
    rows = pd.DataFrame(
        {
            "place_id": contacts["place_id"],
            "place_kind": kind,
            "share": np.where(share > 0, share, np.nan),  # a contact seen was not impossible to see
            "others": np.minimum(there["others"].to_numpy() * app, 1.0),
            "is_doubtful": np.logical_or.reduce(doubtful),
        },
        index=contacts.index,
    )
    return ContactShares(rows, kinds)


def install_shares(installs: pd.DataFrame) -> pd.DataFrame:
    """Return the share of each commune's residents who have the app.

    Returns
    -------
    pandas.DataFrame
        One row per `commune_id`: `share` (0..1, unknown where a count is missing or nobody lives
        there), `is_doubtful` (more installs than people: taken as 1).
    """
    counted, total = _counts(installs, "installed_count", "person_count", of="installs")
    if installs["commune_id"].duplicated().any():
        twice = installs.loc[installs["commune_id"].duplicated(), "commune_id"].iloc[0]
        raise TableError(f"installs.commune_id has {twice!r} twice")
    share = pd.Series(counted / np.where(total > 0, total, np.nan)).clip(upper=1.0).to_numpy()
    return pd.DataFrame(
        {"share": share, "is_doubtful": counted > total},
        index=pd.Index(installs["commune_id"], name="commune_id"),
    )


def scanning(audits: pd.DataFrame, installs: pd.DataFrame, *, level: float = 0.95) -> pd.DataFrame:
    """Return how often visitors scan at each kind of place, as the audits say.

    Returns
    -------
    pandas.DataFrame
        One row per `place_kind`, in the order of its name: `audit_count`, `visitor_count`,
        `scanned_count`; `place_count` (how many places of equal weight tell as much as these
        audits); `both` (the chance that two visitors both scan, were everybody to have the app;
        above 1 where visitors have it more often than residents), `others` (that one scans where
        the other did), `both_spread`, `others_spread` (standard errors of their logarithms),
        `student` (how many of these the interval reaches either way); unknown below
        `FEWEST_AUDITS`, or where one audit alone saw two scans; `is_doubtful`.
    """
    if not 0 < level < 1:
        raise TableError(f"level must lie between 0 and 1: {level}")
    contract.require_columns(audits, ("place_kind", "commune_id"), of="audits")
    scanned, visitors = _counts(audits, "scanned_count", "visitor_count", of="audits")
    installed = install_shares(installs)["share"].reindex(audits["commune_id"]).to_numpy()
    table = pd.DataFrame(
        {
            "place_kind": audits["place_kind"].to_numpy(),
            "visitor_count": visitors,
            "scanned_count": np.minimum(scanned, visitors),
            "installed": installed,
            "is_doubtful": scanned > visitors,
        }
    ).dropna()
    rows = {kind: _kind(rows, level) for kind, rows in table.groupby("place_kind", observed=True)}
    index = pd.Index(rows, name="place_kind", dtype=object)
    kinds = pd.DataFrame(list(rows.values()), index=index, columns=list(_Kind._fields))
    return kinds.astype(dict.fromkeys(_SHARES, "float64"))


class _Kind(NamedTuple):
    """What the audits of one kind of place say."""

    audit_count: int
    visitor_count: int
    scanned_count: int
    place_count: float
    both: float
    both_spread: float
    others: float
    others_spread: float
    student: float
    is_doubtful: bool


_SHARES = ("place_count", "both", "both_spread", "others", "others_spread", "student")


def _kind(audits: pd.DataFrame, level: float) -> _Kind:
    visitors = audits["visitor_count"].to_numpy(np.float64)
    scanned = audits["scanned_count"].to_numpy(np.float64)
    installed = audits["installed"].to_numpy(np.float64)
    # Drawn in proportion to visitors: divided by them, a place counts as its pairs of visitors do.
    weight = 1 / np.maximum(visitors, 1)
    seen = weight * scanned * (scanned - 1)
    pairs = weight * visitors * (visitors - 1) * installed**2
    beside = weight * scanned * (visitors - 1) * installed
    both, both_spread = _ratio(seen, pairs)
    others, others_spread = _ratio(seen, beside)
    return _Kind(
        audit_count=len(audits),
        visitor_count=int(visitors.sum()),
        scanned_count=int(scanned.sum()),
        place_count=float(pairs.sum() ** 2 / max((pairs**2).sum(), 1e-300)),
        both=both,
        both_spread=both_spread,
        others=others,
        others_spread=others_spread,
        student=float(stdtrit(max(len(audits) - 1, 1), (1 + level) / 2)),
        is_doubtful=bool(audits["is_doubtful"].any()),
    )


def _ratio(part: NDArray[np.float64], whole: NDArray[np.float64]) -> tuple[float, float]:
    """Return sum(part) / sum(whole) and its spread, each audit left out in turn."""
    count = len(part)
    parts, wholes = part.sum() - part, whole.sum() - whole
    if count < FEWEST_AUDITS or (parts <= 0).any() or (wholes <= 0).any():
        return float("nan"), float("nan")
    without = np.log(parts / wholes)
    spread = np.sqrt((count - 1) / count * ((without - without.mean()) ** 2).sum())
    return float(part.sum() / whole.sum()), float(spread)


def _counts(
    table: pd.DataFrame, part: str, whole: str, *, of: str
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    contract.require_columns(table, (part, whole), of=of)
    counted = table[part].to_numpy(dtype=np.float64, na_value=np.nan)
    total = table[whole].to_numpy(dtype=np.float64, na_value=np.nan)
    if (counted < 0).any() or (total < 0).any():
        raise TableError(f"{of} counts fewer than 0 in {part} or {whole}")
    return counted, total
