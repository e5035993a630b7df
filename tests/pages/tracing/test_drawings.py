"""Networks and maps of a list: hostile names, long lists, far rings."""

import pandas as pd

from dashboard import csv_file
from dashboard.drawing import maps
from dashboard.drawing import network as tracing_network


def test_hostile_names_are_only_text_on_map_network_and_in_csv():
    hostile = "<img src=x onerror=alert(1)>{{ 7*7 }}{% endmacro %}"
    people = pd.DataFrame(
        {
            "person_id": [2],
            "ring": [1],
            "minutes": [20.0],
            "source_id": [1],
            "place_id": [7],
            "place_name": [hostile],
            "place_kind": ["market"],
            "lon": [106.3],
            "lat": [20.9],
        }
    )
    places = pd.DataFrame({"place_id": [7], "place_name": [hostile], "lon": [106.3], "lat": [20.9]})
    cases = pd.DataFrame({"name": [hostile], "lon": [106.3], "lat": [20.9]})
    communes = pd.DataFrame(
        {
            "commune_name": [hostile],
            "outline": [{"type": "Polygon", "coordinates": [[[106, 20], [107, 20], [107, 21]]]}],
        }
    )

    drawn = maps.frame.write(maps.tracing.trace_map(people, places, cases, communes)).script
    network = tracing_network.network(people, {1: hostile})
    table = pd.DataFrame({"name": ["=HYPERLINK(1)", "@x", "Chợ"]})

    assert "<img" not in drawn
    assert "lt;img" in drawn
    assert "{{" not in drawn
    assert "<" not in str(network.elements)
    assert len(network.elements["edges"]) == 2
    assert b"\r\n=" not in csv_file.csv_of(table)
    assert b"\r\n@" not in csv_file.csv_of(table)


def test_a_long_list_is_drawn_by_place():
    count = 1_000
    people = pd.DataFrame(
        {
            "person_id": range(2, count + 2),
            "ring": [1] * 10 + [2] * (count - 10),
            "minutes": 20.0,
            "source_id": [1] * 10 + [2] * (count - 10),
            "place_id": [7] * 10 + [place % 60 for place in range(count - 10)],
            "place_name": "Chợ",
        }
    )

    network = tracing_network.network(people, {1: "HD-1"})

    assert network.drawn_count == 10
    assert network.left_out_count > 0
    assert len(network.elements["nodes"]) < 60
    ids = [node["data"]["id"] for node in network.elements["nodes"]]
    assert len(ids) == len(set(ids))
    assert all(isinstance(name, str) and name for name in ids)
