"""Is the province on course for 31/8, who is behind, what is to be decided, what changed?"""

import streamlit as st

from dashboard import access, words
from dashboard.panels import overview, two_dates
from dashboard.panels.shared import frame, viewpoint

viewer = access.require(access.Right.SEE_AGGREGATES)
here = viewpoint.of_figures(viewer)

frame.title("overview.title", words.say("overview.subtitle"), viewpoint.figures_line(viewer))
headline = st.container()
board = overview.board.board(viewpoint.choose_district(here))
with st.container(horizontal=True, key="overview_actions"):
    overview.presentation.show_switch()
    overview.paper.show_downloads(board)
if overview.presentation.is_on():
    overview.presentation.show(board)
    st.stop()
with headline:
    overview.headline.show(board.headline, board.days_left, board.statuses)
overview.board.show_ordered(board)
left, right = st.columns([6, 5], gap="medium")
with left:
    overview.ranking.show(board.units)
with right:
    overview.watch.show_due(board.ending, board.proposed_count)
    overview.watch.show_risk(board.risk)
    overview.changes.show(board.changes)
    overview.rest.show_fold(board.late)
    with overview.rest.folded("beside"):
        overview.board.define(board)
        overview.watch.show_feeds(board.here, board.late)
        two_dates.comparison.show_links(board.here)
with overview.rest.folded("below"):
    overview.board.show_platforms(board)
