"""Before Textual is imported: a clean environment, a real terminal, no signal in the window."""

import gc
import os
import signal
import sys
from collections.abc import MutableMapping

NOT_A_TERMINAL = "not_a_terminal"
DUMB_TERMINAL = "dumb_terminal"

# Ours on the left: Textual reads many variables (a driver to import, a file to log every key to),
# none of which passes; these few are asked for in our own name.
_MAPPED = {"BIBTUI_NO_KITTY": "TEXTUAL_DISABLE_KITTY_KEY"}


class NoTerminal(Exception):
    """There is no terminal to draw on. `code`: NOT_A_TERMINAL or DUMB_TERMINAL."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def scrub(environ: MutableMapping[str, str]) -> None:
    """Remove what Textual and Rich would obey: TEXTUAL*, COLUMNS, LINES.

    `BIBTUI_NO_KITTY=1` turns off the kitty keyboard protocol, for terminals that get AltGr wrong
    under it.
    """
    for name in [name for name in environ if name.startswith("TEXTUAL")]:
        del environ[name]
    for name in ("COLUMNS", "LINES", "JUPYTER_COLUMNS", "JUPYTER_LINES"):
        environ.pop(name, None)
    for ours, theirs in _MAPPED.items():
        if environ.get(ours) == "1":
            environ[theirs] = "1"


def require_terminal(environ: MutableMapping[str, str]) -> None:
    """Raise NoTerminal unless standard input and output are a terminal that can place a cursor."""
    for stream in (sys.__stdin__, sys.__stdout__):
        try:
            if stream is None or not os.isatty(stream.fileno()):
                raise NoTerminal(NOT_A_TERMINAL)
        except (OSError, ValueError):
            raise NoTerminal(NOT_A_TERMINAL) from None
    if environ.get("TERM", "") in ("", "dumb", "unknown"):
        raise NoTerminal(DUMB_TERMINAL)


def prepare(environ: MutableMapping[str, str] = os.environ) -> None:
    """Make the process ready for a full-screen run; raises NoTerminal.

    Called before Textual is imported, which reads its variables at import. Ctrl+C, Ctrl+\\ and
    Ctrl+Z are ignored from here on: until raw mode they would be signals. Nothing is garbage
    until `settled` is called: looking for some during the imports is a tenth of a start.
    """
    gc.disable()
    scrub(environ)
    require_terminal(environ)
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGTSTP):
        signal.signal(number, signal.SIG_IGN)


def settled() -> None:
    """Collect garbage from now on, but none of what is loaded, which stays."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()
