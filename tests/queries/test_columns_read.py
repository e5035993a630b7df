"""Every column of an operational table is read by a question, or somebody said why it is not.

Read from the text of the questions, as the house writes them: a column stands behind its table.
"""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
QUERIES = ROOT / "queries"
REASONS = tomllib.loads(Path(__file__).with_name("unread_columns.toml").read_text("utf-8"))


@pytest.fixture(scope="module")
def columns():
    """Return table -> its columns."""
    found = {}
    for text in map(_code, QUERIES.glob("operational/*.sql")):
        for table, body in re.findall(
            r"create table operational\.(\w+) \((.*?)\n\)", text, re.DOTALL
        ):
            names = re.findall(r"^    (\w+) (?!key\b)\w", body, re.MULTILINE)
            found[table] = [
                name for name in names if name not in {"check", "foreign", "references"}
            ]
    return found


@pytest.fixture(scope="module")
def asked():
    """Return what questions, and what is computed ahead for them, read of the contract's views."""
    files = [*QUERIES.glob("*.sql"), *QUERIES.glob("roll_ups/*.sql")]
    return set().union(*(_read(_code(file)) for file in files))


def test_every_column_is_read_or_has_a_reason(columns, asked):
    read = asked | _through_other_views(columns, asked)
    unread = {
        f"{table}.{name}"
        for table, names in columns.items()
        for name in names
        if (table, name) not in read
    }

    assert sorted(unread - set(REASONS)) == []
    assert sorted(set(REASONS) - unread) == [], "these are read by now, or are no columns"
    assert all(reason.strip() for reason in REASONS.values())


def test_a_column_that_nobody_reads_is_found():
    asked = _read("select samples.result from contract.provincial_samples as samples")
    assert asked == {("provincial_samples", "result")}
    assert ("feeds", "source") in _read(
        "select feeds.source from contract.feeds -- feeds.row_count"
    )


def _read(text: str) -> set[tuple[str, str]]:
    """Return (view, column) of each column that stands behind a view or the name it is given."""
    named = re.findall(r"\b(?:from|join)\s+contract\.(\w+)(?:\s+as\s+(\w+))?", text)
    return {
        (view, column)
        for view, name in named
        for column in re.findall(rf"\b{name or view}\.(\w+)", text)
    }


def _through_other_views(columns, asked) -> set[tuple[str, str]]:
    """Return what is read of tables by views that are no table's own, such as `homes`."""
    found = set()
    for text in map(_code, QUERIES.glob("contract/*.sql")):
        for view, body in re.findall(r"create view contract\.(\w+)(.*?);", text, re.DOTALL):
            if view in columns or view not in {name for name, _ in asked}:
                continue
            words = set(re.findall(r"\w+", body))
            tables = set(re.findall(r"\boperational\.(\w+)", body)) & set(columns)
            found |= {(table, name) for table in tables for name in columns[table] if name in words}
    return found


def _code(path: Path) -> str:
    lines = path.read_text(encoding="utf-8").splitlines()
    return "\n".join(line.partition("--")[0] for line in lines)
