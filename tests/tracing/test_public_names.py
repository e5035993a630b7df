"""The analysis functions that users of the Python API need stand at the door of the package."""

import types

import dashboard.tracing as door

ANALYSES = (
    "two_way",
    "likely_sources",
    "shared_sources",
    "coverage",
    "contradictions",
    "consistent",
    "rank",
    "compare_presets",
)


def test_every_analysis_is_a_function_and_explained_at_the_door():
    for name in ANALYSES:
        assert isinstance(getattr(door, name), types.FunctionType)
        assert f"`{name}`" in door.__doc__
    assert set(ANALYSES) <= set(door.__all__)
