"""The kinds of file that can be imported, and what a file's columns are taken for.

`kinds.toml` describes what files write; a TOML of the province's own, passed with a file, comes
before it.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

from dashboard.alphabet import fold
from launch.errors import LaunchError
from launch.importing import catalogue
from launch.importing.catalogue import Column, Table
from launch.installation import Connection

_DESCRIPTION: Final = Path(__file__).parent / "kinds.toml"
_SETTINGS: Final = frozenset(
    {
        "encoding",
        "sheet",
        "header_row",
        "header_rows",
        "dates",
        "columns",
        "always",
        "words",
        "only",
    }
)
HELPING: Final = ("district_id", "card_number", "phone")
"""Columns that say which commune or person is meant, where the table does not keep them."""

_NUMBERS: Final = re.compile(r"(?:ma|so)\b.*|(?:.* )?id")
"""Headings of what numbers rows; "Thôn" is a hamlet's name in a list of hamlets."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a file does not say itself.

    Attributes
    ----------
    columns
        Our column -> the file's heading, or several to be joined by a space.
    always
        Our column -> what every row says.
    words
        Our column -> the file's word -> ours.
    only
        The file's heading -> what it says in the rows that are meant; others are left out.
    dates
        How it writes days, such as "%m/%d/%Y"; empty for day before month.
    """

    encoding: str = ""
    sheet: str = ""
    header_row: int = 0
    header_rows: int = 0
    dates: str = ""
    columns: Mapping[str, Sequence[str]] = field(default_factory=dict)
    always: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    only: Mapping[str, Sequence[str]] = field(default_factory=dict)


NOTHING_SAID: Final = Settings()


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of file.

    Attributes
    ----------
    tables
        Into which a row goes; those after the first share its key.
    feed
        The source whose stamp an import renews; empty for none.
    same
        By which columns a row is known again when the file does not number its rows.
    headings
        Our column -> a peer's headings for it, the likeliest first; before the usual ones.
    joined
        Our column -> a peer's headings that make it together, where they are there.
    derived
        Our column -> how it follows from the others, in SQL.
    settings
        What is known of all such files.
    """

    name: str
    tables: tuple[Table, ...]
    feed: str = ""
    same: tuple[str, ...] = ()
    headings: Mapping[str, Sequence[str]] = field(default_factory=dict)
    joined: Mapping[str, Sequence[str]] = field(default_factory=dict)
    derived: Mapping[str, str] = field(default_factory=dict)
    settings: Settings = NOTHING_SAID

    @property
    def columns(self) -> dict[str, Column]:
        """Every column of its tables that a file can hold."""
        return {
            name: column
            for table in reversed(self.tables)
            for name, column in table.columns.items()
            if column.type != "jsonb" and name not in self.derived  # outlines have their own import
        }

    @property
    def number(self) -> str:
        """The column that numbers its rows, which an import can do itself; empty for none."""
        first = next(iter(self.tables[0].columns.values()))
        return first.name if first.is_id and self.same else ""

    @property
    def helping(self) -> list[str]:
        """Columns that it does not keep and can use."""
        known = self.columns
        uses = {"district_id": "commune_id", "card_number": "person_id", "phone": "person_id"}
        return [name for name in HELPING if name not in known and uses[name] in known]


def names() -> list[str]:
    """Return every kind that is described."""
    return list(_description()["kinds"])


def read(connection: Connection, name: str) -> Kind:
    """Return a kind with the tables that it fills, as this database has them.

    Raises
    ------
    LaunchError
        When it is not described, naming those that are.
    """
    described = _description()["kinds"]
    if name not in described:
        raise LaunchError(f"No such kind: {name}. Known are {', '.join(described)}.")
    said: dict[str, Any] = described[name]
    return Kind(
        name,
        tuple(catalogue.read(connection, table) for table in said.get("tables", [name])),
        said.get("feed", ""),
        tuple(said.get("same", ())),
        said.get("headings", {}),
        said.get("joined", {}),
        said.get("derived", {}),
        _settings(said.get("file", {})),
    )


def settings(file: Path | None, kind: Kind) -> Settings:
    """Return what a TOML says of a file, beyond what is known of its kind.

    Raises
    ------
    LaunchError
        When it cannot be read or says what no import knows.
    """
    if file is None:
        return kind.settings
    try:
        said = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise LaunchError(f"{file} cannot be read: {error}") from error
    if unknown := sorted(set(said) - _SETTINGS):
        known = ", ".join(sorted(_SETTINGS))
        raise LaunchError(f"{file.name} says {', '.join(unknown)}; known are {known}.")
    columns = {*kind.columns, *kind.helping}
    for part in ("columns", "always", "words"):
        if unknown := sorted(set(said.get(part, {})) - columns):
            known = ", ".join(sorted(columns))
            raise LaunchError(f"{file.name}: {kind.name} has no {', '.join(unknown)}, but {known}.")
    known = _description()["kinds"][kind.name].get("file", {})
    return _settings(known | said)


