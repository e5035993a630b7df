"""What Prometheus is told agrees with what pages show, and is there when the database is not."""

import logging
import socket
import urllib.request

import pytest
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families

from dashboard import data
from dashboard.data import database
from dashboard.data.database import DatabaseUnavailable, Scope
from dashboard.operation import measures

ANYBODY = Scope("A", "leader", frozenset({"see_aggregates"}), None)


def told(*, of=None) -> dict[tuple[str, ...], float]:
    """Return every sample: its name and labels, and its value."""
    registry = of or CollectorRegistry()
    if of is None:
        registry.register(measures.AtThisMoment())
    families = text_string_to_metric_families(generate_latest(registry).decode())
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in families
        for sample in family.samples
    }


def test_each_source_is_told_with_its_last_load_and_whether_it_is_late(province):
    found = told()
    assert found["dashboard_database_up",] == 1
    known = data.feeds.feeds(ANYBODY, database.present())
    assert len(known) > 5
    for feed in known.itertuples():
        loaded = found["dashboard_source_loaded_timestamp_seconds", feed.feed_id]
        assert loaded == feed.last_loaded_at.timestamp()
        assert found["dashboard_source_late", feed.feed_id] == feed.is_late


def test_connections_are_told_by_role_and_state(province):
    found = told()
    assert found["dashboard_connections", "dashboard_reader", "open"] >= 1
    assert found["dashboard_connections", "dashboard_reader", "waited_for"] == 0


def test_without_its_database_it_says_so_and_of_sources_nothing(no_database):
    found = told()
    assert found["dashboard_database_up",] == 0
    assert not [name for name, *_ in found if name.startswith("dashboard_source")]


@pytest.fixture
def counted():
    """Count what is logged on a logger of the test's own."""
    registry = CollectorRegistry()
    logger = logging.getLogger("dashboard.test_measures")
    handler = measures.Counted(registry)
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield logger, registry
    logger.removeHandler(handler)


def test_failures_are_counted_by_kind_and_traces_by_time(counted):
    logger, registry = counted
    failure = DatabaseUnavailable("gone")
    for _ in range(2):
        logger.error("error 1", exc_info=failure)
    logger.info("A trace was answered", extra={"trace_seconds": 0.2})
    logger.info("nothing to count")
    found = told(of=registry)
    assert found["dashboard_failures_total", "DatabaseUnavailable"] == 2
    assert found["dashboard_trace_seconds_count",] == 1
    assert found["dashboard_trace_seconds_bucket", "0.1"] == 0
    assert found["dashboard_trace_seconds_bucket", "0.25"] == 1


def test_they_are_served_on_the_loopback_address(province):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    measures.serve(port)
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
        assert b"dashboard_database_up 1.0" in answer.read()
