"""How much does a trace not see? The share of real contacts in which both people scanned.

    seen share of a contact = scanning(person, place) * scanning(other person, place)
    scanning(person, place) = installs share of the person's commune * scanning share at the kind
    of place (of people with the app, how many scan there)

For many contacts: each one seen stands for `1 / seen share` real ones, so the share seen is
`contacts / sum(1 / seen share)` (Horvitz-Thompson). What is not known stays unknown: never 0,
and never a plain count without its share.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtri

from dashboard.tracing import contract
from dashboard.tracing.errors import TableError


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """A count, and the share of the truth that it is.

    Parameters
    ----------
    contact_count
        Contacts that the trace found.
    known_count
        Of these, the contacts whose coverage can be estimated; the shares speak of these.
    share, low, high
        Estimated share (0..1) of real contacts seen, and the ends of its 95 % interval (unless
        another level was asked for); unknown (NaN) where no contact's coverage is known.
    is_doubtful
        Whether some commune counts more installs than people, or a place kind more scans than
        visitors: its share was taken as 1, and the denominator is wrong.
    """

    contact_count: int
    known_count: int
    share: float
    low: float
    high: float
    is_doubtful: bool = False

    @property
    def estimated_count(self) -> float:
        """Return how many real contacts the known ones stand for; unknown (NaN) if nothing says.

        >>> seen = Coverage(contact_count=9, known_count=9, share=0.01, low=0.005, high=0.02)
        >>> seen.estimated_count
        900.0
        """
        return round(self.known_count / self.share, 1) if self.share > 0 else float("nan")


def coverage(
    contacts: pd.DataFrame,
    *,
    homes: pd.DataFrame,
    places: pd.DataFrame,
    installs: pd.DataFrame,
    scanning: pd.DataFrame,
    level: float = 0.95,
) -> Coverage:
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
    scanning
        One row per kind of place: `place_kind`, `scanned_count`, `visitor_count`: of so many
        visitors with the app, how many scanned (an audit at the door, or a survey).
    level
        Probability (0..1) of the interval.

    Returns
    -------
    Coverage
        Never without the count.

    Notes
    -----
    The interval multiplies the ends of Wilson intervals for the four shares, each at a level that
    makes all four hold together with at least `level` (Bonferroni), and takes all contacts at
    their lowest or highest together: cautious, for one wrong share is wrong for all.

    References
    ----------
    Wilson 1927, J Am Stat Assoc 22:209-212. Horvitz, Thompson 1952, J Am Stat Assoc 47:663-685.

    Examples
    --------
    One person in ten has the app, and one such visitor in ten scans: one contact seen of 10,000.

    >>> coverage(
    ...     pd.DataFrame({"source_id": [1], "target_id": [2], "place_id": [9]}),
    ...     homes=pd.DataFrame({"person_id": [1, 2], "commune_id": "A"}),
    ...     places=pd.DataFrame({"place_id": [9], "place_kind": "market"}),
    ...     installs=pd.DataFrame({"commune_id": ["A"], "installed_count": 100,
    ...                            "person_count": 1000}),
    ...     scanning=pd.DataFrame({"place_kind": ["market"], "scanned_count": 10,
    ...                            "visitor_count": 100}),
    ... ).estimated_count
    10000.0
    """
    contract.require_columns(contacts, ("source_id", "target_id", "place_id"), of="contacts")
    shares = contact_shares(
        contacts, homes=homes, places=places, installs=installs, scanning=scanning, level=level
    )
    known = shares.dropna(subset=["share"])
    share, low, high = (_together(known[name].to_numpy()) for name in ("share", "low", "high"))
    return Coverage(
        contact_count=len(contacts),
        known_count=len(known),
        share=share,
        low=low,
        high=high,
        is_doubtful=bool(shares["is_doubtful"].any()),
    )


