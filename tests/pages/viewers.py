"""Who looks, and the list that they find."""

from datetime import UTC, datetime

from dashboard import data
from dashboard.access import Role, Viewer
from dashboard.data.kept import Load

LEADER = Viewer("Lãnh đạo", Role.LEADER)
EPIDEMIOLOGIST = Viewer("Dịch tễ", Role.EPIDEMIOLOGIST)
OFFICIAL = Viewer("Cán bộ", Role.DISTRICT_OFFICIAL, ("292",))


def listed(page):
    """Return the list of people; nobody listed is an empty list."""
    tables = (table.value for table in page.dataframe)
    return next((table for table in tables if "person_id" in table), [])


def many_cases():
    """Return the codes of the latest cases, as an address names them: together they met many."""
    scope = EPIDEMIOLOGIST.scope
    cases = data.tracing.cases(Load(scope, datetime(2021, 8, 24, 10, tzinfo=UTC)))
    return ",".join(cases["case_id"].head(25))
