"""Who is registered, invited and vaccinated, who is behind, and how long do the doses last?"""

import streamlit as st

from dashboard import access, figures, words
from dashboard.panels import vaccination
from dashboard.panels.shared import filters, frame, viewpoint

viewer = access.require(access.Right.SEE_AGGREGATES)
data_time = viewpoint.figures_time(viewer)

frame.title("coverage.title", words.say("coverage.subtitle"), viewpoint.figures_line(viewer))
with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
    district_id = filters.district(viewer)
    whom = vaccination.steps.choose_whom()
    where = vaccination.steps.choose_where()
counted = figures.vaccination_groups.guard(viewer, data_time, whom, where)
at_home = figures.units.of_district(
    figures.vaccination.communes(viewer, data_time, whom), district_id
)

vaccination.steps.show_tiles(
    [
        *vaccination.steps.step_tiles(viewer, counted, data_time, whom, where, district_id),
        vaccination.gaps.elderly_tile(viewer, data_time, whom, where, district_id),
        *vaccination.doses.dose_tiles(viewer, data_time, district_id),
        vaccination.groups.certificate_tile(viewer, data_time, whom, district_id),
    ],
    at_home["population_source"],
    whom,
    where,
)
left, right = st.columns([6, 5], gap="medium")
with left:
    step = vaccination.steps.choose_step()
    vaccination.commune_map.show_map(
        viewer, data_time, whom=whom, where=where, step=step, district_id=district_id
    )
with right:
    vaccination.doses.show_days(viewer, data_time, district_id, where)
    vaccination.doses.show_stock(viewer, data_time, district_id)
vaccination.views.show(data_time, district_id, counted, whom=whom, where=where, step=step)
