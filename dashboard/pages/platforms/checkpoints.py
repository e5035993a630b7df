"""Which checkpoint lacks what, who is on duty, how many pass, and which communes are ready?"""

import streamlit as st

from dashboard import access, words
from dashboard.panels import checkpoints
from dashboard.panels.shared import frame, viewpoint

viewer = access.require(access.Right.SEE_AGGREGATES)
here = viewpoint.of_figures(viewer)

frame.title("checkpoints.title", words.say("checkpoints.subtitle"), viewpoint.figures_line(viewer))
with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
    here = viewpoint.choose_district(here)
    measure = checkpoints.commune_map.choose()

checkpoints.tiles.show(here)
left, right = st.columns([6, 5], gap="medium")
with left:
    checkpoints.commune_map.show(here, measure)
with right:
    checkpoints.lists.show_kinds(here)
checkpoints.views.show(here)
