"""`python -m dashboard.tracing`."""
