"""What the network, the timeline and the map draw of a list, and that names stay text."""

import json
import re
from pathlib import Path

import folium
import pandas as pd
import pytest
import st_link_analysis
import streamlit as st

from dashboard.drawing import charts, maps
from dashboard.drawing import network as tracing_network

ROOT = Path(__file__).parents[2]
HOSTILE = "<img src=x onerror=alert(1)>{{ 7*7 }}{% endmacro %}"
NOON = pd.Timestamp("2021-08-02T12:00+07:00")


def listed(*rows):
    """Return a list of (person, ring, source, place)."""
    people = pd.DataFrame(rows, columns=["person_id", "ring", "source_id", "place_id"])
    return people.assign(
        place_name="Chợ " + people["place_id"].astype("str"),
        place_kind="market",
        minutes=20.0,
        lon=106.3,
        lat=20.9,
    )


def ids(network):
    return {node["data"]["id"] for node in network.elements["nodes"]}


CHAIN = listed((2, 1, 1, 7), (3, 2, 2, 8), (5, 1, 4, 9))
CASES = {1: "HD-1", 4: "HD-4"}


def test_a_case_in_focus_shows_only_whom_it_led_to():
    network = tracing_network.network(CHAIN, CASES, focus="p1")

    assert ids(network) == {"p1", "p2", "p3", "v7", "v8"}
    assert (network.people_count, network.drawn_count, network.left_out_count) == (2, 2, 0)


def test_who_lives_together_has_no_minutes_in_the_network_and_on_the_map():
    people = listed((2, 1, 1, -7), (3, 1, 1, 8)).assign(
        minutes=[9223.0, 20.0], place_kind=["home", "market"]
    )
    network = tracing_network.network(people, {1: "HD-1"})
    drawn = folium.FeatureGroup()
    maps.tracing.add_homes(drawn, people)
    [points] = drawn._children.values()

    said = {edge["data"]["source"]: edge["data"]["caption"] for edge in network.elements["edges"]}
    assert (said["v-7"], said["v8"]) == ("sống cùng nhà", "20 phút")
    values = [value for *_, value in json.loads(json.loads(points.points))]
    assert values == ["sống cùng nhà", "20"]


@pytest.mark.parametrize(
    ("node", "found"), [("p12", "p12"), ("v7", "v7"), ("v-7", "v-7"), ("p-1", "p-1"), ("x", None)]
)
def test_a_click_opens_homes_and_told_people_too(monkeypatch, node, found):
    answer = {"action": "open", "data": {"target_id": node}}
    monkeypatch.setitem(st.session_state, "network", answer)

    assert tracing_network.clicked("network") == found


def test_a_place_in_focus_shows_its_people_and_who_is_between_them_and_the_case():
    network = tracing_network.network(CHAIN, CASES, focus="v8")

    assert ids(network) == {"p1", "p2", "p3", "v7", "v8"}
    assert network.people_count == 1


def test_a_crowded_place_is_cut_at_the_limit_and_says_so():
    count = tracing_network.PEOPLE_LIMIT + 40
    crowd = listed(*((person, 1, 1, 7) for person in range(2, count + 2)))

    network = tracing_network.network(crowd, {1: "HD-1"}, focus="v7")

    assert network.drawn_count == tracing_network.PEOPLE_LIMIT
    assert network.left_out_count == 40


def test_the_selected_person_is_drawn_and_marked_among_thousands():
    crowd = listed(
        *((person, 1, 1, 7) for person in range(2, 1_000)),
        *((person, 2, person - 1_000, person % 300) for person in range(1_002, 1_900)),
    )

    network = tracing_network.network(crowd, {1: "HD-1"}, selected=1_500)

    marked = [
        node["data"]["id"] for node in network.elements["nodes"] if node["data"]["is_selected"]
    ]
    assert marked == ["p1500"]
    assert "p500" in ids(network)
    assert network.is_by_place
    assert network.drawn_count == 2
    assert len(ids(network)) < 2 * tracing_network.PLACE_LIMIT


def test_twenty_thousand_people_are_a_short_message():
    count = 20_000
    crowd = listed(*((person, 1, 1, person % 400) for person in range(2, count + 2)))

    network = tracing_network.network(crowd, {1: "HD-1"})

    drawn = network.elements["nodes"] + network.elements["edges"]
    assert len(drawn) < 100
    flows = sum(int(edge["data"]["caption"].replace(".", "")) for edge in network.elements["edges"])
    assert flows + network.left_out_count == count


def test_backward_arrows_run_towards_the_case_and_nobody_is_f1():
    network = tracing_network.network(listed((2, 1, 1, 7)), {1: "HD-1"}, direction="backward")

    ends = {(e["data"]["source"], e["data"]["target"]) for e in network.elements["edges"]}
    assert ends == {("p2", "v7"), ("v7", "p1")}
    captions = [node["data"]["caption"] for node in network.elements["nodes"]]
    assert not any(caption.startswith("F1") for caption in captions)


