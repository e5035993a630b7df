"""Who is registered, invited and vaccinated, where, and how long do the doses last?"""

import streamlit as st

from dashboard import access, words
from dashboard.panels import adoption, coverage, filters, frame

viewer = access.require(access.Right.SEE_AGGREGATES)
data_time = frame.data_time(viewer)

frame.title("coverage.title", words.say("coverage.subtitle"))
with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
    district_id = filters.district(viewer)
    base = coverage.choose_base()
all_communes = coverage.communes(viewer, data_time, base)
communes = adoption.of_district(all_communes, district_id)

coverage.show_tiles(communes, data_time, base)
left, right = st.columns([6, 5], gap="medium")
with left:
    st.subheader(words.say("coverage.map"), anchor=False)
    step = coverage.choose_step()
    coverage.show_map(viewer, all_communes, district_id, step)
with right:
    coverage.show_days(viewer, data_time, district_id)
    coverage.show_stock(viewer, data_time, district_id)
coverage.show_table(communes)
coverage.show_impossible(viewer, data_time, district_id)
