"""The frame around every page: who is looking, in which language, and which pages they may open."""

import streamlit as st

from dashboard import access, panels, words
from dashboard.panels.shared import failures, frame, header, session

PAGES = (
    ("overview", "overview.title", ":material/dashboard:", access.Right.SEE_AGGREGATES),
    ("app_adoption", "adoption.title", ":material/install_mobile:", access.Right.SEE_AGGREGATES),
    ("vaccination_coverage", "coverage.title", ":material/vaccines:", access.Right.SEE_AGGREGATES),
    ("platforms", "platforms.title", ":material/apps:", access.Right.SEE_AGGREGATES),
    ("contact_tracing", "tracing.title", ":material/hub:", access.Right.TRACE_CONTACTS),
    ("today", "today.title", ":material/today:", access.Right.RECORD_FOLLOW_UP),
    ("follow_up", "follow_up.title", ":material/call:", access.Right.RECORD_FOLLOW_UP),
    ("containment_zones", "zones.title", ":material/share_location:", access.Right.SEE_AGGREGATES),
    ("outbox", "outbox.title", ":material/outbox:", access.Right.SEE_AGGREGATES),
)


def main() -> None:
    """Sign in, then run the page of the address bar; pages beyond one's rights are not offered."""
    viewer = access.recognise()
    pages = {
        name: st.Page(
            f"dashboard/pages/{name}.py",
            title=words.say(title),
            icon=icon,
            url_path="home" if name == "overview" else name,
            visibility="visible" if viewer and right in viewer.rights else "hidden",
        )
        for name, title, icon, right in PAGES
    }
    # The first page answers at "/" alone, whatever its path; people also type its name.
    alias = st.Page("dashboard/pages/overview.py", url_path="overview", visibility="hidden")
    page = st.navigation([*pages.values(), alias], position="top" if viewer else "hidden")
    header.show(viewer)
    rights = access.sign_in().rights
    header.phone_menu([pages[name] for name, _, _, right in PAGES if right in rights], page)
    page.run()


panels.warm_up()
session.follow_back()
words.settle_language()
session.follow_language()
st.set_page_config(page_title=words.say("frame.title"), page_icon="assets/icon.svg", layout="wide")
frame.dress()
failures.guarded(main)
