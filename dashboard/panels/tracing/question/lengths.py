"""How long a stay without check-out is taken to last, beside what recorded check-outs suggest."""

import pandas as pd
import streamlit as st

from dashboard import words
from dashboard.figures.tracing.trace import Base
from dashboard.panels.shared import grids
from dashboard.tracing.rules import TracingRules
from dashboard.tracing.stays.lengths import FEWEST_PAIRS


def show(base: Base) -> None:
    """Show the rule of each kind of place, and the median of its recorded in/out pairs."""
    rules = TracingRules()
    suggested = base.recorded.lengths
    with st.expander(words.say("lengths.title"), icon=":material/hourglass_bottom:"):
        grids.show(
            pd.DataFrame(
                {
                    "kind": [words.say(f"tracing.kind_{kind}") for kind in suggested["kind"]],
                    "rule": [rules.usual_seconds(kind) // 60 for kind in suggested["kind"]],
                    "suggested": suggested["minutes"],
                    "pairs": suggested["pair_count"],
                }
            ),
            key="trace_lengths",
            kinds=dict.fromkeys(("rule", "suggested", "pairs"), "number"),
            columns=words.names("lengths.", ("kind", "rule", "suggested", "pairs")),
        )
        st.caption(words.say("lengths.note", count=FEWEST_PAIRS))
