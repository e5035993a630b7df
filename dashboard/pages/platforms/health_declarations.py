"""Who declares their health, what do they tell, and whom of them does nobody follow?"""

from dashboard import access, words
from dashboard.panels import health_declarations
from dashboard.panels.shared import frame, viewpoint

viewer = access.require(access.Right.SEE_AGGREGATES)
here = viewpoint.of_figures(viewer)

frame.title("declared.title", words.say("declared.subtitle"), viewpoint.figures_line(viewer))
here = viewpoint.choose_district(here)

health_declarations.tiles.show(here)
health_declarations.views.show(here)
