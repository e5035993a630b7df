"""What every paper says of itself: data time, rules used, who exported it and when."""

from dataclasses import dataclass
from datetime import datetime

from dashboard.reports.vietnamese import moment

CONFIDENTIAL = (
    "Có thông tin cá nhân: chỉ giao cho người trực tiếp điều tra, gọi điện, cách ly; không đăng"
    " lên mạng, không chuyển tiếp; hủy khi xong việc. Việc xuất tệp này đã được ghi nhật ký."
)
"""The warning on every paper that names people or lists them one by one."""

DRAFT = (
    "Bản nháp do hệ thống lập từ số liệu quét mã QR; phải được cơ quan có thẩm quyền kiểm tra,"
    " bổ sung chỗ còn trống và ký trước khi dùng."
)
"""The warning on every paper that somebody has to sign."""

SIMULATED = "DỮ LIỆU MÔ PHỎNG, không phải người thật"


@dataclass(frozen=True, kw_only=True)
class Stamp:
    """Where a paper's figures come from, and who took it."""

    data_time: datetime
    """The time of the newest data in it."""
    rules: tuple[str, ...]
    """The cases, the preset, and every number that the viewer edited, in words."""
    exporter: str
    exported_at: datetime
    is_simulated: bool = False
    """Whether the people are invented: a trial paper must never pass for a real one."""

    def rows(self) -> list[tuple[str, str]]:
        """Return what the paper says of itself, as label and value, in reading order."""
        return [
            *([("Dữ liệu", SIMULATED)] if self.is_simulated else ()),
            ("Số liệu đến", moment(self.data_time)),
            ("Quy tắc đã dùng", "; ".join(self.rules)),
            ("Người xuất", self.exporter),
            ("Xuất lúc", moment(self.exported_at)),
        ]

    def line(self) -> str:
        """Return the same in one line, without the rules, for the foot of every page."""
        kind = f"{SIMULATED} · " if self.is_simulated else ""
        return (
            f"{kind}Số liệu đến {moment(self.data_time)} · {self.exporter} xuất lúc"
            f" {moment(self.exported_at)}"
        )
