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
    views,
)

viewer = access.require(access.Right.SEE_AGGREGATES)
data_time = frame.figures_time(viewer)

frame.title("adoption.title", words.say("adoption.subtitle"), frame.figures_line(viewer))
district_id = filters.district(viewer)
owners = adoption_uses.owners(viewer, data_time)
staff = adoption.staff(viewer, data_time)

adoption.show_tiles(viewer, staff, owners, data_time, district_id)
left, right = st.columns([6, 5], gap="medium")
with left:
    adoption_map.show(viewer, data_time, district_id)
with right:
    adoption_league.show_gaps(viewer, data_time, district_id)
    adoption_uses.show(viewer, data_time, district_id)
frame.alone(
    access.Right.SEE_AGGREGATES,
    lambda viewer: views.show(
        "adoption",
        {
            "road": lambda: adoption_forecast.show(
                viewer,
                data_time,
                district_id,
                owner_count=adoption.whole_count(owners, "smartphone_owner_count", district_id),
                head_count=adoption.whole_count(staff, "head_count", district_id),
            ),
            "communes": lambda: adoption_league.show_communes(viewer, data_time, district_id),
            "districts": lambda: adoption_league.show_districts(viewer, data_time, district_id),
            "agencies": lambda: adoption_league.show_agencies(viewer, data_time, district_id),
            "uses": lambda: adoption_uses.show_table(viewer, data_time, district_id),
            "dates": lambda: two_dates.show_adoption(viewer, data_time, district_id, owners),
        },
    ),
)
adoption_people.show(viewer, data_time, owners.shown(district_id), staff.shown(district_id))
