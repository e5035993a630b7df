"""The parts of the page on the sources of the data."""

from dashboard.panels.data_sources import lists, tiles, views

__all__ = ["lists", "tiles", "views"]
