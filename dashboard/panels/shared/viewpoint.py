"""Where a page looks from: the time of its data and the district that was chosen, settled once."""

from datetime import datetime

import streamlit as st

from dashboard import data, words
from dashboard.access import Viewer
from dashboard.figures.viewpoint import Viewpoint
from dashboard.panels.shared import filters, frame


def of_figures(viewer: Viewer) -> Viewpoint:
    """Look at the indicators of all the viewer's districts; no data yet ends the run."""
    return Viewpoint(viewer, figures_time(viewer))


def of_data(viewer: Viewer) -> Viewpoint:
    """Look at the data of all the viewer's districts; no data yet ends the run."""
    return Viewpoint(viewer, data_time(viewer))


def choose_district(here: Viewpoint) -> Viewpoint:
    """Let the viewer look at one of their districts."""
    return here.of(filters.district(here.viewer))


def data_time(viewer: Viewer) -> datetime:
    """Return the time of the data, or say that there are none yet and end the run."""
    latest = data.feeds.data_time(viewer.scope)
    if latest is None:
        frame.empty(words.say("frame.no_data_title"), words.say("frame.no_data"))
        st.stop()
    return latest


def figures_time(viewer: Viewer) -> datetime:
    """Return the time of the indicators, or say that there are no data yet and end the run."""
    latest = data.feeds.figures(viewer.scope)
    return data_time(viewer) if latest is None else latest.data_time


def figures_line(viewer: Viewer) -> str:
    """Say as of when the indicators are, and whether they were computed ahead."""
    latest = data.feeds.figures(viewer.scope)
    if latest is None:
        return words.say("frame.no_data_time")
    key = "frame.figures_rolled" if latest.is_rolled else "frame.figures_live"
    return words.say(key, moment=words.moment(latest.data_time))
