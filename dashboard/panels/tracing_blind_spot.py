"""What a trace cannot see, beside every count: an estimate from audits, else what is known."""

from html import escape

import pandas as pd
import streamlit as st

from dashboard import data_tracing, palette, words
from dashboard.tracing.coverage import ContactShares, Coverage, contact_shares


def shares_of(
    people: pd.DataFrame,
    homes: pd.DataFrame,
    places: pd.DataFrame,
    installs: pd.DataFrame,
    audits: pd.DataFrame,
) -> ContactShares:
    """Return the chance that each person's longest contact could be seen, in the list's order.

    One contact stands for each person, so that a count of people has a share of contacts.

    Parameters
    ----------
    people
        As `tracing_lists.people_list` returns.
    homes
        One row per person, by `person_id`: `commune_id`.
    places, installs, audits
        As `contact_shares` takes them.
    """
    contacts = people[["source_id", "person_id", "place_id"]].set_axis(
        ["source_id", "target_id", "place_id"], axis="columns"
    )
    involved = pd.unique(pd.concat([contacts["source_id"], contacts["target_id"]]).dropna())
    communes = homes["commune_id"].reindex(involved).astype("object")
    return contact_shares(
        contacts,
        homes=pd.DataFrame({"person_id": involved, "commune_id": communes.to_numpy()}),
        places=places,
        installs=installs,
        audits=audits,
    )


def line(coverage: Coverage) -> str:
    """Return the share of contacts that a count is, in one line; unknown is said, not left out.

    Examples
    --------
    >>> nan = float("nan")
    >>> line(Coverage(9, 9, 0.13, 0.09, 0.2, 40.0))
    'Thấy 9–20% số tiếp xúc; sót ít nhất 40'
    >>> line(Coverage(9, 0, nan, nan, nan, nan))
    'Chưa rõ thấy được bao nhiêu phần tiếp xúc'
    """
    if not coverage.known_count:
        return words.say("blind_spot.line_unknown")
    if coverage.unseen_count < 1:
        return words.say("blind_spot.line", range=_range(coverage))
    return words.say(
        "blind_spot.line_least",
        range=_range(coverage),
        count=words.number(coverage.unseen_count),
    )


def show_meter(
    coverage: Coverage,
    audits: pd.DataFrame,
    homes: pd.DataFrame,
    recorded: data_tracing.Recorded,
    reach: pd.DataFrame,
) -> None:
    """Show the meter of a whole list: the estimate as a band, what it rests on, what is known.

    Parameters
    ----------
    audits
        Those that the estimate rests on: `visitor_count`, `scanned_count`.
    homes, reach
        Residents and `person_count`, `installed_count` of the communes concerned, no others.
    """
    st.html(
        f'<section class="blind-spot">{_head(coverage)}{_band(coverage)}'
        f"<p>{escape(' '.join(_grounds(coverage, audits)))}</p>"
        f"<p>{escape(_known(homes, recorded, reach))}</p></section>"
    )


def _head(coverage: Coverage) -> str:
    if not coverage.known_count:
        text = words.say("blind_spot.unknown")
    elif coverage.unseen_count < 1:
        text = words.say("blind_spot.seen", range=_range(coverage), share=_percent(coverage.share))
    else:
        text = words.say(
            "blind_spot.seen_least",
            range=_range(coverage),
            share=_percent(coverage.share),
            count=words.number(coverage.unseen_count),
        )
    return f"<p><b>{escape(words.say('blind_spot.title'))}</b> {escape(text)}</p>"


def _band(coverage: Coverage) -> str:
    """Return the bar of all contacts, its seen part as a band from low to high with a tick."""
    if not coverage.known_count:
        return ""
    low, width = coverage.low * 100, (coverage.high - coverage.low) * 100
    return (
        f'<div class="tile-bar" role="img" aria-label="{escape(line(coverage))}">'
        f'<b style="margin-left:{low:.1f}%;width:{width:.1f}%;background:{palette.PRIMARY}"></b>'
        f'<i style="left:{coverage.share * 100:.1f}%"></i></div>'
    )


def _grounds(coverage: Coverage, audits: pd.DataFrame) -> list[str]:
    if not coverage.known_count:
        return [words.say("blind_spot.no_audits" if audits.empty else "blind_spot.few_audits")]
    visitors = int(audits["visitor_count"].sum())
    told = [
        words.say(
            "blind_spot.grounds",
            audits=words.number(len(audits)),
            visitors=words.number(visitors),
            scanned=words.percent(float(audits["scanned_count"].sum()) / visitors, 0),
        )
    ]
    if coverage.known_count < coverage.contact_count:
        left = coverage.contact_count - coverage.known_count
        told.append(words.say("blind_spot.partly", count=words.number(left)))
    if coverage.is_doubtful:
        told.append(words.say("blind_spot.doubtful"))
    return told


def _known(homes: pd.DataFrame, recorded: data_tracing.Recorded, reach: pd.DataFrame) -> str:
    people = float(reach["person_count"].sum())
    if not people or homes.empty:
        return words.say("blind_spot.reach_unknown")
    return words.say(
        "blind_spot.reach",
        communes=words.number(len(reach)),
        scanning=words.percent(float(homes.index.isin(recorded.index.person_ids).mean()), 0),
        app=words.percent(float(reach["installed_count"].sum()) / people, 0),
    )


def _range(coverage: Coverage) -> str:
    """Return the interval as two percentages, written once where they read the same."""
    low, high = _percent(coverage.low), _percent(coverage.high)
    return low if low == high else f"{low.removesuffix('%')}–{high}"


def _percent(share: float) -> str:
    """Write a share with as many decimals as a small one needs, never as 0 %."""
    return words.percent(share, 0 if share >= 0.01 else 1 if share >= 0.001 else 2)  # noqa: PLR2004
