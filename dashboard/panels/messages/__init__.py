"""What is told by e-mail: written for each kind of reader, and the outbox where it lies."""

from dashboard.panels.messages import outbox, writing

__all__ = ["outbox", "writing"]
