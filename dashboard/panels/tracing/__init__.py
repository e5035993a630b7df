"""The parts of the outbreak desk: what is asked, what is answered, and one person of it."""

from dashboard.panels.tracing import (
    answer,
    papers,
    papers_logged,
    person,
    question,
    views,
)

__all__ = [
    "answer",
    "papers",
    "papers_logged",
    "person",
    "question",
    "views",
]
