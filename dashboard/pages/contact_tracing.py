"""Whom did these cases expose, and who could have infected them?"""

import streamlit as st

from dashboard import access, words
from dashboard.panels import frame, tracing, tracing_views

viewer = access.require(access.Right.TRACE_CONTACTS)

frame.title("tracing.title", words.say("tracing.subtitle"))
base = tracing.read(viewer, frame.data_time(viewer))

main, side = st.columns([3, 1], gap="medium")
with main:
    choice = tracing.choose_cases(base)
with side:
    choice = tracing.choose_rules(choice)
with main:
    choice = tracing.choose_windows(base, choice)
    result = tracing.run(base, choice)
    tracing.headline(base, result)
    tracing.explain_nobody(result)
    tracing_views.show(viewer, base, result)
