"""Zones of the ledger, and how great the risk is around them, as one viewer may see it."""

from dashboard.figures.zones import ledger, on_paper, risk_levels

__all__ = ["ledger", "on_paper", "risk_levels"]
