"""Who has installed Smart Hải Dương, who has not, and does the pace reach 31/8?"""

import streamlit as st

from dashboard import access, figures, words
from dashboard.panels import adoption
from dashboard.panels.shared import filters, frame, viewpoint

viewer = access.require(access.Right.SEE_AGGREGATES)
data_time = viewpoint.figures_time(viewer)

frame.title("adoption.title", words.say("adoption.subtitle"), viewpoint.figures_line(viewer))
district_id = filters.district(viewer)
owners = figures.app_uses.owners(viewer, data_time)
staff = figures.adoption.staff(viewer, data_time)

adoption.tiles.show_tiles(viewer, staff, owners, data_time, district_id)
left, right = st.columns([6, 5], gap="medium")
with left:
    adoption.commune_map.show(viewer, data_time, district_id)
with right:
    adoption.league.show_gaps(viewer, data_time, district_id)
    adoption.uses.show(viewer, data_time, district_id)
adoption.views.show(data_time, district_id, owners=owners, staff=staff)
adoption.people.show(viewer, data_time, owners.shown(district_id), staff.shown(district_id))
