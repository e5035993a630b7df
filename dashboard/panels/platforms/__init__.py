"""The parts of the page on every platform, and what the pages on single platforms share."""

from dashboard.panels.platforms import districts, linked, share_map

__all__ = ["districts", "linked", "share_map"]
