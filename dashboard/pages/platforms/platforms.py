"""Where does each platform that the letters name stand, district by district?"""

import streamlit as st

from dashboard import access, words
from dashboard.panels import platforms
from dashboard.panels.shared import frame, viewpoint

viewer = access.require(access.Right.SEE_AGGREGATES)
here = viewpoint.of_figures(viewer)

frame.title("platforms.title", words.say("platforms.subtitle"), viewpoint.figures_line(viewer))
with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
    here = viewpoint.choose_district(here)
    name = platforms.districts.choose()

platforms.districts.show(here, name)
