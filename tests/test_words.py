"""Every sentence exists in both languages with the same blanks, and every key in use exists."""

import ast
import re
from contextvars import copy_context
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import words

ROOT = Path(__file__).parent.parent
SOURCES = [ROOT / "app.py", *sorted((ROOT / "dashboard").rglob("*.py"))]
KEYS = sorted({key for language in words.LANGUAGES for key in words.sentences(language)})


def literal_keys():
    for source in SOURCES:
        for node in ast.walk(ast.parse(source.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {"words.say", "say"}:
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    yield f"{source.name}:{node.lineno}", first.value


@pytest.mark.parametrize("key", KEYS)
def test_sentence_exists_in_every_language_with_the_same_blanks(key):
    """No missing translation, no blank that one language forgets."""
    blanks = {
        tuple(sorted(set(re.findall(r"{(\w+)}", words.sentences(language)[key]))))
        for language in words.LANGUAGES
    }
    assert len(blanks) == 1


def test_every_key_in_use_exists():
    """A page never asks for a sentence that nobody wrote."""
    known = words.sentences("vi")
    assert [(place, key) for place, key in literal_keys() if key not in known] == []


def test_missing_key_raises():
    with pytest.raises(KeyError):
        words.say("no.such.sentence")


def test_forgotten_blank_raises():
    with pytest.raises(KeyError):
        words.say("frame.data_time")


def test_time_without_zone_is_refused():
    with pytest.raises(ValueError, match="without a zone"):
        words.moment(datetime(2021, 8, 24, 8, 0))  # noqa: DTZ001 - on purpose


def test_unknown_is_never_zero():
    for unknown in (None, float("nan"), pd.NA):
        assert words.number(unknown) == words.percent(unknown) == words.change(unknown) == "–"
    assert words.day(pd.NaT) == words.moment(pd.NaT) == "–"


def test_a_run_looks_up_its_language_once(monkeypatch):
    """What was settled at the start of a run holds; without a run the address bar is asked."""
    asked = []

    def answered():
        asked.append("asked")
        return "en"

    monkeypatch.setattr(words, "_chosen_language", answered)

    def run():
        words.settle_language()
        return [words.number(1234.5, decimals=1) for _ in range(3)]

    assert copy_context().run(run) == ["1,234.5"] * 3
    assert asked == ["asked"]
    assert words.language() == "en"
    assert len(asked) == 2


@pytest.mark.parametrize("value", [0, 0.0, -0.0])
def test_nothing_has_no_sign(value):
    assert words.number(value) == "0"
    assert words.percent(value) == "0,0%"


@pytest.mark.parametrize("value", [-0.4, -0.04, -1e-9])
def test_what_rounds_to_nothing_has_no_sign(value):
    assert words.number(value) == "0"
    assert words.change(value) == "0"
    assert words.percent(value / 100, 0) == "0%"


@pytest.mark.parametrize(
    ("share", "decimals", "written"),
    [
        (0.125, 0, "13%"),  # 1 of 8
        (0.285, 0, "29%"),
        (0.0625, 1, "6,3%"),
        (-0.125, 0, "−13%"),
        (1.005, 1, "100,5%"),
        (0.28500000000000003, 0, "29%"),  # a spreadsheet keeps 15 digits
    ],
)
def test_halves_round_away_from_zero_as_in_a_spreadsheet(share, decimals, written):
    assert words.percent(share, decimals) == written


def test_numbers_and_changes_round_alike_and_have_one_minus():
    assert [words.number(half) for half in (0.5, 1.5, 2.5, -2.5)] == ["1", "2", "3", "−3"]
    assert [words.change(half) for half in (0.5, 1.5, 2.5, -2.5)] == ["+1", "+2", "+3", "−3"]
    assert words.change(0.25, decimals=1) == "+0,3"
    assert "-" not in words.number(-1234.5, 1) + words.percent(-0.5) + words.change(-7)


@given(st.floats(-1e9, 1e9), st.integers(0, 3))
def test_rounding_moves_by_half_a_step_at_most_and_is_symmetric(value, decimals):
    near = words.rounded(value, decimals)

    assert abs(near - value) <= 0.5 * 10**-decimals + 1e-6
    assert words.rounded(-value, decimals) == -near
    assert words.rounded(near, decimals) == near
