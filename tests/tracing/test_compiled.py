"""Compiled loops are kept for one state of the sources only."""

from dashboard.tracing.compiled import compiled, stamp


def test_a_change_in_any_source_compiles_anew(tmp_path):
    (tmp_path / "one.py").write_text("1")
    (tmp_path / "two.py").write_text("2")
    before = stamp(tmp_path)
    (tmp_path / "two.py").write_text("3")
    stamp.cache_clear()
    assert stamp(tmp_path) != before


def test_a_change_in_a_subfolder_compiles_anew(tmp_path):
    (tmp_path / "rounds").mkdir()
    loop = tmp_path / "rounds" / "loop.py"
    loop.write_text("1")
    before = stamp(tmp_path)
    loop.write_text("2")
    stamp.cache_clear()
    assert stamp(tmp_path) != before


def test_loops_are_kept_where_the_stamp_says():
    @compiled
    def twice(number):
        return 2 * number

    assert twice(2) == 4
    assert "compiled-" in twice.stats.cache_path
