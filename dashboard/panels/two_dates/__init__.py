"""Two days compared: which days, and how every unit changed between them."""

from dashboard.panels.two_dates import choice, comparison

__all__ = ["choice", "comparison"]
