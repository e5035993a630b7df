"""Which source is late, what rests on it, and who does not report?"""

from dashboard import access, words
from dashboard.panels import data_sources
from dashboard.panels.shared import frame, viewpoint

viewer = access.require(access.Right.SEE_AGGREGATES)
here = viewpoint.of_figures(viewer)

frame.title("data_sources.title", words.say("data_sources.subtitle"))
here = viewpoint.choose_district(here)

data_sources.tiles.show(here)
data_sources.views.show(here)
