"""What a form is made of: its screen, a field with its name and help, a choice on one line."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import ClassVar

from rich.cells import cell_len
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Offset
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Button, Input, Static

from bibtui.screens.base import HouseScreen
from bibtui.screens.glyphs import glyphs
from bibtui.screens.text import Part, line, sentence
from bibtui.screens.theme import Tone
from bibtui.terminal.password import PasswordInput
from bibtui.wording.french import nbsp


class FormScreen(HouseScreen):
    """A screen with entries that Enter goes through, an eye, and an answer.

    `ENTRIES` are the ids of its entries in order: Enter goes to the next empty one that is shown;
    when there is none it is `go`.
    """

    ENTRIES: ClassVar[tuple[str, ...]] = ()
    BINDINGS = [
        # As a priority, the focus has moved before the next key is handed out: a password typed
        # ahead must not land in the entry before, where it is read.
        Binding("enter", "next_entry", show=False, priority=True),
    ]

    working = False
    """Whether an answer is awaited."""

    def on_mount(self) -> None:
        for entry in self.query(Input):
            entry.cursor_blink = False

    def troubled(self, error: BaseException, said: str) -> None:
        self.answer(said, Tone.LATE)

    def go(self) -> None:
        """What the form is for."""
        raise NotImplementedError

    def value(self, name: str) -> str:
        """What stands in an entry."""
        return self.query_one(f"#{name}", Input).value

    def answer(self, said: str, tone: Tone = Tone.ACCENT) -> None:
        """Say something under the form; an empty text takes it away."""
        place = self.query_one("#answer", Static)
        place.display = bool(said)
        place.update(sentence((nbsp(said), tone)))
        place.scroll_visible()

    def refuse(self, said: str, where: str) -> None:
        """Say what is wrong, and go to the entry where it can be mended."""
        self.answer(said, Tone.LATE)
        self.query_one(f"#{where}").focus()

    def action_next_entry(self) -> None:
        """Go on to the next entry."""
        self.set_focus(self._following())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return action != "next_entry" or self._following() is not None

    def _following(self) -> Input | None:
        entries = [self.query_one(f"#{name}", Input) for name in self.ENTRIES]
        shown = [
            entry
            for entry in entries
            if all(node.display for node in entry.ancestors_with_self if isinstance(node, Widget))
        ]
        place = shown.index(self.focused) if self.focused in shown else len(shown)
        return next((entry for entry in shown[place + 1 :] if not entry.value), None)

    @on(Input.Submitted)
    @on(Button.Pressed, "#go")
    def _on_go(self) -> None:
        # Enter pressed again while an answer is awaited is not a second wish.
        if not self.working:
            self.go()

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """While a service is asked: the form takes no second wish."""
        self._work(True)
        try:
            yield
        finally:
            if self.is_attached:
                self._work(False)

    def _work(self, working: bool) -> None:
        self.working = working
        self.query_one("#go", Button).disabled = working

    @on(Button.Pressed, "#eye")
    def action_reveal(self) -> None:
        """Show what is typed in the secret entries, or hide it again (004-02)."""
        entries = self.query(PasswordInput)
        shown = not entries.first().shown
        for entry in entries:
            entry.shown = shown
        for eye in self.query("#eye").results(Button):
            relabel(eye, "Masquer" if shown else "Voir")


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
            yield Static(line(nbsp(self._help)), classes="field-help")

    def on_mount(self) -> None:
        self.rename(self._label)

    def rename(self, name: str, help: str | None = None) -> None:
        """Give the field another name and help."""
        self.entry.border_title = line(nbsp(name))
        if help is not None and self._help:
            self.query_one(".field-help", Static).update(line(nbsp(help)))


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

        def __init__(self, chosen: int) -> None:
            super().__init__()
            self.chosen = chosen

    def __init__(self, options: Sequence[str], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._options = tuple(map(nbsp, options))

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
            self.post_message(self.Changed(number))

    def _starts(self) -> list[int]:
        starts, at = [], 2
        for option in self._options:
            starts.append(at)
            at += cell_len(option) + 7
        return starts
