"""What stands at the addresses, as OpenAPI 3.1: from the list of tables and the register."""

from typing import Any, Final

from dashboard import words
from dashboard.addresses.answers import WITHHELD
from dashboard.addresses.tables import TABLES, Column, Table
from dashboard.indicators.definitions import DEFINITIONS, NUMBERS

ROOT: Final = "/api/v1"

_TYPES: Final = {
    "text": ["string", "null"],
    "people": ["integer", "number", "null"],
    "count": ["integer", "number", "null"],
    "decimal": ["number", "null"],
    "share": ["number", "null"],
    "points": ["number", "null"],
}
_PARAMETERS: Final = [
    {
        "name": "district",
        "in": "query",
        "description": "Code of one of your districts; without it, all of them together.",
        "schema": {"type": "string"},
    },
    {
        "name": "lang",
        "in": "query",
        "description": "Language of the names.",
        "schema": {"type": "string", "enum": list(words.LANGUAGES), "default": "vi"},
    },
]
_REFUSALS: Final = {
    "400": "A parameter is not one of yours.",
    "401": "The token is missing, unknown, struck or over.",
    "503": "The database does not answer, or holds no data yet; try again later.",
}


def openapi() -> dict[str, Any]:
    """Return the description in the language that is settled."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Smart Hải Dương: tables",
            "version": "1",
            "description": (
                "Every table that the pages offer as a file, with the rights, districts and"
                " withheld numbers of the viewer whose token asks. Read only; every answer is a"
                " line of the access log. Columns are added within this version, none is removed."
            ),
        },
        "servers": [{"url": "/"}],
        "security": [{"token": []}],
        "paths": {
            f"{ROOT}/tables": {"get": _list()},
            **{
                f"{ROOT}/tables/{name}.{form}": {"get": _get(name, table, form)}
                for name, table in TABLES.items()
                for form in ("json", "csv")
            },
        },
        "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
    }


def row_schema(table: Table) -> dict[str, Any]:
    """Return what a row of JSON holds."""
    columns = {column.name: _schema(column) for column in table.columns}
    withheld = {
        "type": "array",
        "description": "Columns that are null here because the number is withheld from you.",
        "items": {"enum": list(columns)},
    }
    return {
        "type": "object",
        "required": list(columns),
        "properties": columns | {WITHHELD: withheld},
        "additionalProperties": False,
    }


def _list() -> dict[str, Any]:
    names = {"type": "array", "items": {"enum": list(TABLES)}}
    schema = {"type": "object", "required": ["tables"], "properties": {"tables": names}}
    content = {"application/json": {"schema": schema}}
    answers = {"200": {"description": "The names of all tables.", "content": content}}
    return {"operationId": "tables", "summary": "tables", "responses": answers | _refused()}


def _get(name: str, table: Table, form: str) -> dict[str, Any]:
    content: dict[str, Any] = {"text/csv": {"schema": {"type": "string"}}}
    if form == "json":
        content = {"application/json": {"schema": _answer(name, table)}}
    return {
        "operationId": f"{name}_{form}",
        "summary": words.sentences(words.language()).get(f"table.name.{name}", name),
        "parameters": _PARAMETERS,
        "responses": {"200": {"description": "The table.", "content": content}} | _refused(),
    }


def _answer(name: str, table: Table) -> dict[str, Any]:
    known = {
        "table": {"const": name},
        "area": {"type": "string"},
        "data_time": {"type": "string", "format": "date-time"},
        "is_simulated": {"type": "boolean"},
        "rows": {"type": "array", "items": row_schema(table)},
    }
    return {"type": "object", "required": list(known), "properties": known}


def _refused() -> dict[str, Any]:
    return {status: {"description": said} for status, said in _REFUSALS.items()}


def _schema(column: Column) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": _TYPES[column.kind]}
    if column.define:
        schema["description"] = words.say(DEFINITIONS[column.define].meaning, **NUMBERS)
    return schema
