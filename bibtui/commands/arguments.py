"""An argument parser that speaks French: argparse's own words are English."""

import argparse
import re
import sys
from collections.abc import Iterable
from datetime import date
from typing import Any, NoReturn

from bibtui.domain.text import clean
from bibtui.wording.french import nbsp

USAGE_ERROR = 2

_MESSAGES = (
    (r"argument (.+?): (.*)", r"\1 : \2"),
    (r"expected one argument", "une valeur est attendue"),
    (r"expected at least one argument", "au moins une valeur est attendue"),
    (r"expected at most one argument", "une valeur au plus est attendue"),
    (r"expected (\d+) arguments?", r"\1 valeurs sont attendues"),
    (r"not allowed with argument (.+)", r"incompatible avec \1"),
    (r"ignored explicit argument (.+)", r"cette option ne prend pas de valeur, or \1 est donné"),
    (r"unrecognized arguments: (.+)", r"argument inconnu : \1"),
    (r"the following arguments are required: (.+)", r"il manque : \1"),
    (r"one of the arguments (.+) is required", r"il faut l'un de : \1"),
    (r"ambiguous option: (.+) could match (.+)", r"\1 est ambigu, ce peut être : \2"),
    (r"invalid choice: (.+?) \(choose from (.+)\)", r"\1 n'existe pas ; choisissez parmi : \2"),
)

_QUOTED = re.compile(r"""'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)\"""")
_HEADING = re.compile(r"^(\w[^\n]*\w):$", re.MULTILINE)


def translated(message: str) -> str:
    """An argparse message in French, inner part first."""
    for pattern, french in _MESSAGES:
        if found := re.fullmatch(pattern, message, re.DOTALL):
            if pattern.startswith("argument"):
                return f"{found[1]} : {translated(found[2])}"
            # What was typed stands between quotes of Python's own.
            for number, part in enumerate(found.groups(), 1):
                french = french.replace(f"\\{number}", _QUOTED.sub(r"« \1\2 »", part))
            return french
    return message


class _Help(argparse.HelpFormatter):
    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, "Emploi : " if prefix is None else prefix)


class FrenchParser(argparse.ArgumentParser):
    """`argparse.ArgumentParser` with French titles, help and errors; no abbreviated options."""

    def __init__(self, *, add_help: bool = True, **options: Any) -> None:
        options = {"allow_abbrev": False, "formatter_class": _Help, **options}
        super().__init__(add_help=False, **options)
        self._positionals.title = "ce qu'il faut dire"
        if add_help:
            self.add_argument("-h", "--help", action="help", help="montrer cette aide")

    def format_help(self) -> str:
        return nbsp(_HEADING.sub(r"\1 :", super().format_help()))

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(USAGE_ERROR, nbsp(f"{self.prog} : {translated(clean(message))}.") + "\n")


def day(text: str) -> date:
    """A date typed as AAAA-MM-JJ."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"« {text} » n'est pas une date ; écrivez AAAA-MM-JJ, par exemple 2023-10-06"
        ) from None


def years(text: str) -> int:
    """An age typed as a number of years."""
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(
            f"« {text} » n'est pas un âge ; écrivez un nombre d'années, par exemple 12"
        )
    return int(text)
