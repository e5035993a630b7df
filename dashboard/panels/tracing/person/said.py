"""How the outbreak desk says tiers, confidence and states."""

import pandas as pd

from dashboard import words


def state_names(states: "pd.Series[str]") -> dict[str, str]:
    """Return what each state of follow-up that occurs is called."""
    return {state: words.say(f"follow_up.state_{state}") for state in states.dropna().unique()}


def tier_names() -> dict[str, str]:
    """Return what each tier of minutes is called."""
    return {
        "<10": words.say("tracing.tier_short"),
        "10–15": words.say("tracing.tier_middle"),
        "≥15": words.say("tracing.tier_long"),
    }


def confidence_names() -> dict[str, str]:
    """Return what each confidence of a stay is called."""
    return {
        kind: words.say(f"tracing.confidence_{kind}") for kind in ("recorded", "bounded", "assumed")
    }
