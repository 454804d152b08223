"""The pieces a form is made of: a field with its name and help, and a choice on one line."""

from collections.abc import Sequence

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Offset
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Button, Input, Static

from bibtui.screens.glyphs import glyphs
from bibtui.screens.text import Part, line, sentence
from bibtui.screens.theme import Tone


class Field(Vertical):
    """An input in a frame that bears its name, with a line of help below."""

    def __init__(self, name: str, entry: Input, help: str = "", *, id: str | None = None) -> None:
        super().__init__(id=id, classes="field")
        self.entry = entry
        self._help = help
        self._label = name

    def compose(self) -> ComposeResult:
        yield self.entry
        if self._help:
            yield Static(line(self._help), classes="field-help")

    def on_mount(self) -> None:
        self.rename(self._label)

    def rename(self, name: str, help: str | None = None) -> None:
        """Give the field another name and help."""
        self.entry.border_title = line(name)
        if help is not None and self._help:
            self.query_one(".field-help", Static).update(line(help))


def relabel(button: Button, text: str) -> None:
    """Give a button another label, and the room it takes: Textual keeps the first one's width."""
    button.label = line(text)
    button.refresh(layout=True)


class Choice(Widget, can_focus=True):
    """One of a few, on one line: arrows or a click choose; the chosen one is marked."""

    BINDINGS = [
        ("left,up", "step(-1)", ""),
        ("right,down,space", "step(1)", ""),
    ]

    chosen: reactive[int] = reactive(0)

    class Changed(Message):
        """Another one was chosen."""

        def __init__(self, choice: "Choice", chosen: int) -> None:
            super().__init__()
            self.choice = choice
            self.chosen = chosen

    def __init__(self, options: Sequence[str], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._options = tuple(options)

    def render(self) -> Content:
        here = glyphs(self.app.theme).here if self.has_focus else " "
        parts: list[Part] = [f"{here} "]
        for number, option in enumerate(self._options):
            on = number == self.chosen
            parts += [
                (f"({'x' if on else ' '}) {option}", Tone.STRONG if on else Tone.MUTED),
                "   ",
            ]
        return sentence(*parts)

    def watch_has_focus(self, focused: bool) -> None:
        super().watch_has_focus(focused)
        self.refresh()

    def caret_offset(self) -> Offset:
        """The cell of the chosen option, where the hardware cursor belongs."""
        return Offset(self._starts()[self.chosen] + 1, 0)

    def set(self, number: int) -> None:
        """Choose the option of that number, as a person would."""
        self._choose(number)

    def action_step(self, by: int) -> None:
        self._choose((self.chosen + by) % len(self._options))

    def on_click(self, event: events.Click) -> None:
        for number, start in enumerate(self._starts()):
            if start <= event.x < start + cell_len(self._options[number]) + 4:
                self._choose(number)

    def _choose(self, number: int) -> None:
        if number != self.chosen:
            self.chosen = number
            self.post_message(self.Changed(self, number))

    def _starts(self) -> list[int]:
        starts, at = [], 2
        for option in self._options:
            starts.append(at)
            at += cell_len(option) + 7
        return starts
