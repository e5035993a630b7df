"""The shape of the repository, checked."""

import ast
import re
import subprocess
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import grimp
import networkx as nx
import pytest
from babel.messages.pofile import read_po

from dashboard import words

ROOT = Path(__file__).parent.parent
PAGES = sorted(p for p in (ROOT / "dashboard/pages").rglob("*.py") if p.stem != "__init__")
QUERIES = sorted((ROOT / "queries").glob("*.sql"))
SQL_FILES = sorted((ROOT / "queries").rglob("*.sql"))
LONGEST_PAGE = 60
MOST_MODULES = 16  # of one folder: about fifteen, and data has a module per subject and its door
CODE = r"(?:dashboard|launch|simulation|benchmarks|app|serve)\b"

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem)


@pytest.fixture(scope="module")
def imports():
    """Return who imports whom among our own modules."""
    graph = grimp.build_graph("dashboard", "launch", "simulation", "benchmarks")
    return nx.DiGraph(
        (name, other)
        for name in graph.modules
        for other in graph.find_modules_directly_imported_by(name)
    )


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
    menu = (ROOT / "dashboard/menu.py").read_text(encoding="utf-8")
    assert [page.stem for page in PAGES if page.stem not in menu] == []


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


def test_nothing_that_is_kept_takes_an_argument_for_the_cache_alone():
    """What an answer depends on it uses: one name forgotten, and a viewer sees another's answer."""
    ghosts = [
        f"{path.relative_to(ROOT)}: {function.name}({argument})"
        for path in sorted((ROOT / "dashboard").rglob("*.py"))
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(function, ast.FunctionDef) and _is_kept(function)
        for argument in _unused(function)
    ]
    assert ghosts == []


def test_what_the_letters_order_has_a_page_and_a_test_that_opens_it():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| [^|]+ \| `(\w+)` \| `(tests/[\w/.]+)` \|$", readme, re.MULTILINE)
    menu = (ROOT / "dashboard/menu.py").read_text(encoding="utf-8")

    assert len(rows) == 14
    for page, tested in rows:
        path = ROOT / tested
        files = [path] if path.is_file() else sorted(path.glob("test_*.py"))
        assert f'("{page}", ' in menu
        assert any(f'"{page}"' in file.read_text(encoding="utf-8") for file in files), tested


def test_readme_shows_the_tree():
    """Every folder at the top and under dashboard/ and queries/, and nothing that is not there."""
    shown = set(_tree((ROOT / "README.md").read_text(encoding="utf-8")))
    parents = {parent for path in _files() for parent in Path(path).parents}
    folders = {
        f"{folder}/"
        for folder in map(str, parents)
        if re.match(r"(dashboard|queries)/", folder) or re.fullmatch(r"\w+", folder)
    }
    assert sorted(folders - shown) == []
    assert sorted(name for name in shown if not (ROOT / name).exists()) == []


