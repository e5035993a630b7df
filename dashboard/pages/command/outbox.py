"""What were this viewer and others told by e-mail, and did it go out?"""

from dashboard import access, words
from dashboard.panels import messages
from dashboard.panels.shared import frame

viewer = access.require(access.Right.SEE_AGGREGATES)

frame.title("outbox.title", words.say("outbox.subtitle"))
messages.outbox.show(viewer)
