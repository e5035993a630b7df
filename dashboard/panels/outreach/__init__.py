"""The parts of the page on the portal's services and the campaign."""

from dashboard.panels.outreach import lists, tiles, views

__all__ = ["lists", "tiles", "views"]
