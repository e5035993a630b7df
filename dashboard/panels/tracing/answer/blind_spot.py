"""What a trace cannot see, beside every count: an estimate from audits, else what is known."""

from math import isnan

from dashboard import words
from dashboard.drawing.templates import filled
from dashboard.figures.tracing.ascertainment import Grounds
from dashboard.tracing.ascertainment import Ascertainment


def line(ascertainment: Ascertainment) -> str:
    """Return the share of contacts that a count is, in one line; unknown is said, not left out.

    Examples
    --------
    >>> nan = float("nan")
    >>> line(Ascertainment(9, 9, 0.13, 0.09, 0.2, 40.0))
    'Thấy 9–20% số tiếp xúc; sót ít nhất 40'
    >>> line(Ascertainment(9, 0, nan, nan, nan, nan))
    'Chưa rõ thấy được bao nhiêu phần tiếp xúc'
    """
    if not ascertainment.known_count:
        return words.say("blind_spot.line_unknown")
    if ascertainment.unseen_count < 1:
        return words.say("blind_spot.line", range=_range(ascertainment))
    return words.say(
        "blind_spot.line_least",
        range=_range(ascertainment),
        count=words.number(ascertainment.unseen_count),
    )


def meter_html(ascertainment: Ascertainment, rests_on: Grounds) -> str:
    """Return the meter of a whole list: the estimate as a band, what it rests on, what is known."""
    return filled(
        "meter",
        seen=ascertainment,
        head=_head(ascertainment),
        line=line(ascertainment),
        grounds=" ".join(_grounds(ascertainment, rests_on)),
        known=_known(rests_on),
    )


def _head(ascertainment: Ascertainment) -> str:
    if not ascertainment.known_count:
        return words.say("blind_spot.unknown")
    share = words.fine_percent(ascertainment.share)
    if ascertainment.unseen_count < 1:
        return words.say("blind_spot.seen", range=_range(ascertainment), share=share)
    return words.say(
        "blind_spot.seen_least",
        range=_range(ascertainment),
        share=share,
        count=words.number(ascertainment.unseen_count),
    )


def _grounds(ascertainment: Ascertainment, rests_on: Grounds) -> list[str]:
    if not ascertainment.known_count:
        return [words.say(f"blind_spot.{'few' if rests_on.audit_count else 'no'}_audits")]
    told = [
        words.say(
            "blind_spot.grounds",
            audits=words.number(rests_on.audit_count),
            visitors=words.number(rests_on.visitor_count),
            scanned=words.percent(rests_on.scanned_count / rests_on.visitor_count, 0),
        )
    ]
    if ascertainment.known_count < ascertainment.contact_count:
        left = ascertainment.contact_count - ascertainment.known_count
        told.append(words.say("blind_spot.partly", count=words.number(left)))
    if ascertainment.is_doubtful:
        told.append(words.say("blind_spot.doubtful"))
    return told


def _known(rests_on: Grounds) -> str:
    if isnan(rests_on.app_share) or isnan(rests_on.scanning_share):
        return words.say("blind_spot.apps_unknown")
    return words.say(
        "blind_spot.apps",
        communes=words.number(rests_on.commune_count),
        scanning=words.percent(rests_on.scanning_share, 0),
        app=words.percent(rests_on.app_share, 0),
    )


def _range(ascertainment: Ascertainment) -> str:
    """Return the interval as two percentages, written once where they read the same."""
    low, high = words.fine_percent(ascertainment.low), words.fine_percent(ascertainment.high)
    return low if low == high else f"{low.removesuffix('%')}–{high}"
