#!/bin/sh
# statsmodels 0.15.0: ETSModel with seasonal_periods=7 and initialization_method="heuristic" says
# that it needs "two full seasonal cycles", and then refuses 14 and 15 days too: it needs 16
# (10 + 2 * (7 // 2)). And a series that repeats exactly, the easiest there is, ends in a
# ConvergenceWarning. Output: "14 refused 15 refused 16 fitted exact ConvergenceWarning".
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet 'statsmodels==0.15.0'
said=$("$folder/venv/bin/python" - <<'PYTHON'
import warnings

import numpy as np
from statsmodels.tsa.exponential_smoothing.ets import ETSModel


def fit(values):
    model = ETSModel(
        values, seasonal="add", seasonal_periods=7, initialization_method="heuristic"
    )
    return model.fit(disp=False)


noisy = np.log1p(np.random.default_rng(0).poisson(100, 84).astype(float))
for days in (14, 15, 16):
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            fit(noisy[:days])
        print(days, "fitted", end=" ")
    except ValueError:
        print(days, "refused", end=" ")
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    fit(np.log1p(np.where(np.arange(84) % 7 == 6, 0.0, 100.0)))
print("exact", *sorted({w.category.__name__ for w in caught if "Convergence" in str(w.category)}))
PYTHON
)
echo "$said"
test "$said" = "14 refused 15 refused 16 fitted exact ConvergenceWarning"
