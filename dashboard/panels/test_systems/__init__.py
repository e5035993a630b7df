"""The parts of the page on the two test systems."""

from dashboard.panels.test_systems import lists, settling, tiles, views, work

__all__ = ["lists", "settling", "tiles", "views", "work"]
