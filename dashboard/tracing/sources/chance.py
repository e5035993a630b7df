"""How surprising is it? What the search for shared sources rests on."""

import numpy as np
from numpy.typing import NDArray


def tail(chances: NDArray[np.float64], observed: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the chance of at least the observed number of successes (Poisson-binomial).

    Parameters
    ----------
    chances
        One row per question, one column per trial: the chance of success of each trial, 0..1.
    observed
        One per question: the number of successes seen.

    Notes
    -----
    The exact distribution by convolution, one trial after the other: rows x columns^2 operations.

    Examples
    --------
    Two of three fair coins or more:

    >>> tail(np.full((1, 3), 0.5), np.array([2])).tolist()
    [0.5]
    """
    rows, trials = chances.shape
    mass = np.zeros((rows, trials + 1))
    mass[:, 0] = 1.0
    for trial in range(trials):
        chance = chances[:, trial, None]
        mass[:, 1:] = mass[:, 1:] * (1 - chance) + mass[:, :-1] * chance
        mass[:, :1] *= 1 - chance
    upwards = np.cumsum(mass[:, ::-1], axis=1)[:, ::-1]
    found = upwards[np.arange(rows), np.minimum(observed, trials)]
    return np.asarray(np.minimum(found, 1.0), dtype=np.float64)
