"""A new case is traced by itself: whom it met, split by commune, proposed to whoever confirms.

Nobody is followed up, called or confined by this. It traces as the desk does by default, to the
first ring, and knows no names.
"""

from datetime import datetime

from dashboard import data, figures
from dashboard.data.database import present
from dashboard.data.kept import Load, held
from dashboard.data.ledger import WATCHER, ProposedList
from dashboard.figures.tracing.choice import Choice, written
from dashboard.figures.tracing.trace import Base
from dashboard.indicators.alerts import NEWS
from dashboard.panels.follow_up import from_trace

_FIRST_RING = 1


def waiting(now: datetime) -> list[str]:
    """Return the new cases for which no list was proposed, the latest first."""
    new = data.tracing.new_cases(WATCHER, now - NEWS, now)
    return data.ledger.cases_without_list(WATCHER, new) if new else []


@held("10min")
def stay_ready() -> None:
    """Read what was loaded, at most every ten minutes: the next case then waits for little of it.

    A province's first reading takes longer than a case may wait.
    """
    loaded_at = data.feeds.loaded_now(WATCHER)
    if loaded_at is not None:
        figures.tracing.trace.of_load(Load(WATCHER, loaded_at))


def propose(case_id: str, found_at: datetime) -> bool:
    """Trace a case and keep its list; False: it has one, or its load is not stamped yet."""
    loaded_at = data.feeds.loaded_now(WATCHER)
    if loaded_at is None:
        return False
    base = figures.tracing.trace.of_load(Load(WATCHER, loaded_at))
    if case_id not in set(base.cases["case_id"]):
        return False
    return data.ledger.propose_list(_list(base, case_id, found_at))


def _list(base: Base, case_id: str, found_at: datetime) -> ProposedList:
    choice = Choice(case_ids=(case_id,), rings=_FIRST_RING)
    result = figures.tracing.trace.traced(base, choice)
    traced_at = present()
    met = result.people[figures.tracing.lists.own_cases(result.people, base.cases).isna()]
    listing = from_trace.listing(base, result, met)
    of_case = str(result.cases["commune_id"].iloc[0])  # also of who is not in the register
    return ProposedList(
        case_id=case_id,
        traced_with=written(choice),
        data_time=base.data_time,
        found_at=found_at,
        traced_at=traced_at,
        person_ids=listing.person_ids,
        commune_ids=met["commune_id"].astype("object").fillna(of_case).astype("str").tolist(),
        district_ids=listing.district_ids,
        notified_ats=listing.notified_ats,
        exposed_ats=listing.exposed_ats,
        last_exposed_ats=listing.last_exposed_ats,
    )
