"""Measures for Prometheus, on a port of their own: METRICS_PORT, on the loopback address alone.

What happens is counted from the log, so no page knows of it; what is so at a moment (sources,
connections, sessions) is asked when somebody looks. No label tells of a person or viewer.
"""

import logging
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import Final

import pandas as pd
from prometheus_client import CollectorRegistry, Counter, Histogram, start_http_server
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from streamlit import runtime

from dashboard.data import database
from dashboard.data.database import AnswerTookTooLong, DatabaseUnavailable, Scope, ask
from dashboard.operation.log_lines import kind

ADDRESS: Final = "127.0.0.1"
_MACHINE: Final = Scope("metrics", "machine", frozenset({"see_aggregates"}), None)
_SECONDS: Final = (0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60)


@cache
def serve(port: int) -> None:
    """Answer `/metrics` on this port for as long as the server lives.

    Raises
    ------
    OSError
        If something else listens there.
    """
    logging.getLogger("dashboard").addHandler(Counted(registry := CollectorRegistry()))
    registry.register(AtThisMoment())
    start_http_server(port, addr=ADDRESS, registry=registry)


class Counted(logging.Handler):
    """Count what is logged: failures by kind, and traces with how long they took."""

    def __init__(self, registry: CollectorRegistry) -> None:
        """Begin at nothing."""
        super().__init__()
        self._failures = Counter(
            "dashboard_failures", "Failures told to a user, by kind.", ["kind"], registry=registry
        )
        self._traces = Histogram(
            "dashboard_trace_seconds",
            "Time from the question of a trace to its table.",
            buckets=_SECONDS,
            registry=registry,
        )

    def emit(self, record: logging.LogRecord) -> None:
        """Count one event."""
        if record.exc_info and record.exc_info[1] is not None:
            self._failures.labels(kind(record.exc_info[1])).inc()
        if (seconds := getattr(record, "trace_seconds", None)) is not None:
            self._traces.observe(seconds)


class AtThisMoment(Collector):
    """What is so when somebody looks: the database, its sources, its connections, sessions."""

    def collect(self) -> Iterator[Metric]:
        """Yield the measures; of sources none where the database does not answer."""
        yield from _sources(database.present())
        yield from _connections()
        if runtime.exists():
            sessions = runtime.get_instance().stats_mgr.get_stats(["active_sessions"])
            for stat in sessions.get("active_sessions", []):
                value = float(stat.to_metric_str().split()[-1])
                yield GaugeMetricFamily("dashboard_sessions", "Open pages.", value)


def _sources(now: datetime) -> Iterator[Metric]:
    is_up = GaugeMetricFamily("dashboard_database_up", "Whether the database answers.")
    try:
        known = ask("feeds", scope=_MACHINE, data_time=now)
    except (DatabaseUnavailable, AnswerTookTooLong):
        is_up.add_metric([], 0)
        yield is_up
        return
    is_up.add_metric([], 1)
    yield is_up
    loaded = GaugeMetricFamily(
        "dashboard_source_loaded_timestamp_seconds", "When a source last loaded.", labels=["source"]
    )
    late = GaugeMetricFamily(
        "dashboard_source_late", "Whether a source is late by its own rhythm.", labels=["source"]
    )
    names = known["feed_id"].astype("str")
    for name, at, is_late in zip(names, known["last_loaded_at"], known["is_late"], strict=True):
        if not pd.isna(at):
            loaded.add_metric([name], pd.Timestamp(at).timestamp())
        late.add_metric([name], float(is_late))
    yield loaded
    yield late


def _connections() -> Iterator[Metric]:
    measure = GaugeMetricFamily(
        "dashboard_connections", "Connections to the database.", labels=["role", "state"]
    )
    for role, counts in database.connections().items():
        for state, count in counts.items():
            measure.add_metric([role, state], count)
    yield measure
