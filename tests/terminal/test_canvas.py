"""What is sent of a repaint leaves the terminal as the whole repaint would."""

import random

import pyte
import pytest
from rich.color import ColorSystem
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from bibtui.terminal.canvas import Canvas

WIDTH, HEIGHT = 24, 6
COLOURS = ColorSystem.TRUECOLOR
PALETTE = [
    None,
    Style.parse("#102030 on #fdfbf5"),
    Style.parse("#102030 on #134e68"),
    Style.parse("bold #8a1212 on #fdfbf5"),
    Style.parse("underline bold red on bright_blue"),
    Style.parse("color(200) on color(17)"),
    Style.parse("bold"),
    Style.parse("reverse"),
]
NARROW = "aéz …▸│ "
WIDE = "aé漢🙂e\u0301 "


def strip(alphabet: str, width: int) -> Strip:
    """Some text in some styles, exactly `width` columns."""
    segments, left = [], width
    while left:
        text = Strip([Segment("".join(random.choices(alphabet, k=random.randint(1, 6))))])
        cut = text.crop(0, min(left, text.cell_length))
        if not cut.cell_length:
            continue
        segments.append(Segment(cut.text, random.choice(PALETTE)))
        left -= cut.cell_length
    return Strip(segments, width)


def repaint(alphabet: str) -> LayoutUpdate | ChopsUpdate:
    """A whole screen, or a stretch of a few lines in two pieces."""
    if random.random() < 0.3:
        lines = [[strip(alphabet, 10), strip(alphabet, WIDTH - 10)] for _ in range(HEIGHT)]
        return LayoutUpdate(lines, Region(0, 0, WIDTH, HEIGHT))
    chops: list[dict[int, Strip | None]] = [{0: None, 8: None, 16: None} for _ in range(HEIGHT)]
    spans = []
    for y in sorted(random.sample(range(HEIGHT), 3)):
        chops[y] = {0: None, 8: strip(alphabet, 8), 16: strip(alphabet, WIDTH - 16)}
        spans.append((y, 8, random.choice((14, 16, WIDTH))))
    return ChopsUpdate(chops, spans, [[8, 16, WIDTH] for _ in range(HEIGHT)])


def shown(screen: pyte.Screen) -> list[list[pyte.screens.Char]]:
    return [[screen.buffer[y][x] for x in range(WIDTH)] for y in range(HEIGHT)]


class Terminals:
    """Two terminals drawn on side by side: by what Textual sends, and by what the canvas does."""

    def __init__(self) -> None:
        self.canvas = Canvas()
        self.whole, self.less = (pyte.Screen(WIDTH, HEIGHT) for _ in range(2))
        for screen in (self.whole, self.less):
            screen.reset_mode(pyte.modes.DECAWM)
        self.sent = 0

    def draw(self, update: LayoutUpdate | ChopsUpdate) -> str:
        console = Console(force_terminal=True, color_system="truecolor")
        pyte.Stream(self.whole).feed("\x1b[m" + update.render_segments(console))
        changes = self.canvas.draw(update, COLOURS)
        pyte.Stream(self.less).feed(changes)
        return changes


@pytest.mark.parametrize("alphabet", [NARROW, WIDE], ids=["narrow", "wide"])
@pytest.mark.parametrize("seed", range(12))
def test_the_terminal_ends_as_the_whole_repaint_would_leave_it(alphabet: str, seed: int) -> None:
    random.seed(seed)
    terminals = Terminals()
    for _ in range(30):
        terminals.draw(repaint(alphabet))
        assert shown(terminals.less) == shown(terminals.whole)


def test_what_is_already_shown_is_not_sent_again() -> None:
    random.seed(1)
    update, canvas = LayoutUpdate([[strip(NARROW, WIDTH)]], Region(0, 0, WIDTH, 1)), Canvas()
    assert canvas.draw(update, COLOURS)
    assert canvas.draw(update, COLOURS) == ""


def test_one_changed_letter_is_one_letter_sent() -> None:
    def line(text: str) -> LayoutUpdate:
        strips = [[Strip([Segment(text, PALETTE[1])])]]
        return LayoutUpdate(strips, Region(0, 2, len(text), 1))

    canvas = Canvas()
    canvas.draw(line("Prêts 5"), COLOURS)
    changes = canvas.draw(line("Prêts 4"), COLOURS)
    assert changes.startswith("\x1b[3;7H")
    assert changes.endswith("m4\x1b[m")


def test_once_forgotten_everything_is_sent_again() -> None:
    random.seed(2)
    terminals = Terminals()
    update = LayoutUpdate([[strip(NARROW, WIDTH)] for _ in range(HEIGHT)], Region(0, 0, WIDTH, 6))
    terminals.draw(update)
    terminals.less.reset()
    terminals.canvas.forget()
    terminals.draw(update)
    assert shown(terminals.less) == shown(terminals.whole)


@pytest.mark.parametrize("odd", ["漢", "e\u0301", "\U0001f469\u200d\U0001f680", "\u3000"])
def test_a_line_whose_width_is_unsure_is_sent_whole_each_time(odd: str) -> None:
    canvas = Canvas()
    update = LayoutUpdate([[Strip([Segment(f"Titre {odd} 5")])]], Region(0, 0, 12, 1))
    first = canvas.draw(update, COLOURS)
    assert f"Titre {odd} 5" in first
    assert canvas.draw(update, COLOURS) == first
