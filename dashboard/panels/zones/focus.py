"""Which zone of the ledger is picked."""

from collections.abc import Sequence

import streamlit as st

TABLE = "zone_ledger"
"""Key of the ledger's list."""


def pick(row: int) -> None:
    """Pick a row of the ledger's list, as a click on it does; from a callback."""
    st.session_state[TABLE] = {"selection": {"rows": [row], "columns": [], "cells": []}}


def follow_click(map_key: str, zone_ids: Sequence[int]) -> None:
    """Pick the zone that was clicked on a map; a click beside all of them changes nothing."""
    feature = st.session_state[map_key].get("last_active_drawing") or {}
    number = feature.get("properties", {}).get("zone_id")
    if number in zone_ids:
        pick(zone_ids.index(number))
