"""A key of the policy exists because a rule, a service or a screen reads it.

What is checked is that some module outside `domain/policy` reads each key, no more: not that
anyone can reach it. The rules behind `history.kept`, `family.email_unique`,
`memberships.guardian_under` and `memberships.lost_card`, like those of lending and of placing
holds, are read by `domain` alone until their screens are there: the nine further libraries of the
requirements ask for them (Monaco, Bierne, Dijon…), and the tests of the domain try them at their
boundaries.
"""

import ast
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import bibtui
from bibtui.domain.libraries import Library
from bibtui.domain.policy.model import SECTIONS, LocalOnly, MenuEntry, Quota

PACKAGE = Path(bibtui.__file__).parent
# Reading a file, checking and explaining it is not following it.
NOT_READERS = "domain/policy/"
# The names that stand for a row of each table wherever one is read.
TABLES: dict[type, tuple[str, ...]] = {
    Quota: ("quota",),
    LocalOnly: ("rule", "local"),
    MenuEntry: ("entry",),
    Library: ("library", "place", "self"),
}
CLASSES = {kind.__name__: name for name, kind in SECTIONS.items()}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def modules() -> Iterator[ast.Module]:
    for path in sorted(PACKAGE.rglob("*.py")):
        if not path.relative_to(PACKAGE).as_posix().startswith(NOT_READERS):
            yield ast.parse(path.read_text(encoding="utf-8"))


def assigned(node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    if isinstance(node, ast.Assign):
        for target in node.targets:
            if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                yield from zip(target.elts, node.value.elts, strict=True)
            else:
                yield target, node.value
    elif isinstance(node, ast.NamedExpr):
        yield node.target, node.value


def aliases(scope: ast.AST) -> dict[str, str]:
    """The names that stand for a section in a function: `rules = policy.renewals`."""
    found = {}
    for node in ast.walk(scope):
        for target, value in assigned(node):
            if not isinstance(target, ast.Name) or not isinstance(value, ast.Attribute):
                continue
            if value.attr in SECTIONS:
                found[target.id] = value.attr
        if isinstance(node, ast.arg) and node.annotation is not None:
            name = ast.unparse(node.annotation).strip("'\"").rpartition(".")[2]
            if name in CLASSES:
                found[node.arg] = CLASSES[name]
    return found


def read_keys() -> set[str]:
    found = set()
    for module in modules():
        scopes: list[ast.AST] = [node for node in ast.walk(module) if isinstance(node, Function)]
        for scope in (module, *scopes):
            names = aliases(scope) if scope is not module else {}
            for node in ast.walk(scope):
                if isinstance(node, ast.Attribute):
                    holder = node.value
                    if isinstance(holder, ast.Attribute) and holder.attr in SECTIONS:
                        found.add(f"{holder.attr}.{node.attr}")
                    elif isinstance(holder, ast.Name) and holder.id in names:
                        found.add(f"{names[holder.id]}.{node.attr}")
    return found


def read_columns() -> set[tuple[str, str]]:
    """What is read of a name: `quota.limit` gives (quota, limit)."""
    return {
        (ast.unparse(node.value), node.attr)
        for module in modules()
        for node in ast.walk(module)
        if isinstance(node, ast.Attribute)
    }


def test_no_key_goes_unread() -> None:
    known = {f"{name}.{one.name}" for name, kind in SECTIONS.items() for one in fields(kind)}
    assert sorted(known - read_keys()) == []


def test_no_column_of_a_table_goes_unread() -> None:
    read = read_columns()
    unread = [
        f"{kind.__name__}.{one.name}"
        for kind, names in TABLES.items()
        for one in fields(kind)
        if not any((name, one.name) in read for name in names)
    ]
    assert unread == []
