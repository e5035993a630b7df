"""How much of the contacts a trace can see, and what that rests on."""

from dataclasses import dataclass

import pandas as pd

from dashboard import data
from dashboard.tracing.ascertainment import UNSCANNED, ContactShares, contact_shares


@dataclass(frozen=True, slots=True)
class Grounds:
    """What an estimate rests on: audits at doors, and who of the communes concerned can be seen."""

    audit_count: int
    visitor_count: int
    scanned_count: int
    commune_count: int
    scanning_share: float
    """Residents of these communes with any stay (0..1); unknown where nobody is registered."""
    app_share: float
    """Residents with the app (0..1); unknown where nobody is counted."""


def shares_of(
    people: pd.DataFrame,
    homes: pd.DataFrame,
    places: pd.DataFrame,
    installs: pd.DataFrame,
    audits: pd.DataFrame,
) -> ContactShares:
    """Return the chance that each person's longest contact could be seen, in the list's order.

    One contact stands for each person, so that a count of people has a share of contacts.

    Parameters
    ----------
    people
        As `lists.people_list` returns.
    homes
        One row per person, by `person_id`: `commune_id`.
    places, installs, audits
        As `contact_shares` takes them.
    """
    contacts = people[["source_id", "person_id", "place_id"]].set_axis(
        ["source_id", "target_id", "place_id"], axis="columns"
    )
    involved = pd.unique(pd.concat([contacts["source_id"], contacts["target_id"]]).dropna())
    communes = homes["commune_id"].reindex(involved).astype("object")
    is_known = people["place_kind"].isin(UNSCANNED)
    unscanned = people.loc[is_known, ["place_id", "place_kind"]]
    return contact_shares(
        contacts,
        homes=pd.DataFrame({"person_id": involved, "commune_id": communes.to_numpy()}),
        places=pd.concat([places[["place_id", "place_kind"]], unscanned]),
        installs=installs,
        audits=audits,
    )


def grounds(
    contacts: ContactShares,
    communes: set[str],
    audits: pd.DataFrame,
    homes: pd.DataFrame,
    recorded: data.check_ins.Recorded,
    apps: pd.DataFrame,
) -> Grounds:
    """Return what the estimate of these contacts, of people of these communes, rests on.

    Parameters
    ----------
    audits
        One row per count at a door: `place_kind`, `visitor_count`, `scanned_count`.
    homes, apps
        All residents by `person_id`; one row per commune: `person_count`, `installed_count`.
    """
    asked = audits[audits["place_kind"].isin(contacts.contacts["place_kind"].unique())]
    lives = homes.index[homes["commune_id"].isin(communes)]
    in_communes = apps[apps["commune_id"].isin(communes)]
    people = float(in_communes["person_count"].sum())
    nan = float("nan")
    return Grounds(
        audit_count=len(asked),
        visitor_count=int(asked["visitor_count"].sum()),
        scanned_count=int(asked["scanned_count"].sum()),
        commune_count=len(in_communes),
        scanning_share=float(lives.isin(recorded.scanning_people).mean()) if len(lives) else nan,
        app_share=float(in_communes["installed_count"].sum()) / people if people else nan,
    )
