"""Peers and kernel agree wherever the benchmark asks them the same question."""

import dataclasses
import doctest
import importlib
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from benchmarks.tracing import (
    answers,
    claims,
    figures,
    kernel,
    machine,
    province,
    report,
    scenarios,
)
from benchmarks.tracing.answers import ANY_RING, answer
from benchmarks.tracing.jobs import SHIFT
from benchmarks.tracing.peers import following, server, sweep
from benchmarks.tracing.peers import networkx as graph
from benchmarks.tracing.peers.postgresql import PostgreSQL

SIZE = province.Province(20_000)


@pytest.fixture(scope="module")
def columns(tmp_path_factory):
    folder = tmp_path_factory.mktemp("stays")
    province.write(SIZE, folder)
    return province.read(folder)


@pytest.fixture(scope="module")
def index(columns):
    return kernel.build(columns)


@pytest.fixture(scope="module")
def questions(index):
    """Every scenario by the default rules, and by rules that leave out short contacts."""
    found = scenarios.find(SIZE, index)
    strict = [dataclasses.replace(one, min_overlap=900, latent=province.DAY // 2) for one in found]
    return found + strict


def test_stays_are_the_same_each_time_and_one_person_is_at_one_place(columns):
    again = province.Columns(*(np.concatenate(parts) for parts in zip(*SIZE.days(), strict=True)))
    assert all(np.array_equal(one, two) for one, two in zip(columns, again, strict=True))
    order = np.lexsort((columns.arrived, columns.person))
    same_person = np.diff(columns.person[order]) == 0
    assert (columns.left > columns.arrived).all()
    assert (columns.arrived[order][1:] >= columns.left[order][:-1])[same_person].all()


def test_contacts_are_counted_without_being_made(columns):
    made = answers.contacts(columns)
    assert answers.contact_count(columns) == len(made.one) > 0
    assert (made.end > made.start).all()


def test_scenarios_grow_and_reach_somebody(index, questions):
    reached = [len(kernel.trace(index, one).people) - len(one.people) for one in questions[:4]]
    assert min(reached) > 0
    assert reached[3] > reached[0]


def test_the_plain_loop_agrees(index, questions):
    stays = index.stays
    rows = sweep.Sorted(stays.person, stays.arrived, stays.left, stays.place_starts)
    for one in questions:
        theirs = sweep.trace(rows, one, SIZE.person_count, SHIFT)
        assert not answers.difference(_ours(index, one), theirs)


def test_postgresql_agrees(columns, index, questions):
    with server.serving() as uri:
        peer = PostgreSQL(uri)
        peer.load(columns)
        for _, step in peer.indexing():
            step()
        assert peer.copy_out() > 34 * len(columns.person)
        _check(peer, index, questions)
        peer.close()
        unbounded = PostgreSQL(uri, is_bounded=False)
        _check(unbounded, index, questions)
        unbounded.close()


def test_duckdb_agrees(columns, index, questions, tmp_path):
    pytest.importorskip("duckdb", reason="installed by make bench")
    module = importlib.import_module("benchmarks.tracing.peers.duckdb")
    peer = module.DuckDB(tmp_path, 2**30)
    peer.load(columns)
    _check(peer, index, questions)
    peer.close()


def test_networkx_agrees(columns, index, questions):
    _check(graph.NetworkX(answers.contacts(columns)), index, questions)


@pytest.mark.parametrize("name", ["Reticula", "Raphtory"])
def test_graphs_of_moments_agree_on_who_can_be_reached(name, columns, index, questions):
    pytest.importorskip(name.lower(), reason="installed by make bench")
    module = importlib.import_module(f"benchmarks.tracing.peers.{name.lower()}")
    peer = getattr(module, name)(answers.contacts(columns))
    by_default = [one for one in questions if not one.min_overlap]
    _check(peer, index, [dataclasses.replace(one, max_ring=ANY_RING) for one in by_default])


def test_the_loop_that_follows_agrees(index, questions):
    both = following.both_orders(index.stays)
    for one in questions:
        if one.min_overlap:
            continue
        cases = index.person_ids.get_indexer(pd.Index(one.people)).tolist()
        people, ring, exposed = following.trace(
            both, cases, one.infectious_from + SHIFT, one.max_ring
        )
        rounds = kernel.trace(index, one).rounds
        assert [people.tolist(), exposed.tolist()] == [each.tolist() for each in rounds.reached()]
        assert ring.tolist() == rounds.ring[people].tolist()


def test_lists_of_overlapping_spells_hold_the_first_ring(index, questions):
    for library in ("ncls", "superintervals"):
        pytest.importorskip(library, reason="installed by make bench")
    expand = importlib.import_module("benchmarks.expand")
    found = 0
    for one in questions:
        first = dataclasses.replace(one, max_ring=1, min_overlap=0, latent=0)
        cases = index.person_ids.get_indexer(pd.Index(first.people))
        ours = kernel.trace(index, first).rounds.reached()[0]
        for peer in expand.listing(index):
            rows = peer.rows(expand.spells_of(index, first))
            assert np.setdiff1d(index.stays.person[rows], cases).tolist() == ours.tolist()
        found += len(ours)
    assert found > 100


def test_a_wrong_answer_is_named():
    right = answer(np.array([1, 2]), np.array([1, 2]), np.array([5, 6]))
    wrong = answer(np.array([1, 2]), np.array([1, 1]), np.array([5, 7]))
    assert answers.compared(right, wrong) == "1 rings differ, 1 exposure times differ"
    assert answers.compared(right, right) == "same people, rings, exposure times (2)"


def test_one_command_measures_resumes_and_reports(tmp_path):
    command = [
        *(sys.executable, "-m", "benchmarks.tracing", "--sizes", "2e4", "--jobs", "stays,project"),
        *("--folder", str(tmp_path / "figures"), "--results", str(tmp_path / "results")),
    ]
    first = subprocess.run(command, check=False, capture_output=True, text=True)
    assert first.returncode == 0, first.stderr
    assert "stays made" in first.stderr
    again = subprocess.run(command, check=False, capture_output=True, text=True)
    assert again.returncode == 0, again.stderr
    assert "stays: kept" in again.stderr
    assert "project: kept" in again.stderr
    (written,) = (tmp_path / "results").glob("tracing-*.md")
    assert written.read_text() in first.stdout + again.stdout
    (size,) = figures.read(tmp_path / "figures", [20_000])
    assert size.seconds("project", "project", "trace", "huge", 3) > 0
    assert size.value("project", "project", "columns", "bytes") < 30 * size.stay_count
    assert all(
        "same people" in size.agreement("project", sweep.NAME, name) for name in scenarios.TARGETS
    )


def test_what_was_not_measured_is_said(tmp_path):
    sizes = figures.read(tmp_path, [40_000_000])
    assert all("not measured" in line for line in claims.verdicts(sizes))
    assert "not run" in report.written(sizes, {}, memory=12)


@pytest.mark.parametrize("name", ["answers", "province"])
def test_examples_in_docstrings(name):
    module = importlib.import_module(f"benchmarks.tracing.{name}")
    assert doctest.testmod(module).failed == 0


def _ours(index, scenario):
    return kernel.answered(kernel.trace(index, scenario))


def _check(peer, index, questions):
    for one in questions:
        peer.trace(one)
        assert not answers.difference(_ours(index, one), peer.answer()), one.name


def test_a_change_in_a_subfolder_of_tracing_is_measured_anew(tmp_path, monkeypatch):
    (tmp_path / "rounds").mkdir()
    loop = tmp_path / "rounds" / "loop.py"
    loop.write_text("1")
    monkeypatch.setattr(machine, "_MEASURED", (tmp_path,))
    before = machine.fingerprint()
    loop.write_text("2")
    assert machine.fingerprint() != before
