"""The one box that finds everything: things by name, and people for a reason."""

from dashboard.panels.search import people, things

__all__ = ["people", "things"]
