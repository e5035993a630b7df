"""Templates: what is filled in is text, and nothing is left out in silence."""

from pathlib import Path

import jinja2
import pytest

from dashboard.drawing.templates import filled
from dashboard.panels.shared.tiles import Bar, bars_html

FOLDER = Path(__file__).parents[2] / "assets" / "templates"


@pytest.mark.parametrize("template", sorted(FOLDER.glob("*.html")), ids=lambda path: path.stem)
def test_no_template_switches_escaping_off(template):
    text = template.read_text("utf-8")
    assert "safe" not in text
    assert "autoescape" not in text


def test_html_of_a_template_is_not_escaped_again_and_text_is():
    inner = filled("change", sentence="<b>", kind="", mark="")
    assert filled("change", sentence=inner, kind="", mark="").count("<span>") == 2
    assert "&lt;b&gt;" in filled("change", sentence=inner, kind="", mark="")
    quoted = bars_html([Bar('"><img>', 0.5, "{{ 7*7 }}")], label='" onclick="')
    assert "<img" not in quoted
    assert '" onclick="' not in quoted
    assert "{{ 7*7 }}" in quoted


def test_a_blank_that_nobody_fills_is_an_error():
    with pytest.raises(jinja2.UndefinedError, match="mark"):
        filled("change", sentence="x", kind="")
