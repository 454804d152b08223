"""Three themes and the tones a meaning may take: paper and ink, slate, and the bare console.

Every tone reads at 7:1 or better on every ground it is drawn on (a test computes it). A colour only
repeats what a word and a sign already say.
"""

from enum import StrEnum
from typing import Final

from rich.style import Style as RichStyle
from textual.theme import Theme


class Tone(StrEnum):
    """What a piece of text means; each theme has a colour for it."""

    STRONG = "strong"
    MUTED = "muted"
    LATE = "late"
    SOON = "soon"
    READY = "ready"
    ACCENT = "accent"
    TITLE = "title"
    TOP = "bar-ink"
    OPEN_TAB = "open-tab"
    KEY = "key"


GROUNDS: Final = ("paper", "desk", "chosen", "field")

PALETTES: Final[dict[str, dict[str, str]]] = {
    "clair": {
        "paper": "#fdfbf5",
        "desk": "#f3efe4",
        "chosen": "#dbe7ea",
        "row": "#dbe7ea",
        "row-ink": "#1c2126",
        "field": "#eee9dc",
        "ink": "#1c2126",
        "muted": "#43474a",
        "late": "#8a1212",
        "soon": "#613c00",
        "ready": "#154c27",
        "accent": "#0d475f",
        "title": "#742f13",
        "bar": "#134e68",
        "bar-ink": "#ffffff",
        "edge": "#8d8672",
        "edge-focus": "#134e68",
    },
    "sombre": {
        "paper": "#151b22",
        "desk": "#0e1318",
        "chosen": "#213040",
        "row": "#213040",
        "row-ink": "#e8ebee",
        "field": "#222c36",
        "ink": "#e8ebee",
        "muted": "#b9c1c9",
        "late": "#ffb3ab",
        "soon": "#f3c878",
        "ready": "#a5dcaa",
        "accent": "#93cfec",
        "title": "#f3b899",
        "bar": "#1d3444",
        "bar-ink": "#ffffff",
        "edge": "#66727f",
        "edge-focus": "#93cfec",
    },
    # Colours by role among the sixteen every console has.
    "console": {
        "paper": "ansi_black",
        "desk": "ansi_black",
        "chosen": "ansi_black",
        "row": "ansi_white",
        "row-ink": "ansi_black",
        "field": "ansi_black",
        "ink": "ansi_white",
        "muted": "ansi_white",
        "late": "ansi_bright_red",
        "soon": "ansi_bright_yellow",
        "ready": "ansi_bright_green",
        "accent": "ansi_bright_cyan",
        "title": "ansi_bright_white",
        "bar": "ansi_blue",
        "bar-ink": "ansi_bright_white",
        "edge": "ansi_white",
        "edge-focus": "ansi_bright_cyan",
    },
}

NAMES: Final = tuple(PALETTES)
DEFAULT: Final = "clair"

_BOLD: Final = frozenset(Tone) - {Tone.MUTED, Tone.ACCENT}
_INK: Final = {Tone.STRONG: "ink", Tone.KEY: "accent", Tone.OPEN_TAB: "accent"}


def following(name: str, *, colourless: bool) -> str:
    """The theme after `name`. Without colours (NO_COLOR) the console's would be black on black."""
    names = [each for each in NAMES if not (colourless and each == "console")]
    return names[(names.index(name) + 1) % len(names)]


def themes() -> list[Theme]:
    """The three themes, for `App.register_theme`."""
    return [_theme(name, palette) for name, palette in PALETTES.items()]


def visual_style(tone: Tone) -> str:
    """The style of `tone` for Textual's `Content`: it follows the theme by itself."""
    bold = "bold " if tone in _BOLD else ""
    return f"{bold}$tone-{tone}"


def rich_style(tone: Tone, theme: str) -> RichStyle:
    """The style of `tone` for a rich `Text`, under the theme of that name."""
    return RichStyle(color=_colour(tone, theme).removeprefix("ansi_"), bold=tone in _BOLD)


def _colour(tone: Tone, theme: str) -> str:
    return PALETTES[theme][_INK.get(tone, tone.value)]


def _theme(name: str, palette: dict[str, str]) -> Theme:
    tones = {f"tone-{tone}": _colour(tone, name) for tone in Tone}
    return Theme(
        name=name,
        primary=palette["accent"],
        secondary=palette["title"],
        accent=palette["accent"],
        warning=palette["soon"],
        error=palette["late"],
        success=palette["ready"],
        foreground=palette["ink"],
        background=palette["desk"],
        surface=palette["paper"],
        panel=palette["field"],
        boost=palette["paper"],
        dark=name != "clair",
        ansi=name == "console",
        text_alpha=1.0,
        variables={
            **palette,
            **tones,
            # What Textual's own widgets ask of a theme made of the sixteen colours.
            "ansi-background": palette["paper"],
            "ansi-foreground": palette["ink"],
            "border-blurred": palette["edge"],
            "screen-selection-background": palette["row"],
            "screen-selection-foreground": palette["row-ink"],
            "block-cursor-background": palette["row"],
            "block-cursor-foreground": palette["row-ink"],
            "block-cursor-text-style": "bold",
            "input-cursor-background": palette["ink"],
            "input-cursor-foreground": palette["paper"],
            "input-cursor-text-style": "none",
            "input-selection-background": palette["row"],
            "input-selection-foreground": palette["row-ink"],
            "scrollbar": palette["edge"],
            "scrollbar-hover": palette["edge-focus"],
            "scrollbar-active": palette["edge-focus"],
            "scrollbar-background": palette["paper"],
            "scrollbar-background-hover": palette["paper"],
            "scrollbar-background-active": palette["paper"],
            "scrollbar-corner-color": palette["paper"],
        },
    )
