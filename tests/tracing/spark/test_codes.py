"""Who is which number: there and back, whoever writes the files."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

pytest.importorskip("pyspark", reason="PySpark is not installed: make spark")

from dashboard.tracing import TableError
from dashboard.tracing.spark import codes
from dashboard.tracing.spark.codes import Named, Own

FILES = 3
PEOPLE = {
    "str": [f"người {number}" for number in range(40)],
    "int64": [30_000_000_000 + number for number in range(40)],
}


def _named(folder, kind):
    """Write the files as so many partitions would, each without knowing of the others."""
    people = pd.Series(PEOPLE[kind], dtype=kind)
    given = {}
    paths = [folder / f"{part}.arrow" for part in range(FILES)]
    for part, path in enumerate(paths):
        mine = [person for person in people if codes.file_of(person, FILES) == part]
        known, numbers = codes.numbered(pa.array([*mine, *mine[:2]]), part, FILES)
        codes.write(known, path)
        given |= dict(zip([*mine, *mine[:2]], numbers.tolist(), strict=True))
    return people, given, Named(paths, kind)


@pytest.mark.parametrize("kind", PEOPLE)
def test_ids_in_files_are_found_there_and_back(tmp_path, kind):
    people, given, named = _named(tmp_path, kind)
    assert len(set(given.values())) == len(people)
    found = named.codes_of(people, of="cases.person_id")
    assert found.tolist() == [given[person] for person in people]
    assert named.ids_of(found).tolist() == people.tolist()
    assert named.ids_of(found).dtype == kind
    nobody = pd.Series([people.iloc[0] + people.iloc[0]], dtype=kind)
    assert named.codes_of(nobody, of="cases.person_id").tolist() == [-1]


def test_another_kind_of_id_is_refused(tmp_path):
    named = _named(tmp_path, "str")[2]
    with pytest.raises(TableError, match=r"cases.person_id .* can match nothing"):
        named.codes_of(pd.Series([7]), of="cases.person_id")
    with pytest.raises(TableError, match=r"cases.person_id 'an' can match nothing"):
        Own("int32").codes_of(pd.Series(["an"]), of="cases.person_id")


def test_numbers_that_fit_are_their_own_codes():
    ids = pd.Series([0, 2**31 - 1, 2**31, -1])
    assert Own("int64").codes_of(ids, of="cases.person_id").tolist() == [0, 2**31 - 1, -1, -1]
    assert Own("int64").ids_of(np.array([7], dtype=np.int32)).dtype == "int64"


def test_more_people_than_codes_are_refused():
    with pytest.raises(TableError, match="are more than 2147483647 codes"):
        codes.numbered(pa.array(["a", "b"]), 0, 2**31 - 1)
