"""A trace back to likely sources and forward again to their other contacts."""

from dataclasses import dataclass

import pandas as pd

from dashboard import words
from dashboard.figures.tracing.choice import Choice
from dashboard.tracing import ColocationIndex
from dashboard.tracing.sources.likely_sources import LookBackRules, source_contacts
from dashboard.tracing.two_way import TwoWay, two_way

WAYS = ("forward", "source", "onward")


@dataclass(frozen=True, eq=False)
class BothWays:
    """A trace both ways, and the contacts behind each suspicion."""

    found: TwoWay
    meetings: pd.DataFrame
    """One row per contact of a likely source with a case in its look back."""

    def chain(self, person_id: int, way: str) -> pd.DataFrame:
        """Return the contacts that led to a person back or onward, the one with the case first."""
        if way == "source":
            return self._longest_meeting(person_id)
        onward = self.found.onward.chain(person_id)
        return pd.concat(
            [self._longest_meeting(onward["source_id"].iloc[0]), onward], ignore_index=True
        )

    def contacts(self, person_id: int, way: str) -> pd.DataFrame:
        """Return every contact of a source with a case, or of a person with a followed source."""
        if way == "source":
            return self.meetings[self.meetings["source_id"] == person_id]
        return self.found.onward.contacts([person_id])

    def _longest_meeting(self, source_id: object) -> pd.DataFrame:
        met = self.meetings[self.meetings["source_id"] == source_id]
        return met.sort_values(["minutes", "met_at"], ascending=[False, True]).head(1)


def trace(
    index: ColocationIndex,
    cases: pd.DataFrame,
    choice: Choice,
    isolations: pd.DataFrame,
    places: pd.DataFrame,
    case_dates: pd.DataFrame,
) -> BothWays:
    """Trace forward, back to likely sources, and onward; `cases` as `windows_of` returns them.

    Links between cases that `case_dates` forbid are not used.
    """
    back = LookBackRules(look_back=choice.look_back)
    found = two_way(
        index,
        cases,
        rules=choice.rules,
        look_back_rules=back,
        isolations=isolations,
        places=places,
        case_dates=case_dates,
    )
    followed = found.sources[found.sources["is_followed"]]
    meetings = source_contacts(
        index,
        cases,
        followed,
        rules=choice.rules,
        look_back_rules=back,
        isolations=isolations,
        case_dates=case_dates,
    )
    return BothWays(found, meetings)


def way_names(people: pd.DataFrame) -> pd.Series:
    """Return how each person was found, in words."""
    pairs = people[["way", "ring_forward"]].astype({"ring_forward": "Int16"})
    named = {
        (way, ring): " + ".join(
            f"F{ring}" if part == "forward" else words.say(f"tracing.way_{part}")
            for part in way.split("+")
        )
        for way, ring in set(pairs.itertuples(index=False, name=None))
    }
    return pd.Series(
        [named[pair] for pair in pairs.itertuples(index=False, name=None)],
        index=people.index,
        dtype="str",
    )
