"""The parts of the page on electronic health declarations."""

from dashboard.panels.health_declarations import clusters, lists, tiles, unlisted, views

__all__ = ["clusters", "lists", "tiles", "unlisted", "views"]
