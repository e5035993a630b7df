"""Every arguable number outside tracing: pure, tables in, tables out."""
