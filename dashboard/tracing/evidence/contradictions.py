"""Cases and links that cannot be true, because time runs one way. Listed, and then not used.

A link says "this person infected that one". It is impossible when the dates that are known leave
no moment for it. Nothing is impossible for want of a date.
"""

from dataclasses import dataclass
from typing import NamedTuple

import networkx as nx
import pandas as pd

from dashboard.tracing import contract
from dashboard.tracing.errors import RuleError, TableError

CASE_DATES = ("onset_at", "sampled_at", "confirmed_at", "isolated_at")
"""What may be known of a case; unknown contradicts nothing."""

COLUMNS = (
    "source_id", "target_id", "reason", "first_field", "first_at", "second_field", "second_at",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class ContradictionRules:
    """How far dates may lie apart before they contradict each other.

    Parameters
    ----------
    infectious_before_onset
        Days before onset from which anybody can infect: 4, the first day with a weight in
        Corona-Warn-App.
    infectious_after_onset
        Days after onset until which anybody can infect: 14, our choice (10 is usual; severe cases
        longer).
    shortest_incubation
        Days from infection to onset, at least: 1 (WHO: 1 to 14).
    longest_incubation
        Days from infection to onset, at most: 21, Viet Nam's quarantine until July 2021 (WHO: 14).
    sample_before_onset
        Days that a positive sample can precede onset, at most: 14, our choice.
    """

    infectious_before_onset: float = 4
    infectious_after_onset: float = 14
    shortest_incubation: float = 1
    longest_incubation: float = 21
    sample_before_onset: float = 14

    def __post_init__(self) -> None:
        """Refuse negative days and an incubation that ends before it begins."""
        for name, days in vars(self).items():
            if not days >= 0:
                raise RuleError(f"{name} must not be negative or unknown: {days}")
        if self.longest_incubation < self.shortest_incubation:
            raise RuleError(
                f"longest_incubation {self.longest_incubation} is below shortest_incubation "
                f"{self.shortest_incubation}"
            )


def contradictions(
    cases: pd.DataFrame,
    links: pd.DataFrame | None = None,
    *,
    rules: ContradictionRules | None = None,
) -> pd.DataFrame:
    """List everything in these cases and links that contradicts time.

    Parameters
    ----------
    cases
        One row per case: `person_id`, and as far as known `onset_at`, `sampled_at`,
        `confirmed_at`, `isolated_at` (timezone-aware, may be missing, columns too).
    links
        One row per supposed infection: `source_id`, `target_id`, optionally `met_at`.
    rules
        How far dates may lie apart; the documented ones if absent.

    Returns
    -------
    pandas.DataFrame
        One row per contradiction: `source_id`, `target_id` (the same person where a case
        contradicts itself), `reason`, and the two values that cannot both be true: `first_field`,
        `first_at`, `second_field`, `second_at`. Reasons: "confirmed before sampled", "sampled long
        before onset", "own source", "circle", "source not yet infectious", "source no longer
        infectious", "source isolated", "target already ill", "target already positive", "onset too
        late".

    Examples
    --------
    >>> day = pd.Timestamp("2021-08-02T00:00+07:00")
    >>> cases = pd.DataFrame({"person_id": ["a", "b"], "onset_at": [day + pd.Timedelta("9D"), day]})
    >>> links = pd.DataFrame({"source_id": ["a"], "target_id": ["b"]})
    >>> contradictions(cases, links)["reason"].tolist()
    ['source not yet infectious']
    """
    rules = rules or ContradictionRules()
    known = _known(cases)
    found = _violations(known, _case_orders(rules)).assign(
        source_id=lambda table: known["person_id"].to_numpy()[table["row"]],
        target_id=lambda table: known["person_id"].to_numpy()[table["row"]],
    )
    parts = [found, _in_links(known, links, rules)]
    full = [part for part in parts if len(part)] or parts[:1]
    return pd.concat(full, ignore_index=True)[list(COLUMNS)]


def consistent(
    cases: pd.DataFrame,
    links: pd.DataFrame,
    *,
    rules: ContradictionRules | None = None,
    are_candidates: bool = False,
) -> pd.DataFrame:
    """Return the links that contradict nothing, in their order; parameters as in `contradictions`.

    A link to or from a case whose own dates contradict each other is kept unless it is itself
    impossible: a wrong test date does not unmake a contact.

    Parameters
    ----------
    are_candidates
        Whether the links are possibilities of which not all are true: then two people may stand
        in both orders, and circles contradict nothing.
    """
    wrong = _in_links(_known(cases), links, rules or ContradictionRules())
    if are_candidates:
        wrong = wrong[wrong["reason"] != "circle"]
    return links.drop(index=links.index[wrong["row"].unique()])


class _Order(NamedTuple):
    """`earlier` must come at least `days` before `later` (negative: at most so long after)."""

    reason: str
    earlier: str
    later: str
    days: float


def _case_orders(rules: ContradictionRules) -> list[_Order]:
    return [
        _Order("confirmed before sampled", "sampled_at", "confirmed_at", 0),
        _Order("sampled long before onset", "onset_at", "sampled_at", -rules.sample_before_onset),
    ]


def _link_orders(rules: ContradictionRules) -> list[_Order]:
    early, late = -rules.infectious_before_onset, -rules.infectious_after_onset
    shortest, longest = rules.shortest_incubation, rules.longest_incubation
    not_yet, isolated, too_late = "source not yet infectious", "source isolated", "onset too late"
    return [
        _Order(not_yet, "source.onset_at", "target.onset_at", early + shortest),
        _Order(not_yet, "source.onset_at", "target.sampled_at", early),
        _Order(not_yet, "source.onset_at", "met_at", early),
        _Order("source no longer infectious", "met_at", "source.onset_at", late),
        _Order(isolated, "met_at", "source.isolated_at", 0),
        _Order(isolated, "target.onset_at", "source.isolated_at", -longest),
        _Order("target already ill", "met_at", "target.onset_at", shortest),
        _Order("target already positive", "met_at", "target.sampled_at", 0),
        _Order(too_late, "target.onset_at", "met_at", -longest),
        _Order(too_late, "target.onset_at", "source.onset_at", late - longest),
    ]


def _violations(table: pd.DataFrame, orders: list[_Order]) -> pd.DataFrame:
    """Return one row per row of `table` and order that it breaks; `row` is its position."""
    found = [_broken(table, order) for order in orders]
    full = [each for each in found if len(each)] or found[:1]
    return pd.concat(full, ignore_index=True).sort_values("row", kind="stable", ignore_index=True)


def _broken(table: pd.DataFrame, order: _Order) -> pd.DataFrame:
    earlier, later = table[order.earlier], table[order.later]
    broken = (earlier + pd.Timedelta(days=order.days) > later).to_numpy()
    return pd.DataFrame(
        {
            "row": broken.nonzero()[0],
            "reason": order.reason,
            "first_field": order.earlier,
            "first_at": earlier[broken].array,
            "second_field": order.later,
            "second_at": later[broken].array,
        }
    ).astype(_TYPES)


def _in_links(
    known: pd.DataFrame, links: pd.DataFrame | None, rules: ContradictionRules
) -> pd.DataFrame:
    if links is None:
        links = pd.DataFrame({"source_id": [], "target_id": []})
    contract.require_columns(links, ("source_id", "target_id"), of="links")
    table = _joined(links, known)
    found = [_violations(table, _link_orders(rules)), _circles(links)]
    full = [part for part in found if len(part)] or found[:1]
    every = pd.concat(full, ignore_index=True)
    every = every.sort_values("row", kind="stable", ignore_index=True)
    for side in ("source_id", "target_id"):
        every[side] = links[side].to_numpy()[every["row"]]
    return every


def _circles(links: pd.DataFrame) -> pd.DataFrame:
    """Return the links of people who infected themselves, directly or through others."""
    graph = nx.DiGraph()
    graph.add_edges_from(zip(links["source_id"], links["target_id"], strict=True))
    circle = {
        person: number
        for number, people in enumerate(nx.strongly_connected_components(graph))
        for person in people
    }
    source, target = links["source_id"].map(circle), links["target_id"].map(circle)
    rows = (source == target).to_numpy().nonzero()[0]
    own = (links["source_id"] == links["target_id"]).to_numpy()[rows]
    never = pd.Series(pd.NaT, index=range(len(rows)), dtype=_MOMENT)
    return pd.DataFrame(
        {
            "row": rows,
            "reason": ["own source" if each else "circle" for each in own],
            "first_field": "source_id",
            "first_at": never,
            "second_field": "target_id",
            "second_at": never,
        }
    ).astype(_TYPES)


def _known(cases: pd.DataFrame) -> pd.DataFrame:
    """Return the cases with every date as UTC; a column that is not there is unknown."""
    contract.require_columns(cases, ("person_id",), of="cases")
    if cases["person_id"].duplicated().any():
        twice = cases.loc[cases["person_id"].duplicated(), "person_id"].iloc[0]
        raise TableError(f"cases.person_id has {twice!r} twice")
    dates = {name: _moments(cases, name, of=f"cases.{name}") for name in CASE_DATES}
    return pd.DataFrame({"person_id": cases["person_id"].to_numpy(), **dates})


def _joined(links: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """Return per link the dates of both people, and when they met."""
    by_person = known.set_index("person_id")
    columns = {"met_at": _moments(links, "met_at", of="links.met_at")}
    for side in ("source", "target"):
        dates = by_person.reindex(pd.Index(links[f"{side}_id"]))
        columns |= {f"{side}.{name}": dates[name].reset_index(drop=True) for name in CASE_DATES}
    return pd.DataFrame(columns)


def _moments(table: pd.DataFrame, column: str, *, of: str) -> pd.Series:
    if column not in table:
        return pd.Series(pd.NaT, index=range(len(table)), dtype=_MOMENT)
    return contract.moments(contract.seconds(table[column], of=of, may_be_unknown=True))


_MOMENT = "datetime64[us, UTC]"
_TYPES = {
    "row": "int64",
    "reason": "str",
    "first_field": "str",
    "first_at": _MOMENT,
    "second_field": "str",
    "second_at": _MOMENT,
}
