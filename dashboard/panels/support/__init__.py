"""The parts of the page on the technology team and its helpers."""

from dashboard.panels.support import lists, tiles, views

__all__ = ["lists", "tiles", "views"]
