"""The one list of pages: each with its heading, title and icon, and the right that it needs."""

from dashboard.access import Right

SEE, TRACE, FOLLOW = Right.SEE_AGGREGATES, Right.TRACE_CONTACTS, Right.RECORD_FOLLOW_UP

# The menu: heading -> its pages, each with its title, its icon and the right that it needs.
PAGES = {
    "": (
        ("overview", "overview.title", ":material/dashboard:", SEE),
        ("search", "search.title", ":material/search:", SEE),
    ),
    "menu.command": (
        ("app_adoption", "adoption.title", ":material/install_mobile:", SEE),
        ("vaccination_coverage", "coverage.title", ":material/vaccines:", SEE),
        ("outbox", "outbox.title", ":material/outbox:", SEE),
    ),
    "menu.tracing": (
        ("contact_tracing", "tracing.title", ":material/hub:", TRACE),
        ("today", "today.title", ":material/today:", FOLLOW),
        ("follow_up", "follow_up.title", ":material/call:", FOLLOW),
        ("containment_zones", "zones.title", ":material/share_location:", SEE),
    ),
    "menu.platforms": (
        ("platforms", "platforms.title", ":material/apps:", SEE),
        ("health_declarations", "declared.title", ":material/medical_information:", SEE),
        ("test_results", "samples.title", ":material/science:", SEE),
        ("test_systems", "systems.title", ":material/compare_arrows:", SEE),
        ("qr_places", "qr_places.title", ":material/qr_code_scanner:", SEE),
        ("checkpoints", "checkpoints.title", ":material/local_police:", SEE),
        ("outreach", "outreach.title", ":material/campaign:", SEE),
        ("support_team", "support.title", ":material/diversity_3:", SEE),
        ("data_sources", "data_sources.title", ":material/database:", SEE),
    ),
}


def file_of(page: str) -> str:
    """Return where a page lies, as Streamlit wants it: pages of a heading share a folder.

    Examples
    --------
    >>> file_of("overview"), file_of("today")
    ('dashboard/pages/overview.py', 'dashboard/pages/tracing/today.py')
    """
    heading = next(of for of, pages in PAGES.items() if any(page == name for name, *_ in pages))
    return "/".join(filter(None, ("dashboard/pages", heading.removeprefix("menu."), f"{page}.py")))
