"""The kernels equal "compare every pair of stays" on small random inputs."""

import oracle
from hypothesis import given, settings
from worlds import found, rules, settings_of, summed_rules, trace

thorough = settings(max_examples=400, deadline=None)


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
