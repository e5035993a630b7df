"""The whole province's share beside a district's own: for officials, who see no other district."""

from datetime import date
from typing import Final

from dashboard import data
from dashboard.figures.viewpoint import Viewpoint

_FIGURES: Final = {
    "adoption.owners": "installed",
    "adoption.officials": "officials_installed",
    "coverage.dose1": "adults_dose1",
    "coverage.dose2": "adults_dose2",
    "platforms.declarations": "declared_in_week",
}
"""Definition of a share -> its figure in `contract.province_days`."""


def is_beside(here: Viewpoint, define: str) -> bool:
    """Tell whether the province has this share, and its viewer does not see the whole anyway."""
    return not here.is_provincial and define in _FIGURES


def share(here: Viewpoint, define: str, day: date) -> float | None:
    """Return the province's share at the end of a day; None where it is unknown."""
    return data.province.province_share(here.scope, _FIGURES[define], day)
