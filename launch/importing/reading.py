"""Blocks of a file's rows to blocks of a table's: read, checked, and what was refused of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import pandas as pd
import pandera.pandas as pa

from launch.errors import LaunchError
from launch.importing import checks, headings, kinds, values
from launch.importing.catalogue import Column
from launch.importing.headings import Headings
from launch.importing.kinds import Kind, Settings
from launch.importing.references import References
from launch.importing.tables import Row, Source, blocks

REJECTED: Final = ("row", "column", "value", "reason")
_WHOLE_ROW: Final = ""
_ALREADY_KNOWN: Final = {"person_id": ("card_number", "phone")}
"""What stands for a column that a file does not have."""


class Block(NamedTuple):
    """Rows that may be stored, by `row_number` of the file, and cells that may not: `REJECTED`."""

    rows: pd.DataFrame
    rejected: pd.DataFrame
    row_count: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What is read of a file: our columns, from which of its own.

    Attributes
    ----------
    filled
        Columns that the import fills where the file has none: its time of loading, its own number.
    """

    kind: Kind
    said: Settings
    headings: Headings
    columns: dict[str, list[str]]
    filled: tuple[str, ...]

    @property
    def unused(self) -> list[str]:
        """Headings that are nothing's."""
        used = {each for given in self.columns.values() for each in given}
        return [name for name in self.headings.all_names if name not in used]

    @property
    def described(self) -> list[Column]:
        """The columns that a file fills, helping ones too, as the database describes them."""
        known = self.kind.columns
        texts = {name: Column(name, "text", is_required=False) for name in self.kind.helping}
        return [(known | texts)[name] for name in (*self.columns, *self.said.always)]


def plan(kind: Kind, said: Settings, found: Headings) -> Plan:
    """Return what is read of a file.

    Raises
    ------
    LaunchError
        When a column that every row needs is not in it.
    """
    columns = kinds.guessed(kind, found.all_names, said)
    for name in headings.CARD_FIELDS if found.cards else ():
        if name in {*kind.columns, *kind.helping}:
            columns.setdefault(name, [headings.card_heading(name)])
    for unit in ("district", "commune"):  # a name with its kind in front says both
        if f"{unit}_kind" in kind.columns and f"{unit}_name" in columns:
            columns.setdefault(f"{unit}_kind", columns[f"{unit}_name"])
    filled = tuple(name for name in _fillable(kind) if name not in columns)
    there = {*columns, *said.always, *filled}
    lacking = [
        column.name
        for column in kind.tables[0].columns.values()
        if column.is_required
        and column.name not in {*there, *kind.derived}
        and not there.intersection(_ALREADY_KNOWN.get(column.name, ()))
    ]
    if lacking:
        raise LaunchError(
            f"The file lacks {', '.join(lacking)}, which every row of {kind.name} needs. Its "
            f"columns are {', '.join(found.all_names)}: say which is which, [columns] in a TOML, "
            "or what all rows say, [always]."
        )
    return Plan(kind, said, found, columns, filled)


def read(
    source: Source, plan: Plan, references: References, above: Sequence[Row]
) -> Iterator[Block]:
    """Yield a file's rows by the block, given those already read to find the headings."""
    schema = checks.schema(_checked(plan))
    first = plan.headings.above + 1
    for rows in blocks(_from(above, plan.headings.above, source)):
        yield _block(rows, first, plan, references, schema)
        first += len(rows)


def _fillable(kind: Kind) -> list[str]:
    """Return the columns that an import can fill itself: a row's own number, when it came."""
    table = kind.tables[0]
    number = next(iter(table.columns.values()))
    names = [number.name] if number.is_id and kind.same else []
    return [*names, *(name for name in ("received_at",) if name in table.columns)]


def _checked(plan: Plan) -> list[Column]:
    """Return the columns as a block is checked: who is meant may be told by another column."""
    return [
        Column(column.name, column.type, is_required=False)
        if column.name in _ALREADY_KNOWN
        else column
        for column in plan.described
    ]


def _from(above: Sequence[Row], skipped: int, source: Source) -> Iterator[Row]:
    yield from above[skipped:]
    yield from source.rows


