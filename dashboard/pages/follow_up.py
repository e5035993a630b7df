"""Whom must we call, isolate, sample or release next, and are we fast enough?"""

from dashboard import access, words
from dashboard.panels import filters, follow_up, frame

viewer = access.require(access.Right.RECORD_FOLLOW_UP)
data_time = frame.data_time(viewer)

frame.title("follow_up.title", words.say("follow_up.subtitle"))
follow_up.show(viewer, data_time, filters.district(viewer))
