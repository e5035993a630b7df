"""Whom must we call, isolate, sample or release next, and are we fast enough?"""

from dashboard import access, words
from dashboard.panels import follow_up
from dashboard.panels.shared import frame, viewpoint

viewer = access.require(access.Right.RECORD_FOLLOW_UP)
here = viewpoint.of_data(viewer)

frame.title("follow_up.title", words.say("follow_up.subtitle"))
follow_up.call_list.show(viewpoint.choose_district(here))
