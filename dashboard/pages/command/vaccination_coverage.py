"""Who is registered, invited and vaccinated, who is behind, and how long do the doses last?"""

import streamlit as st

from dashboard import access, figures, words
from dashboard.panels import vaccination
from dashboard.panels.shared import frame, viewpoint

viewer = access.require(access.Right.SEE_AGGREGATES)
here = viewpoint.of_figures(viewer)

frame.title("coverage.title", words.say("coverage.subtitle"), viewpoint.figures_line(viewer))
with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
    here = viewpoint.choose_district(here)
    basis = vaccination.choice.choose_basis()
coverage = figures.vaccination.load(here, basis)

vaccination.tiles.show(coverage)
left, right = st.columns([6, 5], gap="medium")
with left:
    step = vaccination.choice.choose_step()
    vaccination.commune_map.show(coverage, step)
with right:
    vaccination.doses.show_days(here, basis.where)
    vaccination.doses.show_stock(here)
vaccination.views.show(coverage, step)
