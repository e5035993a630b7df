"""What `make run` does: PostgreSQL, schema, simulated province, static files, server."""
