"""A terminal too small to read anything in: one sentence, until it grows."""

from textual.app import ComposeResult
from textual.screen import ModalScreen
from textual.widgets import Static

from bibtui.screens.text import line

LEAST = (60, 20)
"""The columns and lines under which screens give way to the sentence."""


class TooSmall(ModalScreen[None], inherit_bindings=False):
    """Covers everything; what was there comes back as it was."""

    def compose(self) -> ComposeResult:
        yield Static(
            line(
                f"Cette fenêtre est trop petite : agrandissez-la jusqu'à {LEAST[0]} colonnes et "
                f"{LEAST[1]} lignes, tout reviendra comme avant."
            ),
            id="too-small",
        )
