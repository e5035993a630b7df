"""The kernels equal "compare every pair of stays" on small random inputs."""

from hypothesis import given, settings

from tests.tracing import oracle
from tests.tracing.worlds import found, rules, settings_of, summed_rules, trace, world

thorough = settings(max_examples=150, deadline=None)


@thorough
@given(settings_of(rules))
def test_forward_equals_every_pair(setting):
    assert found(trace(setting)) == oracle.forward(setting)


@thorough
@given(settings_of(rules))
def test_backward_equals_every_pair(setting):
    assert found(trace(setting, "backward")) == oracle.backward(setting)


@thorough
@given(settings_of(summed_rules))
def test_summed_equals_every_pair(setting):
    assert found(trace(setting)) == oracle.forward(setting)


def test_five_hundred_fixed_worlds_forward():
    """The same worlds each time, and proof that people do meet in them."""
    reached = []
    for number in range(500):
        answer = found(trace(world(number)))
        assert answer == oracle.forward(world(number)), number
        reached += [ring for ring, _ in answer.values()]
    assert all(reached.count(ring) >= few for ring, few in ((1, 500), (2, 80), (3, 3)))


def test_five_hundred_fixed_worlds_backward():
    """The same worlds each time, and proof that people do meet in them."""
    reached = []
    for number in range(500):
        answer = found(trace(world(number), "backward"))
        assert answer == oracle.backward(world(number)), number
        reached += [ring for ring, _ in answer.values()]
    assert all(reached.count(ring) >= few for ring, few in ((1, 500), (2, 80), (3, 3)))


def test_many_fixed_worlds_summed():
    """The same worlds each time, and proof that people do meet in them."""
    reached = []
    for number in range(550):
        setting = world(number, is_summed=True)
        answer = found(trace(setting))
        assert answer == oracle.forward(setting), number
        reached += [ring for ring, _ in answer.values()]
    assert all(reached.count(ring) >= few for ring, few in ((1, 500), (2, 80), (3, 3)))