def contact_shares(
    contacts: pd.DataFrame,
    *,
    homes: pd.DataFrame,
    places: pd.DataFrame,
    installs: pd.DataFrame,
    scanning: pd.DataFrame,
    level: float = 0.95,
) -> pd.DataFrame:
    """Return the chance that each contact could be seen; parameters as in `coverage`.

    Returns
    -------
    pandas.DataFrame
        One row per contact, in the same order: `share`, `low`, `high` (0..1, unknown where a
        commune, a kind or a count is), `is_doubtful`.
    """
    if not 0 < level < 1:
        raise TableError(f"level must lie between 0 and 1: {level}")
    each = 1 - (1 - level) / _FACTORS
    installed = shares_of(
        installs, "commune_id", "installed_count", "person_count", level=each, of="installs"
    )
    scanned = shares_of(
        scanning, "place_kind", "scanned_count", "visitor_count", level=each, of="scanning"
    )
    commune_of = homes.drop_duplicates("person_id").set_index("person_id")["commune_id"]
    kind_of = places.drop_duplicates("place_id").set_index("place_id")["place_kind"]
    kinds = scanned.reindex(contacts["place_id"].map(kind_of))
    sides = [installed.reindex(contacts[side].map(commune_of)) for side in _SIDES]
    result = pd.DataFrame(
        {
            name: (kinds[name].to_numpy() ** 2)
            * sides[0][name].to_numpy()
            * sides[1][name].to_numpy()
            for name in ("share", "low", "high")
        },
        index=contacts.index,
    )
    doubtful = [part["is_doubtful"].eq(other=True).to_numpy() for part in (kinds, *sides)]
    return result.assign(is_doubtful=np.logical_or.reduce(doubtful))


def shares_of(
    table: pd.DataFrame, key: str, part: str, whole: str, *, level: float, of: str
) -> pd.DataFrame:
    """Return the share of each row with its Wilson interval, by `key`.

    Returns
    -------
    pandas.DataFrame
        One row per `key`: `share`, `low`, `high` (0..1; unknown where a count is missing or the
        whole is 0), `is_doubtful` (more than the whole: taken as 1).
    """
    contract.require_columns(table, (key, part, whole), of=of)
    if table[key].duplicated().any():
        raise TableError(
            f"{of}.{key} has {table.loc[table[key].duplicated(), key].iloc[0]!r} twice"
        )
    counted = table[part].to_numpy(dtype=np.float64, na_value=np.nan)
    total = table[whole].to_numpy(dtype=np.float64, na_value=np.nan)
    if (counted < 0).any() or (total < 0).any():
        raise TableError(f"{of} counts fewer than 0 in {part} or {whole}")
    total = np.where(total > 0, total, np.nan)
    share = np.minimum(counted / total, 1.0)
    low, high = wilson(share, total, level=level)
    return pd.DataFrame(
        {"share": share, "low": low, "high": high, "is_doubtful": counted > total},
        index=pd.Index(table[key], name=key),
    )


def wilson(
    share: NDArray[np.float64], total: NDArray[np.float64], *, level: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the ends of Wilson's interval for shares of `total` observations.

    >>> low, high = wilson(np.array([0.1]), np.array([100.0]), level=0.95)
    >>> low.round(3).tolist(), high.round(3).tolist()
    ([0.055], [0.174])
    """
    z = float(ndtri((1 + level) / 2))
    middle = (share + z**2 / (2 * total)) / (1 + z**2 / total)
    half = z * np.sqrt(share * (1 - share) / total + z**2 / (4 * total**2)) / (1 + z**2 / total)
    low = np.maximum(middle - half, 0.0)
    return low, np.minimum(middle + half, 1.0)


_SIDES = ("source_id", "target_id")
_FACTORS = 4  # two communes, and the kind of place for each of the two people


def _together(shares: NDArray[np.float64]) -> float:
    """Return the share of all: each contact seen stands for 1 / share of them."""
    if not len(shares) or (shares <= 0).any():
        return 0.0 if len(shares) else float("nan")
    return float(len(shares) / np.sum(1 / shares))
