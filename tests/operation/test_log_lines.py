"""The log tells those who run the server what failed and where, and of nobody what they are."""

import json
import logging

import pytest

from dashboard.data.database import Scope, ask
from dashboard.operation.log_lines import Line, settle

NAME = "Nguyễn Văn An"


def line_of(record) -> dict:
    return json.loads(Line().format(record))


def logged(action) -> logging.LogRecord:
    """Return the record of an action that fails."""
    try:
        action()
    except Exception as error:  # noqa: BLE001 - any failure is logged
        return logging.LogRecord(
            "dashboard.part", logging.ERROR, "", 1, "error %s", ("A1",),
            (type(error), error, error.__traceback__),
        )  # fmt: skip
    raise AssertionError


def test_a_line_says_when_how_grave_which_part_and_what():
    line = line_of(logging.LogRecord("dashboard.x", logging.WARNING, "", 1, "%d gone", (3,), None))
    assert line.pop("at").endswith("+00:00")
    assert line == {"level": "warning", "part": "dashboard.x", "event": "3 gone"}


def refuse():
    message = f"invalid literal: {NAME}"
    raise ValueError(message)


def in_another_failure():
    try:
        refuse()
    except ValueError as error:
        raise KeyError(NAME) from error


def test_of_a_failure_its_kinds_and_its_way_and_not_what_it_says():
    line = line_of(logged(in_another_failure))
    assert line["kinds"] == ["KeyError", "ValueError"]
    assert [step.split(" ")[1] for step in line["way"]] == ["in_another_failure", "refuse"]
    assert NAME not in json.dumps(line, ensure_ascii=False)


def test_what_postgresql_quotes_stays_out(province):
    scope = Scope("A", "leader", frozenset({"see_aggregates"}), None)
    line = line_of(logged(lambda: ask("feeds", scope=scope, data_time=NAME)))
    assert line["kinds"][0] == "InvalidDatetimeFormat 22007"
    assert any(step.startswith("dashboard/data/database.py:") for step in line["way"])
    assert NAME not in json.dumps(line, ensure_ascii=False)


@pytest.fixture
def logger():
    """Give the dashboard's own logger, as it was afterwards."""
    logger = logging.getLogger("dashboard")
    before = (list(logger.handlers), logger.level, logger.propagate)
    yield logger
    logger.handlers, logger.level, logger.propagate = before


def test_settled_twice_each_event_is_one_line(logger, capsys):
    logger.handlers = []
    settle()
    settle()
    logging.getLogger("dashboard.part").info("once")
    assert json.loads(capsys.readouterr().err)["event"] == "once"
