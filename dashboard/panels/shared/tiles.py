"""Tiles: one ordered thing each, readable in a second, two beside each other on a phone."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

import streamlit as st

from dashboard import words
from dashboard.drawing.templates import filled
from dashboard.indicators import targets
from dashboard.indicators.definitions import refuse_unregistered
from dashboard.indicators.targets import Progress, Status
from dashboard.menu import file_of

Seen = Callable[[float | None, str], float | None]
"""A number and its name -> the number, or that it is withheld."""


@dataclass(frozen=True, slots=True)
class Tile:
    """What one tile says, every part ready to read.

    Attributes
    ----------
    heading, value
        What it is and where it stands.
    lines
        Target, distance, pace: a line each.
    trend
        What changed, in one quiet line.
    status
        The colour, mark and word; None for a figure that nothing is asked of.
    word
        Another word for the status than its usual one.
    share, target_share
        Draw a bar of `share` with a tick at the target; None draws none.
    define
        Its entry in `definitions.DEFINITIONS`.
    as_of, is_late
        The time of its own data where that is not the page's, and whether its source is late.
    warning
        How its figures contradict each other; a share above 100 % says so itself.
    """

    heading: str
    value: str
    lines: Sequence[str] = ()
    trend: str = ""
    status: Status | None = None
    word: str = ""
    share: float | None = None
    target_share: float | None = None
    define: str = field(kw_only=True)
    as_of: str = ""
    is_late: bool = False
    warning: str = ""

    def __post_init__(self) -> None:
        """Refuse a figure that the register does not know: a tile always shows one."""
        refuse_unregistered(self.define)


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a ranking: its label, its bar (0..1 of the full width) and its figures."""

    label: str
    length: float
    text: str
    status: Status | None = None
    move: str = ""
    """How its rank changed, such as "▲2"."""
    note: str = ""
    """In a quiet line below, what tells it from others of one status."""


@dataclass(frozen=True, slots=True)
class Link:
    """A page of the dashboard, with the filter that it opens with."""

    page: str
    query: Mapping[str, str] = field(default_factory=dict)


def show(tiles: Sequence[Tile], *, wide: bool = False) -> None:
    """Draw tiles in a grid that needs no scrolling sideways; `wide` gives each more room."""
    doubtful = [targets.is_doubtful(tile.share) for tile in tiles]
    st.html(filled("tiles", tiles=[*zip(tiles, doubtful, strict=True)], is_wide=wide))


def tile_html(tile: Tile) -> str:
    """Return one tile as HTML, everything in it escaped.

    Examples
    --------
    >>> "<b>" in tile_html(Tile(heading="<b>", value="1", define="zones.in_force"))
    False
    """
    return filled("tile", tile=tile, is_doubtful=targets.is_doubtful(tile.share))


def show_linked(tiles: Sequence[tuple[Tile, Link]], *, key: str) -> None:
    """Draw tiles in a grid, each of which opens its page."""
    with st.container(key=f"tile_grid_{key}"):
        for index, (tile, link) in enumerate(tiles):
            linked(tile_html(tile), link, label=tile.heading, key=f"{key}_{index}")


def linked(html: str, link: Link, *, label: str, key: str) -> None:
    """Draw HTML that opens a page wherever it is clicked; `label` is what a screen reader says.

    The link lies over the HTML, unseen: Streamlit's own links keep the session, and a plain one
    would sign the viewer out of the trial.
    """
    with st.container(key=f"linked_{key}", gap=None):
        st.html(html)
        st.page_link(
            file_of(link.page),
            label=words.plain(label),
            query_params=dict(link.query),
            width="stretch",
        )


def show_bars(bars: Sequence[Bar], *, label: str) -> None:
    """Draw a ranking, the first line on top; no text is cut on a phone."""
    st.html(bars_html(bars, label=label))


def bars_html(bars: Sequence[Bar], *, label: str) -> str:
    """Return a ranking as HTML, a list to a screen reader, everything in it escaped."""
    return filled("bars", bars=bars, label=label, is_listed=True)


def progress_tile(
    label: str,
    progress: Progress,
    *,
    day_change: float | None,
    define: str,
    withheld: Collection[str] = (),
) -> Tile:
    """Return the tile of a target with a deadline: share, people missing, pace, expectation.

    Parameters
    ----------
    withheld
        What the viewer may not see, as the columns of `adoption.measured` name it.
    """

    def seen(value: float | None, name: str) -> float | None:
        return words.WITHHELD if name in withheld else value

    recent = progress.recent_per_day
    share = None if "share" in withheld else progress.share
    return Tile(
        heading=label,
        value=words.percent(seen(progress.share, "share")),
        lines=(_distance(progress, seen), _pace(progress, seen)),
        trend=words.say(
            "tile.since",
            day=words.change(seen(day_change, "day_change")),
            week=words.change(seen(None if recent is None else recent * 7, "week_change")),
        ),
        status=progress.status,
        share=share,
        target_share=progress.target_share,
        define=define,
    )


def line_html(sentence: str, *, kind: str = "", mark: str = "") -> str:
    """Return a sentence as one line of a list; its mark says good or bad without its colour."""
    return filled("change", sentence=sentence, kind=kind, mark=mark)


def bar_html(bar: Bar) -> str:
    """Return one line of a ranking that stands alone, everything in it escaped."""
    return filled("bar", bar=bar, is_listed=False)


def _distance(progress: Progress, seen: Seen) -> str:
    if progress.missing_count == 0:
        return words.say("tile.reached", target=words.percent(progress.target_share, 0))
    return words.say(
        "tile.missing",
        target=words.percent(progress.target_share, 0),
        count=words.number(seen(progress.missing_count, "missing_count")),
    )


def _pace(progress: Progress, seen: Seen) -> str:
    recent = words.number(seen(progress.recent_per_day, "recent_per_day"))
    if progress.missing_count == 0:
        return words.say("tile.recent", recent=recent)
    needed = words.number(seen(targets.whole_people(progress.needed_per_day), "needed_per_day"))
    return words.say("tile.pace", needed=needed, recent=recent)
