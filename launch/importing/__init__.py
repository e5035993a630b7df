"""A province's own files into the operational tables: `make import KIND=check_ins FILE=…`.

Here and not in the dashboard, which may change no operational table: what is imported is written
by the owner of the database, like outlines and roads.
"""
