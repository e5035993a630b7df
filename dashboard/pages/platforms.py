"""Where does each platform that the letters name stand, district by district?"""

import streamlit as st

from dashboard import access, words
from dashboard.panels import platforms
from dashboard.panels.shared import filters, frame, viewpoint

viewer = access.require(access.Right.SEE_AGGREGATES)
data_time = viewpoint.figures_time(viewer)

frame.title("platforms.title", words.say("platforms.subtitle"), viewpoint.figures_line(viewer))
with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
    district_id = filters.district(viewer)
    name = platforms.districts.choose()

platforms.districts.show(viewer, data_time, name, district_id)
