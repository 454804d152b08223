"""The few signs screens draw, in a full set and in the set every console font has."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Glyphs:
    """Signs of equal width in both sets, so that a layout never moves."""

    here: str = "▸"
    late: str = "!"
    soon: str = "·"
    ready: str = "✓"
    barred: str = "!"
    to_do: str = "→"
    menu: str = "▾"
    ellipsis: str = "…"
    box: str = "[ ]"
    ticked: str = "[x]"


FULL = Glyphs()
CONSOLE = Glyphs(here=">", ready="+", menu="v", ellipsis="~", to_do="→")


def glyphs(theme: str) -> Glyphs:
    """The set that suits a theme."""
    return CONSOLE if theme == "console" else FULL
