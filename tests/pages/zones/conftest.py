"""The ledger of zones, empty."""

import psycopg
import pytest


@pytest.fixture
def own_zones(province):
    """Leave the shared province without zones, before and after."""
    _delete_zones(province)
    yield province
    _delete_zones(province)


def _delete_zones(url):
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute("truncate ledger.zones cascade")
