"""The same trace past one machine: stays cut by place into indexes, traced by Apache Spark.

Nothing here is imported by the rest of `dashboard.tracing`, which does without Spark. The kernel is
the local one: every worker opens its indexes (*shards*) and does the local engine's own round on
each; the driver keeps the least of what they find. No stay moves between machines in a round.
"""
