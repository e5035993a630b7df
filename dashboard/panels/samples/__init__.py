"""The parts of the page on samples and results."""

from dashboard.panels.samples import backlog, columns, commune_map, groups, tiles, views

__all__ = ["backlog", "columns", "commune_map", "groups", "tiles", "views"]
