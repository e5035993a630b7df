"""Who is registered, invited and vaccinated, who is behind, and how long do the doses last?"""

import streamlit as st

from dashboard import access, words
from dashboard.panels import (
    adoption,
    coverage,
    coverage_doses,
    coverage_gaps,
    coverage_groups,
    coverage_map,
    coverage_views,
    filters,
    frame,
)

viewer = access.require(access.Right.SEE_AGGREGATES)
data_time = frame.figures_time(viewer)

frame.title("coverage.title", words.say("coverage.subtitle"), frame.figures_line(viewer))
with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
    district_id = filters.district(viewer)
    base = coverage.choose_base()
    place = coverage.choose_place()
counted = coverage_groups.guard(viewer, data_time, base, place)
at_home = adoption.of_district(coverage.communes(viewer, data_time, base), district_id)

coverage.show_tiles(
    [
        *coverage.step_tiles(viewer, counted, data_time, base, place, district_id),
        coverage_gaps.elderly_tile(viewer, data_time, base, place, district_id),
        *coverage_doses.dose_tiles(viewer, data_time, district_id),
        coverage_groups.certificate_tile(viewer, data_time, base, district_id),
    ],
    at_home["population_source"],
    base,
    place,
)
left, right = st.columns([6, 5], gap="medium")
with left:
    step = coverage.choose_step()
    coverage_map.show_map(
        viewer, data_time, base=base, place=place, step=step, district_id=district_id
    )
with right:
    coverage_doses.show_days(viewer, data_time, district_id, place)
    coverage_doses.show_stock(viewer, data_time, district_id)
coverage_views.show(data_time, district_id, counted, base=base, place=place, step=step)
