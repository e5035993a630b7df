"""Whom did these cases expose, and who could have infected them?"""

import streamlit as st

from dashboard import access, words
from dashboard.panels import tracing
from dashboard.panels.shared import frame, viewpoint

viewer = access.require(access.Right.TRACE_CONTACTS)

frame.title("tracing.title", words.say("tracing.subtitle"))
data_time = viewpoint.data_time(viewer)
base = tracing.headline.read(viewer, data_time, tracing.replay.choose(viewer, data_time))

choice = tracing.inputs.choose_cases(base)
head = st.container()
main, side = st.columns([3, 1], gap="medium")
with side:
    choice = tracing.inputs.choose_rules(choice)
with head:
    choice = tracing.windows.choose(base, choice)
    result = tracing.headline.run(base, choice)
    tracing.headline.headline(base, result)
    tracing.headline.explain_nobody(result)
with main:
    tracing.views.show(base, result)
