"""Districts, communes and their outlines."""

import pandas as pd

from dashboard.data.database import Scope, ask
from dashboard.data.kept import held, kept


@kept("1h")
def districts(scope: Scope) -> pd.DataFrame:
    """Return one row per district: `district_id`, `district_name`, `district_kind`."""
    return ask("districts", scope=scope)


@kept("1h")
def communes(scope: Scope) -> pd.DataFrame:
    """Return one row per commune of the province, with its district and denominators."""
    return ask("communes", scope=scope)


@held()
def commune_outlines(scope: Scope) -> pd.DataFrame:
    """Return one row per commune: `commune_id`, `outline` (GeoJSON geometry), `outline_source`.

    One table for all: copying the outlines on every click took longer than the rest of a map.
    """
    return ask("commune_outlines", scope=scope)
