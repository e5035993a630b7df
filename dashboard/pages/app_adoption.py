"""Who has installed Smart Hải Dương, who has not, and does the pace reach 31/8?"""

import streamlit as st

from dashboard import access, words
from dashboard.panels import adoption, filters, frame

viewer = access.require(access.Right.SEE_AGGREGATES)
data_time = frame.data_time(viewer)

frame.title("adoption.title", words.say("adoption.subtitle"))
district_id = filters.district(viewer)
all_communes = adoption.communes(viewer, data_time)
communes = adoption.of_district(all_communes, district_id)
agencies = adoption.of_district(adoption.agencies(viewer, data_time), district_id)

adoption.show_tiles(agencies, communes, data_time)
left, right = st.columns([6, 5], gap="medium")
with left:
    adoption.show_map(viewer, all_communes, district_id)
with right:
    owner_count = float(
        adoption.known(communes, "smartphone_owner_count")["smartphone_owner_count"].sum()
    )
    adoption.show_curve(viewer, data_time, district_id, owner_count)
    adoption.show_gaps(communes)
adoption.show_tables(communes, agencies)
