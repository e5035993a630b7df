"""Tracing beside everything else that could do it: `python -m benchmarks.tracing`."""
