"""Whom must we call, isolate, sample or release next, and are we fast enough?"""

from dashboard import access, words
from dashboard.panels import follow_up
from dashboard.panels.shared import filters, frame, viewpoint

viewer = access.require(access.Right.RECORD_FOLLOW_UP)
data_time = viewpoint.data_time(viewer)

frame.title("follow_up.title", words.say("follow_up.subtitle"))
follow_up.call_list.show(viewer, data_time, filters.district(viewer))
