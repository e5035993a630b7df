"""Whom did these cases expose, and who could have infected them?"""

import streamlit as st

from dashboard import access, words
from dashboard.panels.shared import frame, viewpoint
from dashboard.panels.tracing import answer, question, views

viewer = access.require(access.Right.TRACE_CONTACTS)

frame.title("tracing.title", words.say("tracing.subtitle"))
with question.asking.working():
    here = viewpoint.of_data(viewer)
    known_at = question.replay.choose(here)
base = question.asking.read(here, known_at)

choice = question.inputs.choose_cases(base)
head = st.container()
main, side = st.columns([3, 1], gap="medium")
with side:
    choice = question.inputs.choose_rules(choice)
    question.lengths.show(base)
with head:
    choice = question.windows.choose(base, choice)
    result, is_new = question.asking.run(base, choice)
    answer.headline.show(base, result, is_new=is_new)
    answer.headline.explain_nobody(result)
with main:
    views.show(viewer, base, result)
