"""`bibtui import`: a library's own files, taken in and reported on."""

import argparse
import errno
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from bibtui import settings
from bibtui.commands.access import services
from bibtui.wording import imports as wording

if TYPE_CHECKING:
    from bibtui.services.imports import Imports
    from bibtui.store.imports.report import Report

DONE, ERROR, PARTLY = 0, 1, 3


def run(arguments: argparse.Namespace, out: TextIO | None = None) -> int:
    """Import each file in turn, and say what became of it on `out`.

    The exit code: 0 when all was taken, 3 when something was refused, 1 when nothing was taken.
    """
    out = out or sys.stdout
    asked = settings.load(vars(arguments))
    wrong = taken = False
    with services(asked) as portal:
        from bibtui.services.imports import Imports

        for name in arguments.files:
            path = Path(name)
            shown = _Progress(_name(path), sys.stderr)
            imports = Imports(
                portal.store,
                portal.policy,
                portal.clock,
                write=not arguments.dry_run,
                progress=shown,
            )
            report = _taken(imports, arguments, path, out, shown)
            if report is not None:
                print(*wording.report(report, wrote=imports.write), sep="\n", file=out)
            wrong = wrong or report is None or bool(report.refused)
            taken = taken or (report is not None and (report.taken > 0 or not report.refused))
    if not wrong:
        return DONE
    return PARTLY if taken else ERROR


def _taken(
    imports: "Imports", arguments: argparse.Namespace, path: Path, out: TextIO, shown: "_Progress"
) -> "Report | None":
    from bibtui.store.imports.marc import FormatError
    from bibtui.wording import columns

    encoding = arguments.encoding
    try:
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        rejects = path.with_name(f"{path.stem}{wording.REJECTS}{path.suffix}")
        if arguments.what == "records":
            return imports.records(
                path,
                profile=arguments.profile,
                encoding=encoding,
                rejects=rejects,
                borrower=wording.BORROWER,
            )
        if arguments.what == "patrons":
            return imports.patrons(path, columns.PATRON, encoding=encoding, rejects=rejects)
        return imports.loans(path, columns.LOAN, encoding=encoding, rejects=rejects)
    except FormatError as error:
        print(wording.unusable(_name(path), error.code, error.facts), file=out)
    except OSError as error:
        print(wording.unreadable(_name(path), error.strerror or ""), file=out)
    finally:
        shown.end()
    return None


def _name(path: Path) -> str:
    # « . » and « / » have no name of their own.
    return path.name or str(path)


class _Progress:
    """A percentage that follows the work on a terminal, and is silent elsewhere."""

    def __init__(self, name: str, terminal: TextIO) -> None:
        self._name = name
        self._terminal = terminal if terminal.isatty() else None
        self._percent = -1

    def __call__(self, done: int, total: int) -> None:
        percent = 100 * done // total if total else 100
        if self._terminal and percent != self._percent:
            self._percent = percent
            self._terminal.write("\r\x1b[K" + wording.progress(self._name, percent))
            self._terminal.flush()

    def end(self) -> None:
        """Leave the line as it was found."""
        if self._terminal and self._percent >= 0:
            self._terminal.write("\r\x1b[K")
            self._terminal.flush()
