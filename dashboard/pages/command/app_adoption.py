"""Who has installed Smart Hải Dương, who has not, and does the pace reach 31/8?"""

import streamlit as st

from dashboard import access, figures, words
from dashboard.panels import adoption
from dashboard.panels.shared import frame, viewpoint

viewer = access.require(access.Right.SEE_AGGREGATES)
here = viewpoint.of_figures(viewer)

frame.title("adoption.title", words.say("adoption.subtitle"), viewpoint.figures_line(viewer))
installs = figures.adoption.load(viewpoint.choose_district(here))

adoption.tiles.show(installs)
left, right = st.columns([6, 5], gap="medium")
with left:
    adoption.commune_map.show(installs)
with right:
    adoption.league.show_gaps(installs)
    adoption.uses.show(installs)
adoption.views.show(installs)
adoption.people.show(installs)
