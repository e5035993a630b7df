"""Figures that contradict each other say so in words, where they stand."""

import pandas as pd
import pytest

from dashboard import figures
from dashboard.panels import vaccination
from dashboard.panels.shared import tiles
from dashboard.panels.shared.tiles import Tile


def warning(tile):
    return "tile-warning" in tiles.tile_html(tile)


@pytest.mark.parametrize(("share", "warned"), [(1.0, False), (1.001, True), (None, False)])
def test_a_share_above_the_whole_says_so_on_any_tile(share, warned):
    assert warning(Tile("A", "1", share=share, define="zones.in_force")) == warned


def test_a_tiles_own_warning_comes_first_and_is_escaped():
    html = tiles.tile_html(Tile("A", "1", share=2.0, warning="<b>", define="zones.in_force"))

    assert "▲ &lt;b&gt;" in html
    assert "Vượt 100%" not in html


@pytest.mark.parametrize(
    ("invited", "share", "said"),
    [
        (3, 0.5, ""),
        (4, 0.5, "Số đã mời nhiều hơn số đã đăng ký"),
        (None, 0.5, ""),
        (3, 1.1, "Mẫu số cần rà soát"),
        (4, 1.1, "Mẫu số cần rà soát; Số đã mời nhiều hơn số đã đăng ký"),
    ],
)
def test_a_communes_remark_names_what_is_odd(invited, share, said):
    counted = pd.DataFrame({"invited_count": [invited], "registered_count": [3]}, dtype="Int64")

    assert figures.vaccination._remarks(counted, pd.DataFrame({"dose1_share": [share]})) == [said]


def test_more_invited_than_registered_is_told_on_the_tile():
    counts = pd.Series({"invited_count": 4.0, "registered_count": 3.0})

    assert vaccination.tiles._contradiction("invited", counts)
    assert not vaccination.tiles._contradiction("registered", counts)
    assert not vaccination.tiles._contradiction("invited", counts.clip(upper=3.0))
