"""Do the two test systems say the same, where do they not, and who settles it?"""

from dashboard import access, words
from dashboard.panels import test_systems
from dashboard.panels.shared import frame, viewpoint

viewer = access.require(access.Right.SEE_AGGREGATES)
here = viewpoint.of_figures(viewer)

frame.title("systems.title", words.say("systems.subtitle"), viewpoint.figures_line(viewer))
here = viewpoint.choose_district(here)

test_systems.tiles.show(here)
test_systems.views.show(here)
