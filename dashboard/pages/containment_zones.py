"""Which zones are closed, until when, and which narrow ones should be?"""

from dashboard import access, words
from dashboard.panels import frame, zones

viewer = access.require(access.Right.SEE_AGGREGATES)

frame.title("zones.title", words.say("zones.subtitle"))
data_time = frame.data_time(viewer)
in_ledger = zones.read(viewer)

zones.counts(in_ledger, data_time)
zones.show(in_ledger, data_time)
