"""A terminal too small to read anything in: one sentence over everything, until it grows."""

from textual.geometry import Size
from textual.widgets import Static

from bibtui.screens.text import line
from bibtui.wording.french import nbsp

LEAST = Size(60, 20)
"""The columns and lines under which a screen gives way to the sentence."""


def too_small(size: Size) -> bool:
    """Whether a terminal of that size is."""
    return size.width < LEAST.width or size.height < LEAST.height


class TooSmall(Static):
    """Covers the screen it is mounted on; what is under it stays as it was."""

    def __init__(self) -> None:
        said = (
            f"Cette fenêtre est trop petite : agrandissez-la jusqu'à {LEAST.width} colonnes et "
            f"{LEAST.height} lignes, tout reviendra comme avant."
        )
        super().__init__(line(nbsp(said)))
