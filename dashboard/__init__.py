"""The dashboard: tracing, zones and indicators over the operational database."""
