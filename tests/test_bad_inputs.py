"""Whatever comes through a door is read, refused by name, or left out: nothing else ever happens.

Each door is asked what hypothesis makes of unlikely pieces. `make bad-inputs` asks 4,200 of each,
others at each run.
"""

import csv
import io
import json
import logging
import os
import re
from contextlib import suppress
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from streamlit.proto.BackMsg_pb2 import BackMsg

from dashboard import alphabet, citizen_card, clock, csv_file
from dashboard.doors.messages import SAID, _kind
from dashboard.drawing import escaped
from dashboard.figures.tracing import choice
from dashboard.operation import log_lines
from dashboard.panels.tracing.question import replay
from dashboard.panels.two_dates import choice as two_dates
from dashboard.panels.zones import risk_limits
from dashboard.tracing.zones import shapes
from launch.errors import LaunchError
from launch.importing import tables, values
from launch.importing.catalogue import Column

EACH = int(os.environ.get("BAD_INPUTS", "100"))
"""How many inputs each door is asked."""

PIECES = [
    *(
        "",
        " ",
        "0",
        "-1",
        "-0",
        "NaN",
        "inf",
        "-inf",
        "1e400",
        "1e-320",
        "1_000",
        "1.234,56",
        "٣",
        "２",
    ),
    *(
        "2021-08-24",
        "24/08/2021",
        "2021-02-30",
        "31/02/2021",
        "0001-01-01",
        "9999-12-31",
        "10000-01-01",
    ),
    *(
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-12:00",
        "2021-08-24T25:00",
        "7h30",
        "12:00 SA",
    ),
    *(
        "'; drop table people; --",
        "<script>",
        "</script>",
        "{{ 7*7 }}",
        "{% raw %}",
        "&#0;",
        "=1+1",
        "@x",
    ),
    *(
        "|",
        ",",
        ";",
        "~",
        "\t",
        "\r\n",
        "\n",
        '"',
        "'",
        "\\",
        "%s",
        "%00",
        "\0",
        "../",
        "null",
        "[]",
        "{}",
    ),
    *(
        "Nguyễn",
        "Thị",
        "Hải Dương",
        "nguyen",
        "xã",
        "TP.",
        "khong",
        "không",
        "có",
        "Nam",
        "\u0301",
        "đ",
        "Đ",
    ),
    *(
        "\u202e",
        "\u200b",
        "\ufeff",
        "😀",
        "９",
        "ﬁ",
        "İ",
        "ß",
        "031234567890",
        "1950",
        "01011950",
        "🇻🇳",
    ),
]
TEXT = st.one_of(st.text(max_size=40), st.lists(st.sampled_from(PIECES), max_size=8).map("".join))
ask = settings(
    max_examples=EACH,
    deadline=None,
    derandomize=EACH == 100,
    suppress_health_check=list(HealthCheck),
    database=None,
)


@ask
@given(TEXT)
def test_a_citizen_card(text):
    card = citizen_card.read(text)
    assert card is None or "|" in text


@ask
@given(st.dictionaries(st.sampled_from([*choice.ADDRESS_NAMES, "scans", "x"]), TEXT))
def test_the_address_of_a_trace(address):
    """What is read of it is written so that it says the same again, and can be asked."""
    read = choice.from_address(address)
    assert choice.from_address(choice.to_address(read)) == read
    assert read.rules.min_overlap >= pd.Timedelta(0)
    assert set(choice.refused_windows(address)) <= {
        window.split("~")[0] for window in address.get("window", "").split(";")
    }


@ask
@given(TEXT)
def test_limits_of_risk_in_an_address(text):
    read = risk_limits.from_address(text)
    assert risk_limits.from_address(risk_limits.to_address(read)) == read


@ask
@given(TEXT)
@example("0001-01-01T00:00:00+14:00")
def test_a_moment_and_a_day_in_an_address(text):
    moment = replay._moment(text)
    assert moment is None or moment.tzinfo is not None
    today = clock.local_day(pd.Timestamp("2021-08-24", tz="UTC").to_pydatetime())
    day = two_dates._day(text, today)
    assert day is None or two_dates.FIRST_DAY <= day <= today


@ask
@given(TEXT, TEXT)
@example("\N{MATHEMATICAL BOLD CAPITAL A}", "")
def test_a_search(typed, name):
    wanted = alphabet.wanted(typed)
    assert isinstance(wanted, tuple)
    assert alphabet.fold(alphabet.fold(typed)) == alphabet.fold(typed)
    found = alphabet.mentions(pd.Series([name, f"{name} {typed} {name}"], dtype="str"), typed)
    assert found.dtype == bool
    alphabet.in_order([typed, name, alphabet.by_given_name(name), alphabet.spelling(name)])


