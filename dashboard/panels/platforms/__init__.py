"""The parts of the page on every platform of the letters."""

from dashboard.panels.platforms import (
    districts,
)

__all__ = ["districts"]
