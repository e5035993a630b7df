"""Who asks the database in tests."""

from dashboard.data.database import Scope

TRACER_RIGHTS = frozenset({"see_aggregates", "see_people", "trace_contacts", "record_follow_up"})
TRACER = Scope("Dịch tễ", "epidemiologist", TRACER_RIGHTS, None)
COLLEAGUE = Scope("Đồng nghiệp", "epidemiologist", TRACER_RIGHTS, None)
LEADER = Scope("Lãnh đạo", "leader", frozenset({"see_aggregates"}), None)


def official(*districts: str) -> Scope:
    """Return the scope of an official of these districts."""
    rights = frozenset({"see_aggregates", "see_people", "record_follow_up"})
    return Scope("Huyện", "district_official", rights, districts)
