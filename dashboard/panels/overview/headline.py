"""The first sentence of the leaders' page: pace, gap, cases. And how the targets stand."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

import streamlit as st

from dashboard import words
from dashboard.drawing.templates import filled
from dashboard.figures.headline import Headline
from dashboard.indicators.targets import INSTALL_DEADLINE, Status
from dashboard.panels.shared import definitions

_LAST_DAY: Final = INSTALL_DEADLINE - timedelta(days=1)
"""The letter says before 31/8: the 30th is the last day that counts."""

_ORDER: Final = (Status.BEHIND, Status.AT_RISK, Status.ON_COURSE, Status.UNKNOWN)


def show(told: Headline, days_left: int, statuses: Sequence[Status]) -> None:
    """Say where the province stands."""
    st.html(html(told, days_left, statuses))


def drawn_figures() -> list[definitions.Figure]:
    """Return what the sentence counts."""
    return [
        definitions.Figure(words.say(name), name) for name in ("overview.ahead", "overview.listed")
    ]


def html(told: Headline, days_left: int, statuses: Sequence[Status]) -> str:
    """Return the sentence, the days left, and how many targets stand how."""
    counts = Counter(statuses)
    return filled(
        "headline",
        sentence=sentence(told),
        days_left=words.number(days_left),
        until=words.say("overview.days_left", day=words.day(INSTALL_DEADLINE)),
        counts=[(status, counts[status]) for status in _ORDER if counts[status]],
    )


def sentence(told: Headline) -> str:
    """Write the one sentence that answers first."""
    return f"{'; '.join([ahead(told), listed(told)])}."


def ahead(told: Headline) -> str:
    """Say where the pace leads by the last day, how many short, and whose the gap is."""
    if told.short_count == 0:
        return words.say("overview.ahead_reached", day=words.day(_LAST_DAY, short=True))
    said = words.say(
        "overview.ahead_short",
        day=words.day(_LAST_DAY, short=True),
        share=words.percent(told.expected_share),
        count=words.number(told.short_count),
    )
    if not told.worst:
        return said
    share = words.percent(told.worst_share, 0)
    return said + words.say("overview.ahead_worst", names=", ".join(told.worst), share=share)


def listed(told: Headline) -> str:
    """Say how many new cases there are, and how many of them tracing had known."""
    return words.say(
        "overview.listed_of",
        count=words.number(told.week_count),
        listed=words.number(told.listed_count),
    )