def _block(
    rows: list[Row], first: int, plan: Plan, references: References, schema: pa.DataFrameSchema
) -> Block:
    width = len(plan.headings.names)
    only = [
        (plan.headings.names.index(heading), set(map(kinds.word_key, words)))
        for heading, words in plan.said.only.items()
        if heading in plan.headings.names
    ]
    kept, numbers, torn = [], [], []
    for number, row in enumerate(rows, first):
        cells = row[:width] if not any(row[width:]) else row
        if not any(cells) or headings.is_total(cells) or not _is_meant(cells, only):
            continue
        if fault := _fault(cells, width):
            torn.append((number, _WHOLE_ROW, ", ".join(cells), fault))
            continue
        kept.append(plan.headings.with_cards([*cells, *[""] * (width - len(cells))]))
        numbers.append(number)
    index = pd.Index(numbers, dtype="int64", name="row_number")
    texts = pd.DataFrame(kept, index=index, columns=plan.headings.all_names, dtype="str")
    typed, rejected = _typed(texts, plan, references)
    bad = checks.failures(_without(typed, rejected), schema)
    refused = pd.concat(
        [
            pd.DataFrame(torn, columns=list(REJECTED)),
            rejected,
            pd.DataFrame(
                [
                    (int(row), name, _told(texts, plan, name, row), reason)
                    for row, name, reason in bad.itertuples(index=False)
                ],
                columns=list(REJECTED),
            ),
        ],
        ignore_index=True,
    )
    return Block(_without(typed, refused), refused, len(index) + len(torn))


def _fault(cells: Row, width: int) -> str:
    """Say what is wrong with a whole row: cells too many, or other rows inside one of its cells."""
    if len(cells) > width:
        return "width"
    swallowed = len(cells) < width and any("\n" in cell for cell in cells)
    return "quote" if swallowed else ""


def _is_meant(row: Row, only: list[tuple[int, set[str]]]) -> bool:
    return all(len(row) > place and kinds.word_key(row[place]) in words for place, words in only)


def _without(rows: pd.DataFrame, rejected: pd.DataFrame) -> pd.DataFrame:
    return rows[~rows.index.isin(rejected["row"])]


def _typed(
    texts: pd.DataFrame, plan: Plan, references: References
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the columns' values, and the cells that could not be read."""
    given = {column.name: _given(texts, plan, column.name) for column in plan.described}
    typed: dict[str, pd.Series] = {}
    rejected: list[tuple[int, str, str, str]] = []
    for column in plan.described:
        typed[column.name], reasons = _values(column, given, typed, plan, references)
        is_bad = reasons.ne("").to_numpy()
        cells = zip(texts.index[is_bad], given[column.name][is_bad], reasons[is_bad], strict=True)
        rejected += [(int(row), column.name, text, reason) for row, text, reason in cells]
    return (
        pd.DataFrame(typed, index=texts.index),
        pd.DataFrame(rejected, columns=list(REJECTED)).astype({"row": "int64"}),
    )


def _given(texts: pd.DataFrame, plan: Plan, name: str) -> pd.Series:
    if name in plan.said.always:
        return pd.Series(plan.said.always[name], index=texts.index, dtype="str")
    first, *others = plan.columns[name]
    joined = texts[first]
    for other in others:
        joined = joined.str.cat(texts[other], sep=" ").str.strip()
    return joined


def _values(
    column: Column,
    given: dict[str, pd.Series],
    typed: dict[str, pd.Series],
    plan: Plan,
    references: References,
) -> values.Read:
    texts = given[column.name]
    own = plan.kind.tables[0].name
    if column.name == "commune_id" and own != "communes":
        return references.communes(texts.mask(texts.eq("")), given.get("district_id"))
    if column.name == "district_id" and own != "districts":
        if "district_id" not in plan.kind.columns:  # it only says which commune is meant
            return values.Read(texts.mask(texts.eq("")), pd.Series("", index=texts.index))
        return references.districts(texts.mask(texts.eq("")))
    if not column.is_id:
        words = plan.said.words.get(column.name, {})
        return values.read(texts, column, words, plan.said.dates)
    found = values.read_id(texts)
    if references.is_named(column.name, own):
        named = references.named(column.name, found.values, typed.get("commune_id"))
        return values.Read(named, found.reasons)
    return found


def _told(texts: pd.DataFrame, plan: Plan, name: str, row: object) -> str:
    return str(_given(texts.loc[[row]], plan, name).iloc[0])
