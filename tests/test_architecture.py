"""The shape of the repository, checked."""

import ast
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from dashboard import words

ROOT = Path(__file__).parent.parent
PAGES = sorted(p for p in (ROOT / "dashboard/pages").glob("*.py") if p.stem != "__init__")
QUERIES = sorted((ROOT / "queries").glob("*.sql"))
SQL_FILES = sorted((ROOT / "queries").rglob("*.sql"))
LONGEST_PAGE = 60

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem)


@each_page
def test_page_asks_permission_before_anything_else(page):
    """The first statement after the imports is access.require(...)."""
    body = ast.parse(page.read_text(encoding="utf-8")).body
    first = next(node for node in body[1:] if not isinstance(node, ast.Import | ast.ImportFrom))
    assert ast.unparse(first).removeprefix("viewer = ").startswith("access.require(")


@each_page
def test_page_is_thin(page):
    """A page defines nothing, loops over nothing, and fits on one screen."""
    text = page.read_text(encoding="utf-8")
    kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.For | ast.While
    assert not [node for node in ast.walk(ast.parse(text)) if isinstance(node, kinds)]
    assert len(text.splitlines()) <= LONGEST_PAGE


def test_every_page_is_in_the_frame():
    frame = (ROOT / "app.py").read_text(encoding="utf-8")
    assert [page.stem for page in PAGES if page.stem not in frame] == []


@pytest.mark.parametrize("query", SQL_FILES, ids=lambda path: f"{path.parent.stem}/{path.stem}")
def test_sql_file_states_its_question(query):
    """One file, one question, on its first line."""
    assert re.fullmatch(r"-- .+\?", query.read_text(encoding="utf-8").splitlines()[0])


@pytest.mark.parametrize("query", QUERIES, ids=lambda path: path.stem)
def test_query_is_asked_by_name(query):
    """Nothing lies about that no data function asks."""
    assert f'"{query.stem}"' in _text_of("dashboard/data/*.py")


def test_data_functions_ask_only_what_exists():
    asked = re.findall(r'\b(?:ask|record|ask_columns)\(\s*"(\w+)"', _text_of("dashboard/data/*.py"))
    assert set(asked) <= {query.stem for query in QUERIES}


@pytest.mark.parametrize("query", QUERIES, ids=lambda path: path.stem)
def test_query_reads_only_the_contract_or_the_ledger(query):
    """What another province rewrites is `queries/contract` and nothing else."""
    lines = query.read_text(encoding="utf-8").splitlines()
    code = "\n".join(line.partition("--")[0] for line in lines)
    assert not re.search(r"\b(operational|truth)\.", code)


def test_sentences_exist_in_every_language():
    keys = {language: set(_sentences(language)) for language in words.LANGUAGES}
    assert keys["vi"] == keys["en"]


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_no_sentence_is_empty(language):
    assert [key for key, text in _sentences(language).items() if not text.strip()] == []


def test_sentences_have_the_same_blanks_in_every_language():
    different = [
        key
        for key, text in _sentences("vi").items()
        if _blanks(text) != _blanks(_sentences("en").get(key, ""))
    ]
    assert different == []


def test_said_sentences_exist():
    """Every key that the code names is in the catalogues."""
    named = re.findall(r'\bsay\(\s*"([\w.]+)"', _text_of("dashboard/**/*.py") + _text_of("app.py"))
    assert sorted(set(named) - set(_sentences("vi"))) == []


def test_readme_shows_the_tree():
    """The README's tree names what is at the top of the repository, and nothing else."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = {line.split()[0] for line in _tree_lines(readme)}
    folders = {f"{path.split('/')[0]}/" for path in _files() if "/" in path}
    assert {name for name in folders if not name.startswith(".")} <= shown
    assert {name for name in shown if not (ROOT / name).exists()} == set()


def test_no_file_names_the_machine_it_was_written_on():
    # Put together here, so that this file does not name them either.
    foreign = [f"/{name}/".encode() for name in ("work", "root", "home")] + [b"." + b"library"]
    offenders = [
        path for path in _files() if any(name in (ROOT / path).read_bytes() for name in foreign)
    ]
    assert offenders == []


def _text_of(pattern) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(ROOT.glob(pattern)))


@cache
def _sentences(language) -> dict[str, str]:
    with (ROOT / "assets/locale" / f"{language}.po").open("rb") as file:
        return {str(entry.id): str(entry.string) for entry in read_po(file) if entry.id}


def _blanks(text) -> list[str]:
    return sorted(re.findall(r"{(\w+)[^}]*}", text))


def _tree_lines(readme) -> list[str]:
    """Return the unindented lines of the first code block that names app.py."""
    blocks = re.findall(r"```\w*\n(.*?)```", readme, re.DOTALL)
    tree = next(block for block in blocks if "app.py" in block)
    return [
        line for line in tree.splitlines() if line and not line.startswith((" ", "│", "└", "├"))
    ]


@cache
def _files() -> list[str]:
    """Every file that git keeps or would keep."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [name for name in names.splitlines() if (ROOT / name).is_file()]


def test_pickers_match_what_is_typed_and_never_take_all_matches():
    """Streamlit's usual filter takes letters in their order: "đức" offers six other communes."""
    for path in sorted((ROOT / "dashboard").rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
                continue
            given = {named.arg: ast.unparse(named.value) for named in call.keywords}
            if call.func.attr in {"selectbox", "multiselect"}:
                assert given.get("filter_mode") == "'contains'", f"{path}:{call.lineno}"
            if call.func.attr == "multiselect":
                assert given.get("select_all") == "False", f"{path}:{call.lineno}"
