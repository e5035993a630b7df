"""What must this team do today: whom to call, isolate, sample, release, vaccinate; what to mend?"""

from dashboard import access, words
from dashboard.panels import today
from dashboard.panels.shared import frame, viewpoint

viewer = access.require(access.Right.RECORD_FOLLOW_UP)
here = viewpoint.of_data(viewer)

frame.title("today.title", words.say("today.subtitle"))
today.board.show(viewpoint.choose_district(here))
