"""Thousands of points on a folium map, each a few numbers: homes and places, with their tooltips.

folium's own GeoJSON layer writes every point's geometry, style and HTML out: two thousand homes
were a megabyte and half a second.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from folium.template import Template

from dashboard.drawing import escaped
from dashboard.drawing.maps.frame import WrittenOnce


@dataclass(frozen=True, slots=True)
class Kind:
    """How the points of one kind look, and what their tooltips say.

    Attributes
    ----------
    title
        First line of the tooltip, plain text; `{}` stands for the point's own title.
    label
        What the point's value is called, in the second line.
    colour, radius_px
        Of a circle.
    html, side_px
        Of a mark instead: its HTML, made by us alone, and the side of its square.
    comes_back_as
        With a click, the point's title under this name; "" for none.
    """

    title: str
    label: str
    colour: str = ""
    radius_px: int = 0
    html: str = ""
    side_px: int = 0
    comes_back_as: str = ""


Point = tuple[float, float, int, str, str]
"""Longitude, latitude, the number of its kind, its title and its value, both plain text."""


class Points(WrittenOnce):
    """Points of a few kinds; add it to a map or a layer. Titles and values are escaped here.

    Parameters
    ----------
    kinds
        The kinds that points name by their number.
    points
        Drawn in this order, later ones on top.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        (function (kinds, points) {
            const plain = text => {
                const node = document.createElement("i");
                node.textContent = text;
                return node.innerHTML;
            };
            const told = (kind, title, value) =>
                `<b>${plain(kind.title.replace("{}", () => title))}</b><table><tr>`
                + `<td>${plain(kind.label)}</td><td>${plain(value)}</td></tr></table>`;
            for (const [lon, lat, number, title, value] of points) {
                const kind = kinds[number], side = kind.side_px;
                const mark = kind.html
                    ? L.marker([lat, lon], {icon: L.divIcon({
                        className: "mark", html: kind.html, iconSize: [side, side],
                        iconAnchor: [side / 2, side / 2]}), keyboard: false})
                    : L.circleMarker([lat, lon], {radius: kind.radius_px, weight: 1,
                        color: "#FFFFFF", fillColor: kind.colour, fillOpacity: 0.9});
                if (kind.comes_back_as) mark.feature = {type: "Feature", geometry: null,
                    properties: {[kind.comes_back_as]: title}};
                mark.bindTooltip(() => told(kind, title, value), {sticky: true});
                mark.addTo({{ this._parent.get_name() }});
            }
        })(JSON.parse({{ this.kinds }}), JSON.parse({{ this.points }}));
        {% endmacro %}
        """
    )

    def __init__(self, kinds: Sequence[Kind], points: Iterable[Point]) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # branca's own
        self._name = "Points"
        self.kinds = escaped.in_script([asdict(kind) for kind in kinds])
        self.points = escaped.in_script(
            [(round(lon, 6), round(lat, 6), *rest) for lon, lat, *rest in points]
        )
