"""An index on disk: one file per column, opened by mapping them into memory, not by reading them.

Opening takes the same time whatever the size: the operating system reads a page of a column when
a trace first touches it. Nothing that a program does with an opened index reaches the files.
"""

import json
import os
import shutil
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from dashboard.tracing import threads
from dashboard.tracing.errors import TableError
from dashboard.tracing.index.columns import Parts, Stays

VERSION = 2
"""Of the files; another version is refused."""

_ABOUT = "about.json"
_CONFIDENCE = "confidence"
_IDS = ("person_ids", "place_ids")
_CHUNK = 2**24  # bytes read at once when everything is checked


def save(parts: Parts, folder: Path) -> None:
    """Write the parts into `folder`, replacing an index that is there.

    The files appear all at once, by renaming, so nobody opens half an index; whoever has the old
    one open goes on reading it.
    """
    columns = {**parts.stays._asdict(), _CONFIDENCE: parts.confidence}
    with replacing(folder) as part:
        for name, column in columns.items():
            np.save(part / f"{name}.npy", column, allow_pickle=False)
        dtypes = {name: _save_ids(getattr(parts, name), part / f"{name}.arrow") for name in _IDS}
        about = {
            "version": VERSION,
            "lengths": {name: len(column) for name, column in columns.items()}
            | {name: len(getattr(parts, name)) for name in _IDS},
            "dtypes": {name: str(column.dtype) for name, column in columns.items()} | dtypes,
            "checksums": checksums(part),
        }
        (part / _ABOUT).write_text(json.dumps(about, indent=1), encoding="utf-8")


def opened(folder: Path, *, is_checked: bool = False) -> Parts:
    """Return the parts of the index in `folder`, mapped into memory.

    Parameters
    ----------
    is_checked
        Whether to read every byte and compare checksums; otherwise versions, types, lengths and
        the order of the starts are checked, which takes no time.

    Raises
    ------
    TableError
        If there is no index, it is of another version, or it is damaged.
    """
    about = _about(folder)
    try:
        if is_checked:
            check_bytes(folder, about["checksums"])
        lengths, dtypes = about["lengths"], about["dtypes"]
        columns = {
            name: _column(folder / f"{name}.npy", lengths[name], dtypes[name])
            for name in (*Stays._fields, _CONFIDENCE)
        }
        ids = [_ids(folder / f"{name}.arrow", lengths[name], dtypes[name]) for name in _IDS]
    except (OSError, ValueError, KeyError, TypeError, EOFError, pa.ArrowException) as error:
        raise _damaged(folder, " ".join(str(error).split()) or type(error).__name__) from None
    confidence = columns.pop(_CONFIDENCE)
    parts = Parts(Stays(**columns), confidence, *ids)
    _check_shape(parts, folder)
    return parts


@contextmanager
def replacing(folder: Path) -> Iterator[Path]:
    """Yield an empty folder that takes the place of `folder` once it is filled, or never does."""
    part = folder.with_name(f"{folder.name}.part-{os.getpid()}")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    try:
        yield part
        _put_in_place(part, folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def checksums(folder: Path) -> dict[str, int]:
    """Return a checksum of every file that lies in the folder itself, by name."""
    files = sorted(path for path in folder.iterdir() if path.is_file())
    return dict(zip([path.name for path in files], _each_checksum(files), strict=True))


def check_bytes(folder: Path, expected: Mapping[str, object]) -> None:
    """Read every byte of these files of the folder.

    Raises
    ------
    ValueError
        If those of a file are not those that were saved.
    """
    found = _each_checksum([folder / name for name in expected])
    for (name, saved), checksum in zip(expected.items(), found, strict=True):
        if checksum != saved:
            raise ValueError(f"the bytes of {name} are not those that were saved")


def _save_ids(ids: pd.Index, path: Path) -> str:
    """Write the ids; return the type that they have in memory."""
    values = pa.array(ids.to_numpy()) if _is_integer(ids) else pa.array(ids, type=pa.large_string())
    batch = pa.record_batch({"id": values})
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, batch.schema) as writer:
        writer.write_batch(batch)
    return str(ids.dtype)


def _ids(path: Path, length: int, dtype: str) -> pd.Index:
    with pa.memory_map(str(path)) as file:
        table = pa.ipc.open_file(file).read_all()
    if table.num_rows != length:
        raise ValueError(f"{path.name} has {table.num_rows} entries instead of {length}")
    ids: pd.Index = pd.Index(table.column(0).to_pandas()).astype(dtype)
    return ids.rename(None)


def _is_integer(ids: pd.Index) -> bool:
    return bool(pd.api.types.is_integer_dtype(ids.dtype))


def _column(path: Path, length: int, dtype: str) -> NDArray[Any]:
    mapped = np.load(path, mmap_mode="c", allow_pickle=False)  # a private copy of touched pages
    if mapped.shape != (length,) or str(mapped.dtype) != dtype:
        raise ValueError(
            f"{path.name} has {mapped.shape} {mapped.dtype} instead of {length} {dtype}"
        )
    return np.asarray(mapped)


def _about(folder: Path) -> dict[str, Any]:
    try:
        about = json.loads((folder / _ABOUT).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise TableError(f"there is no saved index in {folder}: it has no {_ABOUT}") from None
    except (OSError, ValueError) as error:
        raise _damaged(folder, f"{_ABOUT} cannot be read: {error}") from None
    version = about.get("version") if isinstance(about, dict) else None
    if version != VERSION:
        raise TableError(
            f"the index in {folder} is of version {version}; this program reads {VERSION}:"
            " save it again"
        )
    return dict(about)


def _each_checksum(files: Sequence[Path]) -> list[int]:
    return threads.share(lambda at: _checksum(files[at]), len(files)) if files else []


def _checksum(path: Path) -> int:
    value = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            value = zlib.crc32(chunk, value)
    return value


def _check_shape(parts: Parts, folder: Path) -> None:
    stays = parts.stays
    count = len(stays.person)
    for name, starts, ids in (
        ("place_starts", stays.place_starts, parts.place_ids),
        ("person_starts", stays.person_starts, parts.person_ids),
    ):
        if len(starts) != len(ids) + 1 or starts[0] != 0 or starts[-1] != count:
            raise _damaged(folder, f"{name} does not fit {len(ids)} ids and {count} stays")
        if (np.diff(starts) < 0).any():
            raise _damaged(folder, f"{name} does not ascend")
    per_stay = (
        stays.arrived,
        stays.left,
        stays.by_person,
        stays.by_person_place,
        stays.crowd,
        parts.confidence,
    )
    per_place = (stays.longest, stays.kind)
    if any(len(column) != count for column in per_stay) or any(
        len(column) != len(parts.place_ids) for column in per_place
    ):
        raise _damaged(folder, "its columns are not equally long")


def _damaged(folder: Path, reason: str) -> TableError:
    return TableError(f"the index in {folder} is damaged: {reason}; save it again")


def _put_in_place(part: Path, folder: Path) -> None:
    old = folder.with_name(f"{folder.name}.old-{os.getpid()}")
    if folder.exists():
        folder.rename(old)
    part.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
