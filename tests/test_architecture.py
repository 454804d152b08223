"""The house's walls: who may import whom, where French stands, what is built when."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "bibtui"

MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "__pycache__" not in path.parts)

SQL = ("sqlalchemy", "sqlmodel", "alembic", "psycopg", "sqlite3")
DRAWN = ("textual", "rich")
ABOVE_SERVICES = tuple(
    f"bibtui.{name}" for name in ("app", "cli", "commands", "portal", "screens", "wording")
)

# A service may name the type of the connection it hands on, and no more of SQL.
BUILT_WITH = tuple(f"sqlalchemy.{name}" for name in ("select", "insert", "update", "text", "orm"))

FORBIDDEN = {
    "store": ("bibtui.services", "bibtui.terminal", *ABOVE_SERVICES, *DRAWN),
    "services": ("bibtui.terminal", *ABOVE_SERVICES, *DRAWN, *SQL[1:], *BUILT_WITH),
    "screens": ("bibtui.store", "bibtui.cli", "bibtui.commands", *SQL),
    "wording": ("bibtui.screens", "bibtui.services", "bibtui.app", "bibtui.portal", *DRAWN, *SQL),
    "terminal": ("bibtui.store", "bibtui.services", "bibtui.screens", "bibtui.app", *SQL),
    "commands": ("bibtui.screens", "bibtui.app", "textual", *SQL),
}
"""What each floor never imports, not even late or for its types alone; `wording` may name types
of anything under TYPE_CHECKING."""

BELOW_WORDING = ("domain", "services", "store")

# What reads, opens or fixes something for the whole process; none of it happens at import.
BUILDERS = frozenset(
    (
        *("create_engine", "sqlite_engine", "postgres_engine", "Store", "open_portal"),
        *("Settings", "load", "SystemClock", "DayClock", "FixedClock", "PasswordHasher"),
        *("open", "read_text", "read_bytes", "glob", "iterdir", "exists", "is_file", "is_dir"),
        *("connect", "now", "today", "utcnow", "getenv", "gethostname", "mkdir", "setlocale"),
        *("ThreadPoolExecutor", "App", "BibtuiApp", "HardenedApp"),
    )
)

_ACCENT = "[àâäçéèêëîïôöùûüœæ]"
FRENCH_WORD = re.compile(
    f"[a-z]{{2}}{_ACCENT}|{_ACCENT}[a-z]{{2}}|\\bà [a-z]|«[ \u00a0]", re.IGNORECASE
)
FRENCH = frozenset(
    (
        *("aucun", "aucune", "avec", "ce", "ces", "cette", "dans", "des", "du", "est", "et", "il"),
        *("la", "le", "les", "leur", "mais", "ne", "nous", "ou", "par", "pas", "pour", "que"),
        *("qui", "sa", "son", "sur", "trop", "un", "une", "vos", "votre", "vous"),
    )
)

# Widgets, and a method, whose first argument is content, where a str would be read as markup.
CONTENT = frozenset(
    (
        *("Static", "Label", "Button", "Link", "Option", "Tab", "TabPane", "Collapsible"),
        *("Checkbox", "RadioButton", "update", "from_markup"),
    )
)


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def floor(path: Path) -> str:
    parts = path.relative_to(PACKAGE).parts
    return parts[0] if len(parts) > 1 else ""


def imports(module: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are written in full"
            yield node.lineno, node.module or ""
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def within(name: str, packages: tuple[str, ...]) -> bool:
    return any(name == package or name.startswith(package + ".") for package in packages)


def without_type_checking(module: ast.Module) -> ast.Module:
    class Drop(ast.NodeTransformer):
        def visit_If(self, node: ast.If) -> ast.AST | None:
            return None if ast.unparse(node.test) == "TYPE_CHECKING" else self.generic_visit(node)

    return Drop().visit(ast.parse(ast.unparse(module)))


@pytest.mark.parametrize("name", FORBIDDEN)
def test_a_floor_imports_nothing_from_above(name: str) -> None:
    wrong = [
        f"{named(path)}:{line} imports {imported}"
        for path in MODULES
        if floor(path) == name
        for line, imported in imports(
            without_type_checking(tree(path)) if name == "wording" else tree(path)
        )
        if within(imported, FORBIDDEN[name])
    ]
    assert not wrong, "\n".join(wrong)


def test_the_domain_knows_the_standard_library_dateutil_and_itself() -> None:
    wrong = [
        f"{named(path)}:{line} imports {imported}"
        for path in MODULES
        if floor(path) == "domain"
        for line, imported in imports(tree(path))
        if not within(imported, ("dateutil", "bibtui.domain"))
        and imported.partition(".")[0] not in sys.stdlib_module_names
    ]
    assert not wrong, "\n".join(wrong)


def docstrings(module: ast.AST) -> set[int]:
    return {
        id(node.value)
        for node in ast.walk(module)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }


def is_french(text: str) -> bool:
    if len(text) < 3:
        return False
    words = re.findall(r"[^\W\d_]+", text.lower())
    return bool(FRENCH_WORD.search(text)) or (len(words) > 2 and bool(FRENCH & set(words)))


def test_no_french_stands_below_wording() -> None:
    wrong = [
        f"{named(path)}:{node.lineno} says {node.value!r}"
        for path in MODULES
        if floor(path) in BELOW_WORDING
        for documented in [docstrings(tree(path))]
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in documented
        and is_french(node.value)
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "text", ["Prêt déjà prolongé", "Ce document est en retard", "« {title} »", "à rendre"]
)
def test_french_is_recognised(text: str) -> None:
    assert is_french(text)


@pytest.mark.parametrize(
    "text", ["session_ended", "lundi", "SELECT id FROM loan WHERE due_on < :day", "le", "qu"]
)
def test_codes_and_queries_are_not_taken_for_french(text: str) -> None:
    assert not is_french(text)


class _AtImport(ast.NodeVisitor):
    """The calls that run when a module is imported, bodies of functions left out."""

    def __init__(self) -> None:
        self.calls: list[tuple[int, str]] = []

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        for part in (*node.decorator_list, *node.args.defaults, *node.args.kw_defaults):
            if part is not None:
                self.visit(part)

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_Lambda(self, node: ast.Lambda) -> None:
        pass

    def visit_Call(self, node: ast.Call) -> None:
        called = node.func
        name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
        self.calls.append((node.lineno, name))
        self.generic_visit(node)


def test_nothing_is_built_at_import() -> None:
    wrong = []
    for path in MODULES:
        visitor = _AtImport()
        visitor.visit(tree(path))
        wrong += [
            f"{named(path)}:{line} calls {name}" for line, name in visitor.calls if name in BUILDERS
        ]
    assert not wrong, "\n".join(wrong)


def test_only_the_clock_asks_what_time_it_is() -> None:
    wrong = [
        f"{named(path)}:{node.lineno} {ast.unparse(node.func)}"
        for path in MODULES
        if path != PACKAGE / "domain" / "clock.py"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).endswith(
            ("datetime.now", "datetime.utcnow", "datetime.today", "date.today")
        )
    ]
    assert not wrong, "\n".join(wrong)


def loaded(statement: str, modules: tuple[str, ...]) -> set[str]:
    code = f"import sys\n{statement}\nprint(*(m for m in {modules!r} if m in sys.modules))"
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert run.returncode == 0, run.stderr
    return set(run.stdout.split())


SLOW = ("sqlalchemy", "sqlmodel", "alembic", "psycopg", "argon2", "dateutil", "pymarc", "pydantic")


def test_the_first_screen_waits_for_no_database_library() -> None:
    assert loaded("import bibtui.app", SLOW) == set()


def test_the_command_line_is_read_before_anything_heavy_is_imported() -> None:
    statement = "from bibtui.cli import parser\nparser().parse_args(['demo'])"
    assert loaded(statement, (*SLOW, "textual", "rich", "platformdirs")) == set()


def test_a_plain_text_answer_needs_no_textual() -> None:
    statement = "import bibtui.commands.show, bibtui.commands.staff, bibtui.commands.imports"
    assert loaded(statement, ("textual",)) == set()


def built_from_parts(node: ast.expr) -> bool:
    """Is this a str assembled from values?"""
    if isinstance(node, ast.JoinedStr):
        return any(isinstance(part, ast.FormattedValue) for part in node.values)
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, (ast.Mod, ast.Add))
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("format", "format_map", "join")
    )


def not_constant(node: ast.expr) -> bool:
    return not isinstance(node, ast.Constant)


def literally(call: ast.Call) -> bool:
    return any(
        word.arg == "markup" and isinstance(word.value, ast.Constant) and word.value.value is False
        for word in call.keywords
    )


def markup_from_values(module: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and not literally(node):
            called = node.func
            name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            first = [*node.args[:1], *(w.value for w in node.keywords if w.arg in CONTENT_KEYWORDS)]
            if name == "notify" and ast.unparse(called) not in SAFE_NOTIFY:
                # A widget's own notify asks for markup; the application's does not.
                yield node.lineno, ast.unparse(called)
            suspect = not_constant if name == "from_markup" else built_from_parts
            if name in CONTENT and any(map(suspect, first)):
                yield node.lineno, ast.unparse(node)
        elif isinstance(node, ast.Assign) and built_from_parts(node.value):
            for target in node.targets:
                if isinstance(target, ast.Attribute) and target.attr in CONTENT_ATTRIBUTES:
                    yield node.lineno, ast.unparse(node)


CONTENT_KEYWORDS = ("content", "label", "prompt", "title")
CONTENT_ATTRIBUTES = ("border_title", "border_subtitle", "tooltip", "label")
SAFE_NOTIFY = ("self.app.notify", "self.house.notify", "app.notify")


def test_no_screen_makes_markup_from_values() -> None:
    wrong = [
        f"{named(path)}:{line} {what}"
        for path in MODULES
        if floor(path) == "screens"
        for line, what in markup_from_values(tree(path))
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "code",
    [
        'Static(f"[b]{title}")',
        'Label("Titre : " + title)',
        'Button(label="%s" % name)',
        'self.notify("{}".format(title))',
        'self.query_one(Static).update(f"{title}")',
        "Content.from_markup(title)",
        'self.border_title = f"{title}"',
    ],
)
def test_markup_from_values_is_recognised(code: str) -> None:
    assert list(markup_from_values(ast.parse(code)))


@pytest.mark.parametrize(
    "code",
    ['Static("Vos prêts")', "Static(line(title))", 'Static(f"{title}", markup=False)'],
)
def test_literal_content_is_left_alone(code: str) -> None:
    assert not list(markup_from_values(ast.parse(code)))