def guessed(kind: Kind, headings: Sequence[str], said: Settings) -> dict[str, list[str]]:
    """Return what each of a file's columns is taken for: our column -> its headings.

    A heading is used once; what the settings say comes first, then the likeliest names.
    """
    found: dict[str, list[str]] = {}
    for name, given in said.columns.items():
        wanted = [_heading(each, headings) for each in given]
        if missing := [each for each, there in zip(given, wanted, strict=True) if there is None]:
            raise LaunchError(
                f"The file has no column {', '.join(missing)}, but {', '.join(headings)}."
            )
        found[name] = [each for each in wanted if each is not None]
    for name, given in kind.joined.items():
        there = [each for each in (_heading(part, headings) for part in given) if each]
        if there and name not in found and name not in said.always:
            found[name] = there
    used = {each for given in found.values() for each in given}
    open_names = [
        name
        for name in (*kind.columns, *kind.helping)
        if name not in found and name not in said.always
    ]
    ranked = sorted(
        (rank, place, name, heading)
        for place, name in enumerate(open_names)
        for heading in headings
        if name != kind.number or _NUMBERS.fullmatch(fold(heading))
        if (rank := _rank(name, heading, tuple(kind.headings.get(name, ())))) is not None
    )
    for _, _, name, heading in ranked:
        if name not in found and heading not in used:
            found[name] = [heading]
            used.add(heading)
    return found


def described(kind: Kind) -> list[tuple[str, str, str]]:
    """Return of each column that a file may have: its name, what it is, what files call it."""
    told = []
    for column in kind.columns.values():
        is_needed = column.is_required and column.name != kind.number
        what = " or ".join(column.words) or column.type
        calls = [*kind.headings.get(column.name, ()), *kind.joined.get(column.name, ())]
        calls += _description()["headings"].get(column.name, [])
        told.append((column.name, f"{what}, needed" if is_needed else what, ", ".join(calls)))
    return told


def matching(kind: Kind, headings: Iterable[str]) -> int:
    """Return how many headings are known in a kind: by it the row of headings is found."""
    names = (*kind.columns, *kind.helping)
    peers = [*kind.headings.values(), *kind.joined.values()]
    own = {fold(each) for given in peers for each in given}
    return sum(
        fold(heading) in own or any(_rank(name, heading) is not None for name in names)
        for heading in headings
        if heading
    )


@cache
def words(column: str) -> dict[str, str]:
    """Return what files write for the words of a column: folded -> ours."""
    said: dict[str, list[str]] = _description()["words"].get(column, {})
    return {word_key(written): word for word, others in said.items() for written in (word, *others)}


def word_key(text: str) -> str:
    """Return a word as it is compared; signs alone are kept.

    >>> word_key("Âm tính"), word_key("(+)")
    ('am tinh', '(+)')
    """
    return fold(text) or text.strip()


@cache
def _description() -> dict[str, Any]:
    return tomllib.loads(_DESCRIPTION.read_text(encoding="utf-8"))


def _settings(said: Mapping[str, Any]) -> Settings:
    columns = {
        name: tuple(each) if isinstance(each, list) else (str(each),)
        for name, each in said.get("columns", {}).items()
    }
    words_said = {
        column: {word_key(str(written)): str(word) for written, word in each.items()}
        for column, each in said.get("words", {}).items()
    }
    always = {name: str(value) for name, value in said.get("always", {}).items()}
    rest = {key: value for key, value in said.items() if key not in {"columns", "words", "always"}}
    return Settings(**rest, columns=columns, words=words_said, always=always)


def _heading(wanted: str, headings: Sequence[str]) -> str | None:
    """Return the heading that is meant: as written, else without marks and case."""
    if wanted in headings:
        return wanted
    return next((each for each in headings if fold(each) == fold(wanted)), None)


@cache
def _rank(name: str, heading: str, own: tuple[str, ...] = ()) -> int | None:
    """Return how likely a heading means a column, 0 the likeliest; None when it does not.

    Of two rows of headings both may be meant together, or the lower one alone.
    """
    usual = [name.replace("_", " "), *_description()["headings"].get(name, [])]
    known = [*map(fold, own), *map(fold, usual)]
    whole = fold(re.sub(r"\([^)]*\)", " ", heading)) or fold(heading)
    lower = fold(heading.rpartition(" / ")[2])
    tried = [whole, fold(heading), lower]
    ranks = [known.index(each) + 2 * place for place, each in enumerate(tried) if each in known]
    return min(ranks, default=None)
