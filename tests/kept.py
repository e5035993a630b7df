"""What the app keeps between two runs of a page, and how a test forgets it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pytest
import streamlit as st
from streamlit.runtime.caching.cache_utils import CachedFunc

from dashboard.indicators import forecast

_FITS: dict[object, np.ndarray] = {}


def forget() -> None:
    """Forget everything: answers kept for one database, or what was replaced, are not another's."""
    st.cache_data.clear()
    st.cache_resource.clear()


def forget_drawings() -> None:
    """Let every panel draw anew, so that who looks on sees it; answers and figures stay kept."""
    panels = [module for name, module in sys.modules.items() if name.startswith("dashboard.panels")]
    for part in (part for module in panels for part in vars(module).values()):
        if isinstance(part, CachedFunc):
            part.clear()


@contextmanager
def fitted_once() -> Iterator[None]:
    """Fit a model once to the same days, however often pages forecast: the days alone decide it."""

    def of(name, model):
        def fit(counts: np.ndarray, horizon: int) -> np.ndarray:
            asked = name, counts.tobytes(), horizon
            if asked not in _FITS:
                _FITS[asked] = model(counts, horizon)
            return _FITS[asked].copy()

        return fit

    models = {name: of(name, model) for name, model in forecast.MODELS.items()}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(forecast, "MODELS", models)
        yield
