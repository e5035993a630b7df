"""Which QR places are in use, which are silent and since when, how many visitors scan?"""

import streamlit as st

from dashboard import access, words
from dashboard.panels import qr_places
from dashboard.panels.shared import frame, viewpoint

viewer = access.require(access.Right.SEE_AGGREGATES)
here = viewpoint.of_figures(viewer)

frame.title("qr_places.title", words.say("qr_places.subtitle"), viewpoint.figures_line(viewer))
with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
    here = viewpoint.choose_district(here)
    measure = qr_places.commune_map.choose()

qr_places.tiles.show(here)
left, right = st.columns([6, 5], gap="medium")
with left:
    qr_places.commune_map.show(here, measure)
with right:
    qr_places.tiles.show_days(here)
qr_places.views.show(here)
