"""The register of definitions: complete in both languages, and true to the contract."""

from datetime import UTC, datetime

import pytest

from dashboard import words
from dashboard.indicators.definitions import DEFINITIONS, NUMBERS
from dashboard.panels.shared import definitions
from dashboard.panels.shared.tables import Column
from dashboard.panels.shared.tiles import Tile
from launch import check_contract
from simulation import feeds as simulated

LOADED = datetime(2021, 8, 24, 1, 5, tzinfo=UTC)  # 08:05 in Vietnam
IN_TIME = {"app": {"source": "Ứng dụng", "last_loaded_at": LOADED, "is_late": False}}
NAMED = ("define", "formula", "caveat", "order", "figure_unit")


def sentences_of(definition):
    optional = {name: getattr(definition, name) for name in ("formula", "caveat", "order")}
    return {
        definition.meaning,
        f"figure_unit.{definition.unit}",
        *(f"{name}.{key}" for name, key in optional.items() if key),
    }


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("key", DEFINITIONS)
def test_every_definition_can_be_written_out(language, key):
    for sentence in sentences_of(DEFINITIONS[key]):
        assert words.sentences(language)[sentence].format(**NUMBERS)


@pytest.mark.parametrize("drawn", [Tile, Column], ids=lambda kind: kind.__name__)
def test_a_figure_that_is_not_registered_cannot_be_drawn(drawn):
    with pytest.raises(KeyError, match="no definition is registered"):
        drawn("label", "value", define="adoption.owner")


def test_a_tile_shows_a_figure_of_the_register():
    with pytest.raises(TypeError, match="define"):
        Tile("label", "value")
    with pytest.raises(KeyError, match="no definition is registered"):
        Tile("label", "value", define="")


def test_no_sentence_defines_nothing():
    used = set().union(*map(sentences_of, DEFINITIONS.values()))
    written = {key for key in words.sentences("vi") if key.split(".")[0] in NAMED[1:]}
    written |= {
        key for key in words.sentences("vi") if key.startswith("define.") and "." in key[7:]
    }
    assert written - used == set()


def test_every_view_is_the_contracts_or_the_ledgers():
    views = {view for one in DEFINITIONS.values() for view in one.views}

    assert {view for view in views if "." not in view} <= set(check_contract.expected())
    assert {view for view in views if "." in view} == {
        "ledger.call_assignments",
        "ledger.deliveries",
        "ledger.follow_up_events",
        "ledger.messages",
        "ledger.zones",
        "ledger.zone_households",
    }


def test_every_source_is_one_that_loads():
    named = {feed for one in DEFINITIONS.values() for feed in (*one.feeds, *one.base_feeds)}

    assert named == {feed.feed_id for feed in simulated._FEEDS}


def test_a_share_says_how_it_is_computed():
    silent = [
        key
        for key, one in DEFINITIONS.items()
        if one.unit == "share" and not one.formula and not key.startswith("platforms.")
    ]
    assert silent == []


def test_a_columns_help_is_its_definition():
    column = Column("installed_count", "Đã cài", "number", define="adoption.installed")

    assert column.help == "Số người cư trú đã cài ứng dụng, tính lần cài đầu tiên."


def test_a_figure_without_a_definition_is_refused_by_name():
    with pytest.raises(KeyError, match=r"no\.such"):
        Column("a", "A", define="no.such").help  # noqa: B018 - it raises


@pytest.mark.parametrize(
    ("feeds", "said"),
    [
        (IN_TIME, "Ứng dụng: nạp lúc 08:05 ngày 24/08/2021"),
        ({"app": IN_TIME["app"] | {"is_late": True}}, "Ứng dụng: chậm, nạp gần nhất 08:05"),
        ({"app": IN_TIME["app"] | {"last_loaded_at": None}}, "Ứng dụng: chưa nạp lần nào"),
        ({}, "app: cơ sở dữ liệu không ghi giờ nạp"),
    ],
    ids=["in time", "late", "never", "unknown"],
)
def test_the_time_of_a_figures_source(feeds, said):
    html = definitions.definition_html("Đã cài", DEFINITIONS["adoption.owners"], feeds)

    assert said in html
    assert "Công văn số 300/UBND-VP ngày 17/8/2021" in html
    assert "contract.app_installs" in html


def test_a_sources_name_cannot_be_markup():
    feeds = {"app": IN_TIME["app"] | {"source": "<b>x"}}
    html = definitions.definition_html("<i>", DEFINITIONS["adoption.owners"], feeds)

    assert "<b>" not in html
    assert "<i>" not in html


def seen(loaded, *, is_late=False, define="adoption.owners"):
    feeds = {"app": {"source": "A", "last_loaded_at": loaded, "is_late": is_late}}
    tile = definitions.with_time(Tile("Đã cài", "1", define=define), feeds, LOADED)
    return tile.as_of, tile.is_late


def test_a_tile_says_its_own_time_where_it_is_not_the_pages():
    assert seen(LOADED) == ("", False)
    assert seen(LOADED.replace(minute=1)) == ("Số liệu lúc 08:01", False)
    assert seen(LOADED.replace(day=23)) == ("Số liệu lúc 08:05 ngày 23/08/2021", False)


def test_a_late_tile_says_so_in_words():
    assert seen(LOADED.replace(day=20), is_late=True) == (
        "Nguồn chậm: số liệu lúc 08:05 ngày 20/08/2021",
        True,
    )
    assert seen(None, is_late=True) == ("Nguồn chưa nạp lần nào", True)


def test_a_tile_of_an_unknown_source_claims_no_time():
    assert seen(LOADED.replace(day=1), define="overview.cases") == ("", False)


def test_a_figure_of_two_sources_is_as_old_as_the_older():
    feeds = {
        name: {"source": name, "last_loaded_at": LOADED.replace(hour=hour), "is_late": False}
        for name, hour in (("provincial_tests", 1), ("national_tests", 0))
    }
    tile = Tile("Khớp", "1", define="platforms.matching_results")

    assert definitions.with_time(tile, feeds, LOADED).as_of == "Số liệu lúc 07:05"
