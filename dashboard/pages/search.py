"""Where is this commune, agency, place, case, page or person?"""

from dashboard import access, words
from dashboard.panels import search
from dashboard.panels.shared import frame, viewpoint

viewer = access.require(access.Right.SEE_AGGREGATES)

frame.title("search.title", words.say("search.subtitle"))
here = viewpoint.of_data(viewer)
typed = search.things.ask()

search.things.show(here, typed)
search.people.show(here, typed)
