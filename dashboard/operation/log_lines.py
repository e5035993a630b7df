"""The log of the app: one line of JSON per event, on standard error.

A line says when, how grave, which part of the program and, of a failure, its kind and the lines of
code on its way. What an exception says of itself is left out: PostgreSQL and pandas quote the value
that they refuse, which may be somebody's name.
"""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from typing import Any, Final

_PROGRAM: Final = "dashboard"


def settle() -> None:
    """Write what the dashboard logs, from INFO on, as lines; calling it again changes nothing."""
    logger = logging.getLogger(_PROGRAM)
    if any(isinstance(handler.formatter, Line) for handler in logger.handlers):
        return
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Line())
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    logger.propagate = False


class Line(logging.Formatter):
    """An event as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return `at`, `level`, `part`, `event`, and of a failure its `kinds` and `way`."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "part": record.name,
            "event": record.getMessage(),
        }
        if (seconds := getattr(record, "trace_seconds", None)) is not None:
            line["trace_seconds"] = seconds
        if record.exc_info and record.exc_info[1] is not None:
            line |= _failure(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


def kind(error: BaseException) -> str:
    """Return what kind of failure it is, with PostgreSQL's own code where it has one.

    >>> kind(ValueError("Nguyễn Văn An"))
    'ValueError'
    """
    name = type(error).__qualname__
    code = getattr(error, "sqlstate", None)
    return f"{name} {code}" if code else name


def _failure(error: BaseException) -> dict[str, Any]:
    """Return the kinds of a failure and of what it came from, and where the first of them arose."""
    chain = [error]
    while (cause := chain[-1].__cause__ or chain[-1].__context__) and cause not in chain:
        chain.append(cause)
    frames = traceback.extract_tb(chain[-1].__traceback__)
    return {
        "kinds": [kind(each) for each in chain],
        "way": [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames],
    }


def _short(path: str) -> str:
    """Return a path from our own folder on, or the package that it is of.

    >>> _short("/srv/app/dashboard/data/units.py"), _short("/v/site-packages/pandas/core/f.py")
    ('dashboard/data/units.py', 'pandas/core/f.py')
    """
    for mark, is_kept in (("/site-packages/", False), (f"/{_PROGRAM}/", True)):
        _, found, after = path.rpartition(mark)
        if found:
            return f"{_PROGRAM}/{after}" if is_kept else after
    return path.rsplit("/", 1)[-1]
