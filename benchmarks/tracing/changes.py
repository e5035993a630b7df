"""New, late, corrected and withdrawn stays, as a day of work brings them to an index."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.tracing import province
from benchmarks.tracing.province import Columns, Province

ADDED, WITHDRAWN = 100_000, 50_000
"""Stays that come and go; a province with fewer stays has its tenth and twentieth of them."""

_CORRECTED_SHARE = 0.25  # of the withdrawn: they come back with another end
_NEWCOMERS = 1_000  # people who never had a stay before
_LONGEST = 2 * 3_600


def drawn(columns: Columns, size: Province) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the stays to add, on any day and of newcomers too, and those to withdraw."""
    random = np.random.default_rng(size.seed)
    added = min(ADDED, size.stay_count // 10)
    withdrawn = min(WITHDRAWN, size.stay_count // 20)
    rows = np.sort(random.choice(size.stay_count, withdrawn, replace=False))
    removed = Columns(*(np.asarray(column[rows]) for column in columns))
    corrected = Columns(*(column[: int(_CORRECTED_SHARE * withdrawn)] for column in removed))
    new = _new(random, size, added - len(corrected.person))
    later = corrected._replace(left=corrected.left + np.int32(600))
    both = Columns(*(np.concatenate(pair) for pair in zip(later, new, strict=True)))
    return province.table(both), province.table(removed)


def _new(random: np.random.Generator, size: Province, count: int) -> Columns:
    arrived = _whole(random, province.DAYS * province.DAY, count)
    return Columns(
        _whole(random, size.person_count + _NEWCOMERS, count),
        _whole(random, size.place_count, count),
        arrived,
        arrived + 60 + _whole(random, _LONGEST, count),
    )


def _whole(random: np.random.Generator, below: int, count: int) -> NDArray[np.int32]:
    return random.integers(0, below, count, dtype=np.int32)
