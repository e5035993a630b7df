"""The parts of the page on electronic health declarations."""

from dashboard.panels.health_declarations import lists, tiles, unlisted, views

__all__ = ["lists", "tiles", "unlisted", "views"]
