"""HTML from `assets/templates`: whatever is filled in is text, and never markup.

Jinja2 escapes every blank by itself; HTML that a template made passes as it is. A blank that
nobody fills is an error.
"""

from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from dashboard import words
from dashboard.drawing import palette

_TEMPLATES: Final = Environment(
    loader=FileSystemLoader(Path(__file__).parents[2] / "assets" / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)
_TEMPLATES.globals |= {"say": words.say, "palette": palette}


def filled(template: str, /, **blanks: object) -> Markup:
    """Return a template with its blanks filled, each of which is escaped.

    Examples
    --------
    >>> filled("change", sentence="<b>", kind="bad", mark="▼")
    Markup('<p class="change bad"><i>▼</i><span>&lt;b&gt;</span></p>')
    """
    return Markup(_TEMPLATES.get_template(f"{template}.html").render(blanks).strip())  # noqa: S704 - escaped by then
