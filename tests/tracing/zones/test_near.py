"""Homes far from every zone are left out before any geometry: nobody inside is lost by it."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import Point

from dashboard.tracing.zones.clusters import WGS84, count_zones


@pytest.mark.parametrize("seed", range(6))
def test_whoever_lives_inside_is_counted_wherever_the_zone_lies(seed):
    chance = np.random.default_rng(seed)
    homes = pd.DataFrame(
        {
            "person_id": np.arange(3_000),
            "household_id": np.arange(3_000),
            "lon": chance.uniform(106.0, 106.3, 3_000),
            "lat": chance.uniform(20.7, 21.0, 3_000),
        }
    )
    at = gpd.GeoSeries(gpd.points_from_xy(homes["lon"], homes["lat"]), crs=WGS84).to_crs(32648)
    centres = at.iloc[chance.integers(0, len(at), 5)]
    outlines = gpd.GeoSeries(
        [Point(c.x, c.y).buffer(r) for c, r in zip(centres, (5, 40, 300, 900, 4_000), strict=True)],
        crs=32648,
    )

    zones = count_zones(outlines, pd.DataFrame({"person_id": [], "ring": []}), homes, None)

    by_hand = sorted(int(at.intersects(shape).sum()) for shape in outlines)
    assert sorted(zones["resident_count"]) == by_hand
    assert by_hand[-1] > 50
