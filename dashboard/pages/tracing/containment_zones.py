"""Which zones are closed, until when, and which narrow ones should be?"""

from dashboard import access, figures, words
from dashboard.panels import zones
from dashboard.panels.shared import frame, viewpoint

viewer = access.require(access.Right.SEE_AGGREGATES)

frame.title("zones.title", words.say("zones.subtitle"))
here = viewpoint.of_data(viewer)
in_ledger = figures.zones.ledger.zones(here)

zones.ledger.counts(here, in_ledger)
zones.ledger.show(here, in_ledger)
