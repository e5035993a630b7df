"""Which services of the portal and the app are used, and whom does the campaign reach?"""

from dashboard import access, words
from dashboard.panels import outreach
from dashboard.panels.shared import frame, viewpoint

viewer = access.require(access.Right.SEE_AGGREGATES)
here = viewpoint.of_figures(viewer)

frame.title("outreach.title", words.say("outreach.subtitle"), viewpoint.figures_line(viewer))
here = viewpoint.choose_district(here)

outreach.tiles.show(here)
outreach.views.show(here)
