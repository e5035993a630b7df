"""An address for every table: what pages show, read only, for the programs of another office."""

from dashboard.addresses import answers, description, tables
from dashboard.addresses.door import Tables

__all__ = ["Tables", "answers", "description", "tables"]