def test_the_page_of_the_network_loads_scripts_that_are_there():
    """They are named by their content: another version of the component has other names."""
    page = (ROOT / "assets/network/index.html").read_text(encoding="utf-8")
    build = Path(st_link_analysis.__file__).parent / "frontend" / "build"
    prefix = "../st_link_analysis.component.component.st_link_analysis/"
    named = [part.split('"')[0] for part in page.split('src="')[1:]]

    assert len(named) == 6
    assert all(name.startswith(prefix) for name in named)
    assert [name for name in named if not (build / name.removeprefix(prefix)).exists()] == []
    assert all(f'id="{button}"' in page for button in tracing_network._BUTTONS)


def drawn_timeline(**more):
    rows = pd.DataFrame({"person_id": [1, 2], "label": ["F0 HD-1", HOSTILE]})
    spells = pd.DataFrame(
        {
            "person_id": [1, 2, 2],
            "kind": ["window", "stay", "stay"],
            "starts_at": [NOON, NOON, NOON - pd.Timedelta("9D")],
            "ends_at": NOON + pd.to_timedelta([5 * 24, 1, -8 * 24], unit="h"),
            "told": ["Có thể lây", HOSTILE, "quá sớm"],
        }
    )
    marks = pd.DataFrame({"person_id": [1], "kind": ["onset"], "at": [NOON], "told": [HOSTILE]})
    return charts.timeline.timeline(
        rows,
        spells,
        marks,
        since=NOON - pd.Timedelta("1D"),
        until=NOON + pd.Timedelta("2D"),
        **more,
    )


def test_a_timeline_cuts_what_crosses_its_days_and_leaves_out_the_rest():
    figure = drawn_timeline()

    bars = {trace.name: trace for trace in figure.data if trace.type == "bar"}
    assert list(bars["Có thể lây"].x) == [2 * 24 * 3_600_000]
    assert list(bars["Ở địa điểm"].x) == [3_600_000]
    assert pd.Timestamp(bars["Ở địa điểm"].base[0]) == pd.Timestamp("2021-08-02T12:00")
    assert [trace.name for trace in figure.data if trace.type == "scatter"] == ["Khởi phát"]


def test_a_bar_knows_its_person_and_the_selected_row_is_marked():
    plain, chosen = drawn_timeline(), drawn_timeline(selected=2)

    assert [list(trace.customdata[0]) for trace in plain.data] == [[1], [2], [1]]
    assert not plain.layout.shapes
    assert (chosen.layout.shapes[0].y0, chosen.layout.shapes[0].y1) == (0.5, 1.5)


def test_hostile_names_on_a_timeline_are_text():
    figure = drawn_timeline(selected=2).to_dict()

    assert "&lt;img" in str(figure["data"])
    assert "&lt;img" in str(figure["layout"])
    assert "<img" not in str(figure)


def places(*names):
    return pd.DataFrame(
        {"place_id": range(7, 7 + len(names)), "place_name": names, "lon": 106.3, "lat": 20.9}
    )


def page_of(**more):
    communes = pd.DataFrame({"commune_name": [], "outline": []})
    cases = pd.DataFrame({"name": ["HD-1"], "lon": [106.3], "lat": [20.9]})
    chart = maps.tracing.trace_map(
        listed((2, 1, 1, 7)), places("Chợ", HOSTILE), cases, communes, **more
    )
    return unescaped(maps.frame.write(chart).script)


def unescaped(page):
    """Return a page with letters as they are read; a script writes them as numbers."""
    return re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), page)


def test_an_hour_replaces_homes_by_who_was_where():
    hour = pd.DataFrame({"place_id": [7, 8], "person_count": [4, 1]})

    whole, shown = page_of(), page_of(presence=hour)

    assert "Nơi ở của F1" in whole
    assert "Có mặt trong giờ này" not in whole
    assert "Nơi ở của F1" not in shown
    assert "Có mặt trong giờ này" in shown


def test_nobody_in_an_hour_is_an_empty_map():
    nobody = pd.DataFrame({"place_id": [], "person_count": []}).astype("int64")

    assert "Có mặt trong giờ này" not in page_of(presence=nobody)
    assert "đến" not in maps.tracing.presence_legend(nobody)
    assert "đến 4 người" in maps.tracing.presence_legend(pd.DataFrame({"person_count": [4, 1]}))


def test_the_chain_is_numbered_in_order_and_hostile_names_are_text():
    steps = pd.DataFrame(
        {"told": [HOSTILE, "Nơi ở"], "lon": [106.31, 106.32], "lat": [20.91, 20.92]}
    )

    page = page_of(steps=steps, presence=pd.DataFrame({"place_id": [8], "person_count": [1]}))

    assert "<img" not in page
    assert page.index(">1</div") < page.index(">2</div")
    assert "L.polyline" in page


def test_possible_sources_live_on_the_map_under_their_own_name():
    page = page_of(direction="backward")

    assert "Nơi ở của nguồn trực tiếp" in page
    assert "F1" not in page
