"""Which zones are closed, until when, and which narrow ones should be?"""

from dashboard import access, words
from dashboard.panels import zones
from dashboard.panels.shared import frame, viewpoint

viewer = access.require(access.Right.SEE_AGGREGATES)

frame.title("zones.title", words.say("zones.subtitle"))
data_time = viewpoint.data_time(viewer)
in_ledger = zones.ledger.read(viewer)

zones.ledger.counts(viewer, in_ledger, data_time)
zones.ledger.show(in_ledger, data_time)
