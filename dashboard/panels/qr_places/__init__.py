"""The parts of the page on QR places."""

from dashboard.panels.qr_places import commune_map, groups, one_place, tiles, views

__all__ = ["commune_map", "groups", "one_place", "tiles", "views"]
