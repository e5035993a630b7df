"""What the documents for those who run the server name is there."""

import re
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families

from dashboard.operation import measures

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted((ROOT / "docs").glob("*.md"))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_and_file_is_there(document):
    text = document.read_text(encoding="utf-8")
    linked = [document.parent / path for path in re.findall(r"\]\(([^)#]+)\)", text)]
    named = [ROOT / path for path in re.findall(r"`((?:tests|deploy|dashboard)/[\w./-]+)`", text)]
    assert linked
    assert [str(path) for path in [*linked, *named] if not path.exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_of_make_is_one(document):
    made = set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"`make ([a-z-]+)", document.read_text(encoding="utf-8")))
    assert named <= made


def test_every_fault_has_its_test():
    """A row names the tests that do it for real: none may be of a name that is gone."""
    rows = (ROOT / "docs" / "faults.md").read_text(encoding="utf-8").split("|---|")[-1].splitlines()
    named = [re.findall(r"`(test_\w+)`", row) for row in rows if row.startswith("| ")]
    defined = {
        name
        for file in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", file.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert len(named) > 20
    assert all(named)
    assert {name for names in named for name in names} - defined == set()


def test_the_measures_that_are_told_are_those_that_are_explained(province):
    registry = CollectorRegistry()
    measures.Counted(registry)
    registry.register(measures.AtThisMoment())
    told = {
        family.name
        for family in text_string_to_metric_families(generate_latest(registry).decode())
        if not family.name.endswith("_created")
    }
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    explained = {
        name.removesuffix("_total")
        for name in re.findall(r"^\| `(dashboard_\w+)", text, re.MULTILINE)
    }
    # Open pages are told where a server runs.
    assert explained == told | {"dashboard_sessions"}
