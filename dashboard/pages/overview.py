"""Is the province on course for 31/8, who is behind, what changed?"""

import streamlit as st

from dashboard import access, words
from dashboard.panels import frame, overview, tiles

viewer = access.require(access.Right.SEE_AGGREGATES)
data_time = frame.data_time(viewer)

frame.title("overview.title", words.say("overview.subtitle"))
ordered = overview.all_tiles(viewer, data_time)
overview.show_headline(ordered, data_time)
tiles.show(ordered)
overview.show_links()
left, right = st.columns([6, 5], gap="medium")
with left:
    overview.show_ranking(viewer, data_time)
with right:
    overview.show_feeds(viewer, data_time)
