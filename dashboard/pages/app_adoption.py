"""Who has installed Smart Hải Dương, who has not, and does the pace reach 31/8?"""

import streamlit as st

from dashboard import access, words
from dashboard.panels import (
    adoption,
    adoption_forecast,
    adoption_league,
    adoption_map,
    adoption_people,
    adoption_uses,
    filters,
    frame,
    two_dates,
)

viewer = access.require(access.Right.SEE_AGGREGATES)
data_time = frame.figures_time(viewer)

frame.title("adoption.title", words.say("adoption.subtitle"), frame.figures_line(viewer))
district_id = filters.district(viewer)
all_communes = adoption_uses.of_communes(viewer, data_time, adoption.communes(viewer, data_time))
communes = adoption.of_district(all_communes, district_id)
districts = adoption.districts(all_communes, data_time)
agencies = adoption.of_district(adoption.agencies(viewer, data_time), district_id)

adoption.show_tiles(viewer, agencies, communes, data_time)
left, right = st.columns([6, 5], gap="medium")
with left:
    adoption_map.show(viewer, districts, all_communes, district_id)
with right:
    adoption_league.show_gaps(communes)
    adoption_uses.show(communes)
adoption_forecast.show(
    viewer,
    data_time,
    district_id,
    owner_count=adoption.whole_count(communes, "smartphone_owner_count"),
    head_count=adoption.whole_count(agencies, "head_count"),
)
adoption_league.show_tables(
    viewer,
    data_time,
    adoption.of_district(districts, district_id),
    communes,
    adoption.agency_kinds(agencies, data_time),
    agencies,
)
two_dates.show_adoption(viewer, data_time, district_id)
adoption_people.show(viewer, data_time, communes, agencies)