@pytest.mark.parametrize("name", ["README.md", "ASSUMPTIONS.md", ".streamlit/config.toml"])
def test_documents_name_files_that_exist(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    named = re.findall(r"[\w./-]*\w\.(?:py|sql|toml|md)\b|\b(?:dashboard|queries)(?:/\w+)+", text)
    files = [f"/{path}" for path in _files()]
    missing = [
        path
        for path in named
        if not (ROOT / path).exists() and not any(file.endswith(f"/{path}") for file in files)
    ]
    assert missing == []


def test_modules_import_each_other_in_no_circle(imports):
    assert _circles(imports) == []


def test_folders_import_each_other_in_no_circle(imports):
    """Of everything in one folder, each with all that lies in it, none needs what needs it."""
    for folder in {name.rpartition(".")[0] for name in imports}:
        depth = folder.count(".") + 1 if folder else 0
        inside = imports.subgraph(n for n in imports if n.startswith(f"{folder}." * bool(folder)))
        siblings = nx.DiGraph(
            tuple(".".join(name.split(".")[: depth + 1]) for name in edge) for edge in inside.edges
        )
        siblings.remove_edges_from(list(nx.selfloop_edges(siblings)))
        assert _circles(siblings) == []


def test_the_guard_against_formulas_is_written_once():
    guard = re.compile(r"""["']=["'], *["']\+["']""")
    found = [path for path in _files() if path.endswith(".py") and re.match(CODE, path)]
    assert [p for p in found if guard.search((ROOT / p).read_text("utf-8"))] == [
        "dashboard/csv_file.py"
    ]


def test_no_room_is_crowded():
    """A folder that needs more than about fifteen modules has two subjects."""
    rooms = Counter(
        str(Path(path).parent)
        for path in _files()
        if re.match(r"dashboard/.*\.py$", path) and not path.endswith("__init__.py")
    )
    assert {room: count for room, count in rooms.items() if count > MOST_MODULES} == {}


def test_contracts_name_folders():
    """A contract on `dashboard.data_` would say nothing of what lies beside it."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    named = re.findall(r"dashboard(?:\.\w+)+", str(contracts["tool"]["importlinter"]))
    inside = {name.replace(".", "/") for name in named if name.count(".") > 1}
    assert {path for path in inside if not (ROOT / path).is_dir()} <= {
        "dashboard/data/database",  # the one module that may speak to PostgreSQL
        "dashboard/drawing/network",  # a picture without a folder of its own
    }


@pytest.mark.parametrize(
    ("word", "where"),
    [
        # Vaccination's: how much a trace sees is ascertainment, how often a band held is held.
        ("coverage", "dashboard/(?:tracing/|indicators/forecast)"),
        ("premises", ""),  # places are places, assumptions are assumptions
        # A place is a QR venue: a district is an area, what was lived or given is where.
        (r"\bplace\b", r"dashboard/(?:pages|panels/(?:overview|vaccination|adoption|platforms))/"),
        ("tracing_lists|zone_choice|data_check_ins", ""),  # modules that moved
    ],
)
def test_a_word_is_defined_only_where_it_means_its_thing(word, where):
    defined = re.compile(
        rf"(?i)\b(?:class|def) \w*(?:{word})|^ *\w*(?:{word})\w* *[:=]", re.MULTILINE
    )
    files = [ROOT / path for path in _files() if re.match(rf"{where or CODE}.*\.py$", path)]
    assert [path.name for path in files if defined.search(path.read_text("utf-8"))] == []


def test_no_file_names_the_machine_it_was_written_on():
    # Put together here, so that this file does not name them either.
    foreign = [f"/{name}/".encode() for name in ("work", "root", "home")] + [b"." + b"library"]
    offenders = [
        path for path in _files() if any(name in (ROOT / path).read_bytes() for name in foreign)
    ]
    assert offenders == []


def _is_kept(function) -> bool:
    names = ("kept", "held", "shared", "once", "drawn", "cache_data", "cache_resource")
    called = [d.func if isinstance(d, ast.Call) else d for d in function.decorator_list]
    return any(ast.unparse(name).rpartition(".")[2] in names for name in called)


def _unused(function) -> list[str]:
    """Return the arguments that a function hides from the cache, deletes or never reads."""
    given = [*function.args.args, *function.args.kwonlyargs, *filter(None, [function.args.vararg])]
    names = [
        node for part in function.body for node in ast.walk(part) if isinstance(node, ast.Name)
    ]
    read = {node.id for node in names if isinstance(node.ctx, ast.Load)}
    deleted = {node.id for node in names if isinstance(node.ctx, ast.Del)}
    return [a.arg for a in given if a.arg.startswith("_") or a.arg in deleted or a.arg not in read]


def _text_of(pattern) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(ROOT.glob(pattern)))


@cache
def _sentences(language) -> dict[str, str]:
    with (ROOT / "assets/locale" / f"{language}.po").open("rb") as file:
        return {str(entry.id): str(entry.string) for entry in read_po(file) if entry.id}


def _blanks(text) -> list[str]:
    return sorted(re.findall(r"{(\w+)[^}]*}", text))


def _tree(readme) -> Iterator[str]:
    """Yield every path of the first code block that names app.py; indenting says what is in what.

    A line is names, two spaces, what they are; what is indented below lies in its last folder.
    """
    tree = next(b for b in re.findall(r"```\w*\n(.*?)```", readme, re.DOTALL) if "app.py" in b)
    above: dict[int, str] = {}
    for line in filter(str.strip, tree.splitlines()):
        indent = len(line) - len(line.lstrip())
        inside = max((depth for depth in above if depth < indent), default=None)
        for name in re.split(" {2,}", line.strip())[0].split():
            path = ("" if inside is None else above[inside]) + name
            yield path
        above = {depth: folder for depth, folder in above.items() if depth < indent}
        above[indent] = path


def _circles(imports) -> list[list[str]]:
    found = nx.strongly_connected_components(imports)
    return [sorted(circle) for circle in found if len(circle) > 1]


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


def test_one_function_writes_geojson():
    """Whose rings run as RFC 7946 asks; shapely and geopandas leave them as they come."""
    writing = [
        path.relative_to(ROOT).as_posix()
        for folder in ("dashboard", "launch", "simulation")
        for path in sorted((ROOT / folder).rglob("*.py"))
        if re.search(r"to_geojson\(|to_json\(drop_id|driver=.GeoJSON", path.read_text("utf-8"))
    ]
    assert writing == ["dashboard/geojson.py"]
