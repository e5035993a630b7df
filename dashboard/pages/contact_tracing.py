"""Whom did these cases expose, and who could have infected them?"""

import streamlit as st

from dashboard import access, words
from dashboard.panels import (
    frame,
    replay,
    tracing,
    tracing_inputs,
    tracing_views,
    tracing_windows,
)

viewer = access.require(access.Right.TRACE_CONTACTS)

frame.title("tracing.title", words.say("tracing.subtitle"))
data_time = frame.data_time(viewer)
base = tracing.read(viewer, data_time, replay.choose(viewer, data_time))

choice = tracing_inputs.choose_cases(base)
head = st.container()
main, side = st.columns([3, 1], gap="medium")
with side:
    choice = tracing_inputs.choose_rules(choice)
with head:
    choice = tracing_windows.choose(base, choice)
    result = tracing.run(base, choice)
    tracing.headline(base, result)
    tracing.explain_nobody(result)
with main:
    tracing_views.show(base, result)
