"""The whole province's shares, which every viewer may set beside their own."""

from datetime import date

from dashboard.data.database import Scope, ask
from dashboard.data.kept import kept
from dashboard.indicators import targets


@kept()
def province_share(scope: Scope, figure: str, on_date: date) -> float | None:
    """Return a figure's share of the whole province by the end of a day; None when unknown."""
    rows = ask("province_share", scope=scope, figure=figure, on_date=on_date)
    if rows.empty:
        return None
    return targets.share(rows["person_count"].iloc[0], rows["whole_count"].iloc[0])
