"""Is the province on course for 31/8, who is behind, what changed?"""

import streamlit as st

from dashboard import access, figures, words
from dashboard.panels import overview
from dashboard.panels.shared import filters, frame, two_dates, viewpoint

viewer = access.require(access.Right.SEE_AGGREGATES)
data_time = viewpoint.figures_time(viewer)

frame.title("overview.title", words.say("overview.subtitle"), viewpoint.figures_line(viewer))
headline = st.container()
district_id = filters.district(viewer)
place = figures.units.area(viewer, district_id)
board = overview.board.board(viewer, data_time, district_id)
with st.container(horizontal=True, key="overview_actions"):
    overview.presentation.show_switch()
    overview.paper.show_downloads(viewer, board, place)
if overview.presentation.is_on():
    overview.presentation.show(board, place)
    st.stop()
with headline:
    overview.board.show_headline(board)
overview.board.show_ordered(board)
left, right = st.columns([6, 5], gap="medium")
with left:
    overview.ranking.show(board.units)
with right:
    overview.changes.show(board.changes)
    two_dates.show_links(data_time, district_id)
    overview.watch.show_ending(board.ending)
    overview.watch.show_feeds(viewer, data_time)
overview.board.show_platforms(board)
