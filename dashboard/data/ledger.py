"""Who may look, and what they looked at."""

from collections.abc import Sequence

import pandas as pd

from dashboard.data.database import Scope, record


def viewer_of(email: str) -> pd.DataFrame:
    """Return the viewer the province lets in under this address: one row or none."""
    nobody = Scope("", "", frozenset(), ())
    return record("viewer_of", scope=nobody, email=email)


def record_look(scope: Scope, question: str, reason: str, person_ids: Sequence[int]) -> None:
    """Write one look at people into the access log. Never cached; raises if it cannot write."""
    record(
        "record_look",
        scope=scope,
        viewer=scope.viewer,
        role=scope.role,
        question=question,
        reason=reason,
        person_count=len(person_ids),
        person_ids=list(person_ids),
    )
