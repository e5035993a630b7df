"""An index on disk is the index in memory; a damaged one is refused in one clear sentence."""

import json

import numpy as np
import pandas as pd
import pytest

from dashboard.tracing import ColocationIndex, TableError, expand
from tests.tracing.worlds import crowd, found, same, stay_table, world

STAYS = stay_table(crowd(30, "saved")).assign(confidence="recorded")
NAMED = STAYS.assign(
    person_id="người " + STAYS["person_id"].astype("str"),
    place_id="chợ " + STAYS["place_id"].astype("str"),
)
KINDS = {
    "integers": STAYS,
    "short integers": STAYS.astype({"person_id": "int32"}),
    "nullable integers": STAYS.astype({"person_id": "Int64"}),
    "text": NAMED,
    "objects": NAMED.astype({"person_id": object}),
    "categories": NAMED.astype({"person_id": "category"}),
    "nobody": STAYS.iloc[:0],
}


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_saved_is_opened(tmp_path, kind):
    index = ColocationIndex.build(KINDS[kind])
    index.save(tmp_path / "index")
    same(index, ColocationIndex.open(tmp_path / "index"))
    same(index, ColocationIndex.open(tmp_path / "index", is_checked=True))


def test_an_opened_index_answers_the_same(tmp_path):
    setting = world(7)
    ColocationIndex.build(stay_table(setting.stays)).save(tmp_path / "index")
    index = ColocationIndex.open(tmp_path / "index")
    cases = pd.DataFrame(
        {
            "person_id": [0],
            "infectious_from": pd.Timestamp("2021-08-01T00:00+07:00"),
            "infectious_until": pd.Series([pd.NaT], dtype="datetime64[us, UTC]"),
        }
    )
    built = expand(ColocationIndex.build(stay_table(setting.stays)), cases)
    assert found(expand(index, cases)) == found(built) != {}


def test_saving_again_replaces_and_whoever_reads_goes_on(tmp_path):
    folder = tmp_path / "index"
    first, second = ColocationIndex.build(STAYS), ColocationIndex.build(STAYS.iloc[:9])
    first.save(folder)
    reading = ColocationIndex.open(folder)
    second.save(folder)
    same(first, reading)
    same(second, ColocationIndex.open(folder))
    assert [path.name for path in tmp_path.iterdir()] == ["index"]


def test_an_opened_index_never_changes_the_files(tmp_path):
    folder = tmp_path / "index"
    ColocationIndex.build(STAYS).save(folder)
    ColocationIndex.open(folder).stays.left[:] = 0
    same(ColocationIndex.build(STAYS), ColocationIndex.open(folder, is_checked=True))


def _cut(path):
    path.write_bytes(path.read_bytes()[:-4])


def _about(folder, **changes):
    about = json.loads((folder / "about.json").read_text()) | changes
    (folder / "about.json").write_text(json.dumps(about))


def _shifted(folder):
    starts = np.load(folder / "place_starts.npy")
    np.save(folder / "place_starts.npy", starts[::-1])


def _swapped(folder):
    left = np.load(folder / "left.npy")
    np.save(folder / "left.npy", left[::-1])


DAMAGES = {
    "there is no saved index in .*about.json": lambda f: (f / "about.json").unlink(),
    "is damaged: about.json cannot be read": lambda f: (f / "about.json").write_text("{"),
    "is of version 99; this program reads 2": lambda f: _about(f, version=99),
    "is of version None": lambda f: (f / "about.json").write_text("[]"),
    "is damaged: 'lengths'": lambda f: (f / "about.json").write_text('{"version": 2}'),
    "is damaged: .*left.npy": lambda f: (f / "left.npy").unlink(),
    "is damaged: mmap length": lambda f: _cut(f / "person.npy"),
    "is damaged: arrived.npy has .* instead of": lambda f: np.save(f / "arrived.npy", [1, 2]),
    "is damaged: longest.npy has .*float64 instead": lambda f: np.save(f / "longest.npy", [1.0, 2]),
    "is damaged: place_starts does not fit": _shifted,
    "is damaged: File is too small": lambda f: (f / "person_ids.arrow").write_bytes(b""),
    "is damaged: the bytes of left.npy": _swapped,
}


@pytest.mark.parametrize("sentence", DAMAGES)
def test_a_damaged_folder_is_refused(tmp_path, sentence):
    folder = tmp_path / "index"
    ColocationIndex.build(STAYS).save(folder)
    DAMAGES[sentence](folder)
    with pytest.raises(TableError, match=sentence):
        ColocationIndex.open(folder, is_checked="bytes" in sentence)


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(TableError, match=r"there is no saved index in .*nowhere"):
        ColocationIndex.open(tmp_path / "nowhere")
