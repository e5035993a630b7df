"""The parts of the page on checkpoints."""

from dashboard.panels.checkpoints import commune_map, lists, tiles, views

__all__ = ["commune_map", "lists", "tiles", "views"]
