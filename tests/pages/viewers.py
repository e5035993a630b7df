"""Who looks, and the list that they find."""

from dashboard.access import Role, Viewer

LEADER = Viewer("Lãnh đạo", Role.LEADER)
EPIDEMIOLOGIST = Viewer("Dịch tễ", Role.EPIDEMIOLOGIST)
OFFICIAL = Viewer("Cán bộ", Role.DISTRICT_OFFICIAL, ("292",))


def listed(page):
    """Return the list of people; nobody listed is an empty list."""
    tables = (table.value for table in page.dataframe)
    return next((table for table in tables if "person_id" in table), [])
