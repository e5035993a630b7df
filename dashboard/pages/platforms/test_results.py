"""How many samples are taken, how fast do results come out and reach the citizen, what waits?"""

import streamlit as st

from dashboard import access, figures, words
from dashboard.panels import samples
from dashboard.panels.shared import frame, viewpoint

viewer = access.require(access.Right.SEE_AGGREGATES)
here = viewpoint.of_figures(viewer)

frame.title("samples.title", words.say("samples.subtitle"), viewpoint.figures_line(viewer))
with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
    here = viewpoint.choose_district(here)
    measure = samples.commune_map.choose()
found = figures.platforms.samples.load(here)

samples.tiles.show(found)
left, right = st.columns([6, 5], gap="medium")
with left:
    samples.commune_map.show(found, measure)
with right:
    samples.backlog.show_ages(found)
samples.views.show(found)
