"""What the terminal shows, kept so that only what changes is sent.

Textual sends every line that a layout touches, several times for one change of screen, each
stretch of text with its whole style. Here a repaint is compared with what is already shown, cell
by cell, and of a style only what differs from the one before it is sent.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from rich.color import ColorSystem
from rich.console import Console
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.strip import Strip

_GAP = 4
"""Unchanged cells sent again rather than jumped over, which costs more."""

# All but what every terminal draws one column wide: the letters of Latin, Greek and Cyrillic with
# their signs, arrows, boxes and blocks, a tick. Terminals disagree on much of the rest.
_UNSURE = re.compile(
    "[^ -~\u00a0-\u00ac\u00ae-\u02ff\u0370-\u0482\u048a-\u052f\u1e00-\u1fff"
    "\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u2190-\u21ff\u2500-\u25fc\u2713]"
)

_RESET = "\x1b[m"

_Cell = tuple[str, str]
"""A character one column wide, and the codes of its style."""


class Drawn(CompositorUpdate):
    """A repaint already turned into what is sent."""

    def __init__(self, sequences: str) -> None:
        self.sequences = sequences

    def render_segments(self, console: Console) -> str:
        return self.sequences


class Canvas:
    """The cells of the terminal, as far as they are known."""

    def __init__(self) -> None:
        self._rows: dict[int, list[_Cell | None]] = {}

    def forget(self) -> None:
        """The terminal may show anything: whatever is drawn next is sent whole."""
        self._rows.clear()

    def draw(self, update: LayoutUpdate | ChopsUpdate, colours: ColorSystem) -> str:
        """What turns the terminal into what `update` wants of it; empty when it already is."""
        sent: list[str] = []
        pen = ""
        for y, x, strip in _pieces(update):
            row = self._rows.setdefault(y, [])
            cells = _cells(strip, colours)
            end = x + strip.cell_length
            row += [None] * (end - len(row))
            if cells is None:
                # Where its characters end up is not known: sent whole each time.
                stretches = [_codes(strip, colours)]
                starts = [x]
                row[x:end] = [None] * (end - x)
            else:
                starts, stretches = [], []
                for start, stop in _changed(row[x:end], cells):
                    starts.append(x + start)
                    stretches.append(cells[start:stop])
                row[x:end] = cells
            for start, stretch in zip(starts, stretches, strict=True):
                sent.append(f"\x1b[{y + 1};{start + 1}H")
                for text, codes in stretch:
                    if codes != pen:
                        sent.append(_turn(pen, codes))
                        pen = codes
                    sent.append(text)
        if pen:
            sent.append(_RESET)
        return "".join(sent)


def _pieces(update: LayoutUpdate | ChopsUpdate) -> Iterator[tuple[int, int, Strip]]:
    """Line, column and contents of each piece of a repaint."""
    if isinstance(update, LayoutUpdate):
        for y, strips in enumerate(update.strips, update.region.y):
            yield y, update.region.x, Strip.join(list(strips))
        return
    for y, x1, x2 in update.spans:
        for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
            if strip is not None and x <= x2 and end > x1:
                yield y, x, strip if end <= x2 else strip.crop(0, x2 - x)


def _codes(strip: Strip, colours: ColorSystem) -> list[_Cell]:
    """Each stretch of text, with the codes of its style."""
    found: list[_Cell] = []
    for text, style, _ in strip:
        if text:
            # Kept by the style itself once they have been worked out.
            codes = (style._ansi or Strip.render_ansi(style, colours)) if style else ""
            found.append((text, codes))
    return found


def _cells(strip: Strip, colours: ColorSystem) -> list[_Cell] | None:
    """Each cell; None when some character may not be one column wide."""
    cells: list[_Cell] = []
    for text, codes in _codes(strip, colours):
        if not text.isascii() and _UNSURE.search(text):
            return None
        cells += [(letter, codes) for letter in text]
    # What is not assigned yet has a width for some, and none for others.
    return cells if len(cells) == strip.cell_length else None


def _changed(before: list[_Cell | None], after: list[_Cell]) -> list[tuple[int, int]]:
    """The stretches that differ, those close together made one."""
    found: list[tuple[int, int]] = []
    if before == after:
        return found
    for column, (old, new) in enumerate(zip(before, after, strict=True)):
        if old == new:
            continue
        if found and column - found[-1][1] <= _GAP:
            found[-1] = (found[-1][0], column + 1)
        else:
            found.append((column, column + 1))
    return found


@lru_cache(maxsize=4096)
def _turn(before: str, after: str) -> str:
    """The sequence that turns the style of codes `before` into that of codes `after`."""
    old, new = _parts(before), _parts(after)
    if old[0] != new[0]:
        # Attributes are not taken back one by one: terminals disagree on how.
        return f"\x1b[0;{after}m" if after else _RESET
    wanted = [
        there or default
        for here, there, default in zip(old[1:], new[1:], ("39", "49"), strict=True)
        if here != there
    ]
    return f"\x1b[{';'.join(wanted)}m"


def _parts(codes: str) -> tuple[str, str, str]:
    """Attributes, ink and ground."""
    attributes: list[str] = []
    ink = ground = ""
    rest: Iterator[str] = iter(codes.split(";") if codes else ())
    for code in rest:
        number = int(code)
        if number in (38, 48):
            kind = next(rest)
            code = ";".join((code, kind, *_take(rest, 3 if kind == "2" else 1)))
        if 30 <= number <= 39 or 90 <= number <= 97:
            ink = code
        elif 40 <= number <= 49 or 100 <= number <= 107:
            ground = code
        else:
            attributes.append(code)
    return ";".join(attributes), ink, ground


def _take(codes: Iterable[str], count: int) -> list[str]:
    return [code for _, code in zip(range(count), codes, strict=False)]
