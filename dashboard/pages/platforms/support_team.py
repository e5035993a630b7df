"""Who helps people install and enters data, where does nobody, and what got done?"""

from dashboard import access, words
from dashboard.panels import support
from dashboard.panels.shared import frame, viewpoint

viewer = access.require(access.Right.SEE_AGGREGATES)
here = viewpoint.of_figures(viewer)

frame.title("support.title", words.say("support.subtitle"), viewpoint.figures_line(viewer))
here = viewpoint.choose_district(here)

support.tiles.show(here)
support.views.show(here)
