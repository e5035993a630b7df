"""Names of places: plausible, and by their numbers unmistakably invented."""

import numpy as np

from simulation.arrays import Ints, Texts
from simulation.gazetteer import Communes
from simulation.land import Land

# In the order of `places.KINDS`; {n} counts the places of a kind in their commune.
_PATTERNS = (
    ("Chợ {commune} số {n}",),
    (
        "Cửa hàng tạp hoá số {n}, {hamlet}, {commune}",
        "Hiệu thuốc số {n}, {hamlet}, {commune}",
        "Siêu thị mini số {n}, {hamlet}, {commune}",
        "Cửa hàng điện máy số {n}, {hamlet}, {commune}",
    ),
    (
        "Quán ăn số {n}, {hamlet}, {commune}",
        "Quán phở số {n}, {hamlet}, {commune}",
        "Quán cà phê số {n}, {hamlet}, {commune}",
    ),
    (
        "Xưởng điện tử số {n}, cụm công nghiệp {commune}",
        "Xưởng may số {n}, cụm công nghiệp {commune}",
        "Xưởng giày da số {n}, cụm công nghiệp {commune}",
        "Xưởng cơ khí số {n}, cụm công nghiệp {commune}",
    ),
    ("Trụ sở cơ quan số {n}, {commune}", "Văn phòng số {n}, {commune}"),
    ("Trường tiểu học {commune} số {n}", "Trường THCS {commune} số {n}"),
    ("Trạm y tế {commune} số {n}", "Phòng khám số {n}, {commune}"),
    ("Chùa số {n}, {hamlet}, {commune}", "Nhà thờ số {n}, {hamlet}, {commune}"),
    ("Điểm tiêm chủng số {n}, {commune}",),
    ("Nhà văn hoá số {n}, {hamlet}, {commune}", "Sân thể thao số {n}, {hamlet}, {commune}"),
    ("Chốt kiểm soát số {n}, {commune}",),
)


def name_places(kind: Ints, commune: Ints, communes: Communes, land: Land, hamlet: Ints) -> Texts:
    """Return one name per place, each of them once."""
    seen: dict[tuple[int, int], int] = {}
    names = np.empty(len(kind), dtype=object)
    rows = zip(kind.tolist(), commune.tolist(), hamlet.tolist(), strict=True)
    for row, (kind_number, commune_number, hamlet_number) in enumerate(rows):
        n = seen[kind_number, commune_number] = seen.get((kind_number, commune_number), 0) + 1
        patterns = _PATTERNS[kind_number]
        names[row] = patterns[row % len(patterns)].format(
            n=n, commune=communes.name[commune_number], hamlet=land.hamlet_name[hamlet_number]
        )
    return names