@ask
@given(TEXT)
def test_a_cell_of_a_spreadsheet(text):
    """It comes back as it was but for the mark before it, and is no formula."""
    for style in (csv_file.VIETNAMESE, csv_file.PLAIN):
        written = csv_file.csv_of(pd.DataFrame({"a": [text]}), style=style)
        rows = csv.reader(
            io.StringIO(written.decode("utf-8-sig"), newline=""), delimiter=style.separator
        )
        [_, [cell]] = list(rows)
        assert cell in {text, f"'{text}", f"\t{text}"}
        assert not cell.startswith(("=", "+", "-", "@", "\r"))


@ask
@given(TEXT)
def test_a_name_on_a_page(text):
    assert not set("<>{}") & set(escaped.inert(text))
    assert not set("<>&") & set(escaped.harmless(text))
    script = escaped.in_script([text])
    assert not set("<>&{}") & set(script)
    assert json.loads(json.loads(script)) == [text]


@ask
@given(TEXT)
def test_a_line_of_the_log(text):
    record = logging.LogRecord("x", logging.ERROR, "x", 1, "found %s", (text,), None)
    line = log_lines.Line().format(record)
    assert "\n" not in line
    assert json.loads(line)["event"] == f"found {text}"


COLUMNS = [
    *(Column("n", type_, is_required=False) for type_ in ("smallint", "integer", "bigint")),
    *(Column("x", type_, is_required=False) for type_ in ("double precision", "real", "text")),
    *(Column("at", type_, is_required=False) for type_ in ("date", "timestamp with time zone")),
    Column("t", "time without time zone", is_required=False),
    Column("every", "interval", is_required=False),
    Column("is_x", "boolean", is_required=False),
    Column("birth_year", "smallint", is_required=False),
    Column("kind", "text", is_required=False, words=("male", "female")),
    Column("kinds", "text[]", is_required=False, words=("fever", "cough")),
]


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: f"{column.name} {column.type}")
@ask
@given(st.lists(TEXT.map(str.strip).filter(bool), min_size=1, max_size=6))
@example(["0d"])
def test_a_cell_of_a_file(column, texts):
    """Whatever is neither read nor said to be empty has a reason; nothing is dropped silently."""
    read = values.read(pd.Series(texts, dtype="str"), column, {})
    assert len(read.values) == len(read.reasons) == len(texts)
    for text, value, reason in zip(texts, read.values, read.reasons, strict=True):
        is_read = isinstance(value, list | tuple) or not pd.isna(value)
        is_empty = text.lower() in values._EMPTY or text.lower() in values._NO_TIME
        assert is_read != bool(reason) or (is_empty and not is_read)


@ask
@given(
    st.one_of(st.binary(max_size=200), TEXT.map(str.encode)),
    st.sampled_from(["csv", "xlsx", "parquet", "xls"]),
)
@example(b"\r\0", "csv")
def test_a_file(tmp_path_factory, content, suffix):
    file = Path(tmp_path_factory.getbasetemp()) / f"any.{suffix}"
    file.write_bytes(content)
    rows = []
    with suppress(LaunchError), tables.opened(file) as source:
        rows += source.rows
    assert all(isinstance(cell, str) for row in rows for cell in row)


NUMBERS = st.one_of(st.floats(), st.integers(-(10**20), 10**20), st.none(), TEXT)
OUTLINES = st.fixed_dictionaries(
    {
        "type": st.sampled_from(["Polygon", "MultiPolygon", "Point", "Feature", "", None, 7]),
        "coordinates": st.recursive(
            NUMBERS, lambda inner: st.lists(inner, max_size=5), max_leaves=20
        ),
    }
)


@ask
@given(OUTLINES)
def test_a_drawn_outline(outline):
    with suppress(shapes.ShapeError):
        assert shapes.read(outline).geom_type in {"Polygon", "MultiPolygon"}


@ask
@given(st.binary(max_size=80))
def test_a_message_of_a_browser(content):
    """Nothing that cannot be read, or that no page of ours sends, goes further."""
    kind = _kind({"type": "websocket.receive", "bytes": content})
    try:
        meant = BackMsg.FromString(content).WhichOneof("type")
    except Exception:  # noqa: BLE001 - whatever the library says of it
        meant = None
    assert kind == meant if meant in SAID else kind not in SAID


def test_every_door_is_asked_enough():
    """`make bad-inputs` asks 100,000 and more in all."""
    makefile = (Path(__file__).parents[1] / "Makefile").read_text(encoding="utf-8")
    each = int(re.search(r"BAD_INPUTS=(\d+)", makefile)[1])
    doors = 11 + len(COLUMNS)
    assert each * doors >= 100_000
