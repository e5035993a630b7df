"""What the simulation's tests share: questions to the province of the session."""

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest


@pytest.fixture(scope="module")
def ask(province) -> Iterator[Callable[[str], list[Any]]]:
    """Run a query on the simulated province and return its rows."""
    with psycopg.connect(province, autocommit=True) as connection:
        yield lambda query: connection.execute(query).fetchall()


@pytest.fixture(scope="module")
def people(ask) -> int:
    """Count the residents of the simulated province."""
    return ask("select count(*) from operational.people")[0][0]
