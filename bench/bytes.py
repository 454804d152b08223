"""Bytes sent when a tab is opened, as a ratio to the smallest difference of the two screens.

The smallest is what one would send who knew both screens: for each run of changed cells a cursor
position, the styles that change in it, and its characters.
"""

import re
import sys
import tempfile

import pyte
from pyte.screens import Char

from bench.terminal import Terminal, environment

HIDE_CURSOR = b"\x1b[?25l"
"""Sent before each repaint."""

GAP = 6
"""Unchanged cells cheaper to send again than to jump over."""

Screen = list[list[Char]]


def cells(screen: pyte.Screen) -> Screen:
    """What is on each cell."""
    return [
        [screen.buffer[row][column] for column in range(screen.columns)]
        for row in range(screen.lines)
    ]


def smallest(before: Screen, after: Screen) -> int:
    """Bytes that turn one screen into the other, at least."""
    total = 0
    style: Char | None = None
    for row, (old, new) in enumerate(zip(before, after, strict=True), 1):
        for start, end in runs(old, new):
            total += len(f"\x1b[{row};{start + 1}H")
            for cell in new[start:end]:
                total += len(sgr(style, cell))
                style = cell
                total += len(cell.data.encode())
    return total


def runs(old: list[Char], new: list[Char]) -> list[tuple[int, int]]:
    """The stretches of a line that differ, those close together made one."""
    found: list[tuple[int, int]] = []
    for column, (one, other) in enumerate(zip(old, new, strict=True)):
        if one == other:
            continue
        if found and column - found[-1][1] <= GAP:
            found[-1] = (found[-1][0], column + 1)
        else:
            found.append((column, column + 1))
    return found


def sgr(before: Char | None, cell: Char) -> str:
    """What turns the style of `before` into that of `cell`: 24-bit colours, and what is set."""
    same = before is not None and flags(before) == flags(cell)
    parts = [] if same else ["0", *map(str, flags(cell))]
    for kind, name in ((38, "fg"), (48, "bg")):
        colour = getattr(cell, name)
        if same and colour == getattr(before, name):
            continue
        if len(colour) == 6:
            red, green, blue = (int(colour[at : at + 2], 16) for at in (0, 2, 4))
            parts.append(f"{kind};2;{red};{green};{blue}")
        elif same:
            parts.append(str(kind + 1))
    return f"\x1b[{';'.join(parts)}m" if parts else ""


def flags(cell: Char) -> tuple[int, ...]:
    """The codes of what is set: bold, italics, underscore, reverse."""
    on = (cell.bold, cell.italics, cell.underscore, cell.reverse)
    return tuple(code for code, flag in zip((1, 3, 4, 7), on, strict=True) if flag)


def described(sent: bytearray, least: int) -> str:
    """The ratio, and where the bytes come from: how many repaints, how much of it is style."""
    styles = sum(map(len, re.findall(rb"\x1b\[[0-9;]*m", sent)))
    repaints = sent.count(HIDE_CURSOR)
    return (
        f"{len(sent)} bytes, smallest {least}, ratio {len(sent) / max(1, least):.1f}; "
        f"{repaints} repaints, {100 * styles // max(1, len(sent))} % styles"
    )


def main() -> None:
    """Sign in to the demo, go back and forth between two tabs, count."""
    with tempfile.TemporaryDirectory() as home:
        command = [sys.executable, "-m", "bibtui", "demo"]
        terminal = Terminal(command, environment(home), columns=120, rows=40)
        try:
            terminal.until(lambda text: "Identifiant" in text)
            terminal.settle()
            blank = cells(pyte.Screen(120, 40))
            least = smallest(blank, cells(terminal.screen))
            print(f"first paint: {described(terminal.received, least)}")
            terminal.send("AuroreB\tDemo-2025!\r")
            terminal.until(lambda text: "Vous avez emprunté" in text)
            terminal.settle()
            for name, key in (("Accueil → Prêts", "2"), ("Prêts → Accueil", "1")) * 2:
                before, sent = cells(terminal.screen), len(terminal.received)
                terminal.send(key)
                terminal.settle()
                least = smallest(before, cells(terminal.screen))
                print(f"{name}: {described(terminal.received[sent:], least)}")
        finally:
            terminal.close()


if __name__ == "__main__":
    main()
