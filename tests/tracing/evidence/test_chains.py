"""Every chain is valid by the definition, in time order, and achieves what the trace claims."""

import pytest
from hypothesis import given, settings

from dashboard.tracing import NotTracedError
from dashboard.tracing.evidence.longest import longest_contacts
from tests.tracing.evidence.links import TWICE, met_once, rows_of, spells
from tests.tracing.oracle import NEVER, Rules, Setting, Stay, spans
from tests.tracing.oracle import windows as case_windows
from tests.tracing.worlds import found, rules, settings_of, summed_rules, trace

thorough = settings(max_examples=100, deadline=None)


@thorough
@given(settings_of(rules))
def test_forward_chain_achieves_the_exposure(setting):
    answer = trace(setting)
    for person, (ring, exposed_at) in found(answer).items():
        chain = answer.chain(person)
        rows = rows_of(chain)
        assert ring <= len(rows) <= setting.rules.max_ring
        assert rows[-1][1] == person
        assert [row[1] for row in rows[:-1]] == [row[0] for row in rows[1:]]
        windows = [(f, u) for p, f, u in case_windows(setting) if p == rows[0][0]]
        assert windows
        for row in rows:
            assert row[3:] in [s for window in windows for s in spells(setting, row, *window)]
            assert row[4] - row[3] >= setting.rules.min_overlap
            exposed = row[3] + setting.rules.min_overlap
            windows = spans(setting, row[1], exposed + setting.rules.latent)
        assert exposed == exposed_at
        rings = dict(answer.people[["person_id", "ring"]].itertuples(index=False))
        assert chain["source_ring"].tolist() == [rings[row[0]] for row in rows]


@thorough
@given(settings_of(rules))
def test_backward_chain_achieves_the_latest_readiness(setting):
    answer = trace(setting, "backward")
    for person, (_, ready_by) in found(answer).items():
        rows = rows_of(answer.chain(person))
        assert 1 <= len(rows) <= setting.rules.max_ring
        assert rows[0][0] == person
        assert [row[1] for row in rows[:-1]] == [row[0] for row in rows[1:]]
        ready = ready_by
        for row in rows:
            able = spans(setting, row[0], ready)
            assert row[3:] in [s for window in able for s in spells(setting, row, *window)]
            assert row[4] - row[3] >= setting.rules.min_overlap
            exposed = row[3] + setting.rules.min_overlap
            ready = exposed + setting.rules.latent
        deadline = max(until for p, until, _ in setting.cases if p == rows[-1][1])
        assert exposed <= deadline


@thorough
@given(settings_of(summed_rules))
def test_summed_chain_is_in_time_order(setting):
    answer = trace(setting)
    for person, (_, exposed_at) in found(answer).items():
        rows = rows_of(answer.chain(person))
        assert rows[-1][1] == person
        assert rows[0][0] in {p for p, _, _ in setting.cases}
        assert rows[-1][3] < exposed_at <= rows[-1][4]
        assert [row[3] for row in rows] == sorted(row[3] for row in rows)


@thorough
@given(settings_of(rules))
def test_contacts_of_everybody_include_one_for_each_first_ring(setting):
    answer = trace(setting)
    contacts = answer.contacts()
    first_ring = {person for person, (ring, _) in found(answer).items() if ring == 1}
    assert first_ring <= set(contacts["target_id"])
    assert set(contacts["target_id"]) <= set(found(answer))
    assert (contacts["minutes"] * 60 >= max(setting.rules.min_overlap, 1)).all()


@thorough
@given(settings_of(rules))
def test_contacts_of_one_person_are_every_pair_of_stays(setting):
    answer = trace(setting)
    last_round = trace(
        setting._replace(rules=setting.rules._replace(max_ring=max(setting.rules.max_ring - 1, 0)))
    )
    windows = case_windows(setting) + [
        (u, *span)
        for u, (_, at) in found(last_round).items()
        for span in spans(setting, u, at + setting.rules.latent)
    ]
    for person in found(answer):
        expected = sorted(
            (i.person, i.place, *met)
            for i in setting.stays
            for j in setting.stays
            if j.person == person
            for met in met_once(setting, i, j, windows)
        )
        rows = rows_of(answer.contacts([person]))
        assert sorted((s, place, met, parted) for s, _, place, met, parted in rows) == expected


def test_one_meeting_within_two_windows_of_a_case_is_one():
    answer = trace(TWICE)

    assert rows_of(answer.contacts()) == [(0, 1, 0, 2, 26), (0, 2, 0, 33, 40)]
    assert found(answer) == {1: (1, 7), 2: (1, 38)}
    longest = longest_contacts(answer.rounds)
    assert longest["contact_count"].tolist() == [1, 1]
    assert (longest["minutes"] * 60).tolist() == pytest.approx([24, 7])
    assert (longest["total_minutes"] * 60).tolist() == pytest.approx([24, 7])


def test_windows_too_far_apart_for_one_meeting_are_two():
    answer = trace(TWICE._replace(cases=((0, 0, 10), (0, 15, 30))))
    assert [row[3:] for row in rows_of(answer.contacts([1]))] == [(2, 10), (15, 26)]


def test_a_case_has_an_empty_chain_and_a_stranger_is_refused_by_name():
    answer = trace(Setting((Stay(0, 0, 0, 9),), ((0, 0, NEVER),), Rules()))
    assert answer.chain(0).empty
    with pytest.raises(NotTracedError, match="person 77"):
        answer.chain(77)
