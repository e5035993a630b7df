"""folium maps as their frame in the page takes them: written once, shown as often as asked.

streamlit-folium's own function writes a map anew at every run of a page: a province takes 50 ms.
It is its frame, and its way of writing, that are used here.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import folium
import streamlit as st
from branca.element import Element, MacroElement
from folium.elements import JSCSSMixin
from jinja2 import Template
from streamlit_folium import (
    _component_func,
    _get_header,
    _get_html,
    _get_map_string,
    generate_js_hash,
    get_full_id,
)

_UNTOUCHED: Final = {
    "last_object_clicked_count": 0,
    "all_drawings": None,
    "last_active_drawing": None,
}
"""What a map can give back -> what it is before any click, in the frame's own order: a first answer
that reads otherwise would run the page a second time, for nothing."""


@dataclass(frozen=True, slots=True)
class Written:
    """A map as its frame takes it.

    Attributes
    ----------
    script, html, header
        Of the map, with names that its frame knows.
    map_id
        What folium calls it.
    scripts, styles
        Addresses that the frame loads first.
    digest
        The same for maps of the same content.
    """

    script: str
    html: str
    header: str
    map_id: str
    scripts: tuple[str, ...]
    styles: tuple[str, ...]
    digest: str


class WrittenOnce(MacroElement):
    """A layer that keeps its script out of the page that folium would serve.

    folium writes each layer's script into that page and compiles it as a template once more, all
    outlines in it: most of a map's time, and a door for names with braces. The frame asks each
    layer for its script itself.
    """

    def render(self, **kwargs: Any) -> str:  # noqa: ANN401 - folium's own
        """Prepare the layer and what belongs to it, as folium does, but for the script."""
        self._template = Template("")
        rendered: str = super().render(**kwargs)  # type: ignore[no-untyped-call] # branca's own
        del self._template  # and the class's own is back
        return rendered


class GeoJson(WrittenOnce, folium.GeoJson):
    """folium's GeoJSON layer, written once."""


def write(chart: folium.Map) -> Written:
    """Write a map; it is used up by that."""
    chart.render()  # type: ignore[no-untyped-call] # folium's own
    html, header = (
        _get_html(chart),
        _get_header(chart),
    )  # before the script, which renames its parts
    script = _get_map_string(chart)
    layers = list(_layers(chart))
    return Written(
        script=script,
        html=html,
        header=header,
        map_id=get_full_id(chart),
        scripts=_once(address for layer in layers for _, address in layer.default_js),
        styles=_once(address for layer in layers for _, address in layer.default_css),
        digest=generate_js_hash(script),
    )


def show(
    written: Written,
    *,
    key: str,
    height_px: int,
    returns: Sequence[str] = (),
    on_click: Callable[[], None] | None = None,
) -> dict[str, Any]:
    """Draw a map, and return what `returns` asks for, which `on_click` finds in the session.

    A map of the same content under the same `key` keeps its zoom.

    Raises
    ------
    ValueError
        If `returns` asks for what no map here gives back.
    """
    if unknown := set(returns) - set(_UNTOUCHED):
        raise ValueError(f"a map gives back {', '.join(_UNTOUCHED)}, not {', '.join(unknown)}")
    frame_key = f"{key}_{written.digest}"

    def clicked() -> None:
        st.session_state[key] = st.session_state[frame_key]
        if on_click is not None:
            on_click()

    answer = _component_func(
        script=written.script,
        html=written.html,
        header=written.header,
        id=written.map_id,
        js_links=written.scripts,
        css_links=written.styles,
        height=height_px,
        width=None,
        returned_objects=returns,
        default={name: value for name, value in _UNTOUCHED.items() if name in returns},
        zoom=None,
        center=None,
        feature_group=None,
        layer_control=None,
        return_on_hover=False,
        pixelated=False,
        key=frame_key,
        on_change=clicked,
    )
    return dict(answer or {})


def _layers(part: Element) -> Iterator[JSCSSMixin]:
    if isinstance(part, JSCSSMixin):
        yield part
    for child in part._children.values():  # noqa: SLF001 - branca tells them no other way
        yield from _layers(child)


def _once(addresses: Iterator[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(addresses))
