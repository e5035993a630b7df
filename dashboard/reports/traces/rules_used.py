"""The rules behind a trace or a zone, in words, for the stamp of a paper."""

from collections.abc import Mapping, Sequence

from dashboard.reports.vietnamese import say
from dashboard.tracing.presets import DEFAULT_PRESET

_EDITED = {
    "rings": "số vòng {value}",
    "minutes": "tối thiểu {value} phút",
    "gap": "F1 lây được sau {value} giờ",
    "linger": "còn lây {value} phút sau khi rời",
    "crowd": "tiếp xúc gần ở nơi không quá {value} người (0: không giới hạn)",
}


def rules_used(address: Mapping[str, str]) -> tuple[str, ...]:
    """Return cases, preset and what the viewer edited, one phrase each.

    Parameters
    ----------
    address
        The trace as its address writes it: `preset` (without one it is the default, as in links),
        and what differs from it (`case`, `direction`, `rings`, `minutes`, `gap`, `linger`, `crowd`,
        `window`).

    Examples
    --------
    >>> rules_used({"preset": "who", "case": "HD1,HD2", "minutes": "20"})[1:]
    ('bộ quy tắc: Tổ chức Y tế Thế giới (WHO)', 'hướng: ai phơi nhiễm', 'đã sửa: tối thiểu 20 phút')
    >>> rules_used({"case": "HD1"})[:2]
    ('ca bệnh: HD1', 'bộ quy tắc: Bộ Y tế 8/2021 (QĐ 3638)')
    """
    direction = say(f"tracing.direction_{address.get('direction', 'forward')}").lower()
    preset = say(f"tracing.preset_{address.get('preset', DEFAULT_PRESET)}")
    edited = [
        f"đã sửa: {said.format(value=address[name])}"
        for name, said in _EDITED.items()
        if name in address
    ]
    windows = [
        "đã sửa thời gian lây của {}: từ {} đến {}".format(
            *(part or "chưa rõ" for part in window.split("~"))
        )
        for window in address.get("window", "").split(";")
        if window
    ]
    return (
        f"ca bệnh: {address.get('case', '').replace(',', ', ') or 'chưa chọn'}",
        f"bộ quy tắc: {preset}",
        f"hướng: {direction}",
        *edited,
        *windows,
    )


def filters_used(kinds: Sequence[str], typed: str) -> str:
    """Return what a list of people was filtered by; "" where by nothing.

    Parameters
    ----------
    kinds
        Keys of what the rings or ways asked for are called.
    typed
        What commune or place had to hold.

    Examples
    --------
    >>> filters_used(["tracing.ring_1", "tracing.ring_2"], "chợ")
    'F1, F2; có chữ “chợ”'
    """
    named = ", ".join(say(kind) for kind in kinds)
    return "; ".join(part for part in (named, f"có chữ “{typed}”" if typed else "") if part)
