"""Whatever an import refuses or notes, there are words for it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import bibtui
from bibtui.wording import imports as wording

PACKAGE = Path(bibtui.__file__).parent
SOURCES = [*(PACKAGE / "store/imports").glob("*.py"), PACKAGE / "services/imports.py"]
CARD_FORMS = {"card_short", "card_long", "card_prefix", "card_check"}


def called(name: str, place: int = 0) -> set[str]:
    """The constants given at `place` to every call of `name`."""
    return {
        constant
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and len(node.args) > place
        and (getattr(node.func, "id", "") or getattr(node.func, "attr", "")) == name
        for constant in constants(node.args[place])
    }


def constants(node: ast.expr) -> Iterator[str]:
    branches = [node.body, node.orelse] if isinstance(node, ast.IfExp) else [node]
    for branch in branches:
        if isinstance(branch, ast.Constant) and isinstance(branch.value, str):
            yield branch.value


def test_every_refusal_has_its_words_and_its_way_out() -> None:
    codes = (
        called("_Unreadable")
        | called("_Refused")
        | called("Fault")
        | called("Unfit")
        | called("refuse", 2)
        | CARD_FORMS
    ) - {"authority", "deleted"}
    assert {"cut", "xml", "entity", "no_title", "birth", "on_loan", "barcode_repeated"} <= codes
    assert codes <= set(wording._REFUSED)


def test_every_whole_file_that_is_refused_has_its_words() -> None:
    codes = called("FormatError")
    assert {"doctype", "no_header", "not_marc"} <= codes
    assert codes <= set(wording._UNUSABLE)


def test_every_note_of_what_is_lacking_has_its_words() -> None:
    codes = called("note") | {"login_missing", "login_none", "login_taken"}
    assert {"address_taken", "address_gone"} <= codes
    assert codes <= set(wording._NOTES)
