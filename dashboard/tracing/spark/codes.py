"""Who is which number: every shard holds people as whole numbers of 31 bits.

Whole-number ids that fit are their own codes. Other ids lie in files by the checksum of their
text, each in order: the code of an id is its place in its file, times the number of files, plus the
number of the file. So an id is found by looking into one file, and workers number people without
knowing of each other.
"""

import zlib
from bisect import bisect_left
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from dashboard.tracing import contract
from dashboard.tracing.errors import TableError
from dashboard.tracing.spark.files import Build

MOST: Final = 2**31 - 1
"""The largest code."""


class Codes(Protocol):
    """Knows who is which number."""

    def codes_of(self, person_ids: pd.Series, *, of: str) -> NDArray[np.int64]:
        """Return the code of each id; -1 for somebody who is nowhere."""

    def ids_of(self, codes: NDArray[np.integer]) -> pd.Index:
        """Return the id of each code."""


def opened(build: Build) -> Codes:
    """Return who is who in this build."""
    files = [build.folder / names.name for names in build.names]
    return Named(files, build.id_type) if files else Own(build.id_type)


class Own:
    """Whole numbers are their own codes."""

    def __init__(self, id_type: str) -> None:
        """Remember of which type ids are."""
        self._type = id_type

    def codes_of(self, person_ids: pd.Series, *, of: str) -> NDArray[np.int64]:
        """Return the ids; -1 where one cannot be a code."""
        contract.known_ids(person_ids, of=of)
        contract.same_kind(person_ids, pd.Index([0]), of=of)
        ids = person_ids.to_numpy(np.int64)
        return np.where((ids >= 0) & (ids <= MOST), ids, -1)

    def ids_of(self, codes: NDArray[np.integer]) -> pd.Index:
        """Return the codes."""
        ids: pd.Index = pd.Index(codes.astype(self._type))
        return ids


class Named:
    """Ids in files."""

    def __init__(self, files: list[Path], id_type: str) -> None:
        """Remember the files; they are mapped when the first id is asked for."""
        self._files = files
        self._type = id_type

    def codes_of(self, person_ids: pd.Series, *, of: str) -> NDArray[np.int64]:
        """Return the code of each id."""
        contract.known_ids(person_ids, of=of)
        known = pd.Index([], dtype=self._type)
        contract.same_kind(person_ids, known.insert(0, 0 if self._is_number else ""), of=of)
        count = len(self._files)
        codes = np.full(len(person_ids), -1, dtype=np.int64)
        for row, value in enumerate(person_ids.tolist()):
            part = file_of(value, count)
            at = _position(self._columns[part], value)
            codes[row] = at * count + part if at >= 0 else -1
        return codes

    def ids_of(self, codes: NDArray[np.integer]) -> pd.Index:
        """Return the id of each code."""
        count = len(self._files)
        ids = np.empty(len(codes), dtype=object)
        for part in range(count):
            rows = np.flatnonzero(codes % count == part)
            taken = self._columns[part].take(pa.array(codes[rows] // count, pa.int64()))
            ids[rows] = taken.to_pylist()
        return pd.Index(ids).astype(self._type)

    @property
    def _is_number(self) -> bool:
        return self._type != "str"

    @cached_property
    def _columns(self) -> list[pa.ChunkedArray]:
        return [_mapped(path) for path in self._files]


def file_of(person_id: object, count: int) -> int:
    """Return in which of so many files an id is, as Spark's `crc32` of its text says.

    >>> file_of(7, 5) == file_of("7", 5)
    True
    """
    return zlib.crc32(str(person_id).encode()) % count


def numbered(ids: pa.Array, part: int, count: int) -> tuple[pa.Array, NDArray[np.int32]]:
    """Return the ids of a file, each once and in order, and the code of each given id.

    Raises
    ------
    TableError
        If there are more people than codes.
    """
    known = ids.unique().sort()
    if len(known) * count > MOST:
        raise TableError(f"{len(known)} people in {count} files are more than {MOST} codes")
    at = pc.index_in(ids, known).to_numpy(zero_copy_only=False)
    return known, (at.astype(np.int64) * count + part).astype(np.int32)


def write(known: pa.Array, path: Path) -> None:
    """Write a file of ids, all at once."""
    batch = pa.record_batch({"person_id": known})
    part = path.with_name(f".{path.name}-{id(known)}")
    with pa.OSFile(str(part), "wb") as file, pa.ipc.new_file(file, batch.schema) as writer:
        writer.write_batch(batch)
    part.replace(path)


def _position(known: pa.ChunkedArray, value: object) -> int:
    """Return where the id is among those in order; -1 where it is not."""
    wanted: Any = value
    at = bisect_left(range(len(known)), wanted, key=lambda row: known[row].as_py())
    return at if at < len(known) and known[at].as_py() == value else -1


def _mapped(path: Path) -> pa.ChunkedArray:
    with pa.memory_map(str(path)) as file:
        return pa.ipc.open_file(file).read_all().column(0)
