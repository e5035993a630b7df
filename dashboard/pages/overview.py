"""Is the province on course for 31/8, who is behind, what changed?"""

import streamlit as st

from dashboard import access, words
from dashboard.panels import (
    filters,
    frame,
    overview,
    overview_changes,
    overview_paper,
    overview_ranking,
    overview_watch,
    presentation,
    two_dates,
)

viewer = access.require(access.Right.SEE_AGGREGATES)
data_time = frame.figures_time(viewer)

frame.title("overview.title", words.say("overview.subtitle"), frame.figures_line(viewer))
headline = st.container()
district_id = filters.district(viewer)
place = frame.place(viewer, district_id)
board = overview.board(viewer, data_time, district_id)
with st.container(horizontal=True, key="overview_actions"):
    presentation.show_switch()
    overview_paper.show_downloads(viewer, board, place)
if presentation.is_on():
    presentation.show(board, place)
    st.stop()
with headline:
    overview.show_headline(board)
overview.show_ordered(board)
left, right = st.columns([6, 5], gap="medium")
with left:
    overview_ranking.show(board.units)
with right:
    overview_changes.show(board.changes)
    two_dates.show_links(data_time, district_id)
    overview_watch.show_ending(board.ending)
    overview_watch.show_feeds(viewer, data_time)
overview.show_platforms(board)
