"""The last gate before the terminal: no control character passes in a displayed line."""

import re
from collections.abc import Iterable

from rich.cells import get_character_cell_size
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from bibtui.terminal.controls import UNSAFE_ON_SCREEN


def _blank(match: re.Match[str]) -> str:
    return " " * max(0, get_character_cell_size(match[0]))


def _safe(segment: Segment) -> Segment:
    text, style, _ = segment
    if style is not None and style.link:
        style = style.update_link(None)
    if not (text.isascii() and text.isprintable()):
        text = UNSAFE_ON_SCREEN.sub(_blank, text)
    return Segment(text, style)


class ControlFilter(LineFilter):
    """Blanks control, bidirectional and zero-width characters, keeping cell widths.

    Hyperlinks (OSC 8) go too: nothing on these screens opens a browser.
    """

    def apply(self, segments: Iterable[Segment], background: Color) -> list[Segment]:
        return [_safe(segment) for segment in segments]
