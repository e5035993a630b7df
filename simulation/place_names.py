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
        "Nhà máy điện tử số {n}, cụm công nghiệp {commune}",
        "Nhà máy may số {n}, cụm công nghiệp {commune}",
        "Nhà máy giày da số {n}, cụm công nghiệp {commune}",
        "Nhà máy cơ khí số {n}, cụm công nghiệp {commune}",
    ),
    ("Trụ sở cơ quan số {n}, {commune}", "Văn phòng số {n}, {commune}"),
    ("Trường TH và THCS {commune} số {n}",),
    ("Trạm y tế {commune} số {n}", "Phòng khám số {n}, {commune}"),
    ("Chùa số {n}, {hamlet}, {commune}", "Nhà thờ số {n}, {hamlet}, {commune}"),
    ("Điểm tiêm chủng số {n}, {commune}",),
    ("Nhà văn hoá số {n}, {hamlet}, {commune}", "Sân thể thao số {n}, {hamlet}, {commune}"),
    ("Chốt kiểm soát số {n}, {commune}",),
)


# The codes of a site: {n} counts them, {grade} goes from 1 to 9 and {letter} counts within it.
_LABELS = {
    0: "dãy {n}",
    3: "chuyền {n}",
    4: "phòng {n}",
    5: "lớp {grade}{letter}",
    6: "khoa {n}",
}
_GRADES = 9


def name_sites(kind: Ints, commune: Ints, communes: Communes, land: Land, hamlet: Ints) -> Texts:
    """Return one name per site, each of them once."""
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


def label_codes(kind: Ints, codes: Ints) -> Texts:
    """Return what each code of each site is called, None where the site has only one."""
    labels: list[str | None] = []
    for number, count in zip(kind.tolist(), codes.tolist(), strict=True):
        labels += _labels(_LABELS[number], count) if count > 1 else [None]
    return np.array(labels, dtype=object)


def _labels(pattern: str, count: int) -> list[str]:
    grades = [n * _GRADES // count + 1 for n in range(count)]
    return [
        pattern.format(n=n + 1, grade=grade, letter=chr(ord("A") + n - grades.index(grade)))
        for n, grade in enumerate(grades)
    ]
