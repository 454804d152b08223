"""The lines that frame every screen: where I am above, the keys that work now below."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.dom import DOMNode
from textual.geometry import Offset
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from bibtui.screens.glyphs import glyphs
from bibtui.screens.text import Part, sentence, shorten
from bibtui.screens.theme import Tone
from bibtui.wording.french import date_long, nbsp

if TYPE_CHECKING:
    from bibtui.app import BibtuiApp

_Key = tuple[str, str, str, DOMNode]
"""What is shown of a key: the key, its name, the action it runs and the node that has it."""


class TopBar(Widget):
    """The network, the day, and who is signed in; a click on the name opens the account menu."""

    network: reactive[str] = reactive("")
    day: reactive[str] = reactive("")
    who: reactive[str] = reactive("")
    has_menu: reactive[bool] = reactive(False)
    """Whether a click on the name opens the account menu."""
    invites: reactive[bool] = reactive(True)
    """Whether « Se connecter » stands where the name will be."""

    class MenuAsked(Message):
        """The name was clicked."""

    def on_mount(self) -> None:
        self._tell_day()
        # A screen may stand open past midnight.
        self.set_interval(60, self._tell_day)

    def _tell_day(self) -> None:
        self.day = date_long(cast("BibtuiApp", self.app).clock.today())

    def render(self) -> Content:
        room = self.size.width - 2
        menu = f" {glyphs(self.app.theme).menu}" if self.has_menu else ""
        right = f"{self.who}{menu}" if self.who or not self.invites else "Se connecter"
        middle = f"{self.day}   " if cell_len(self.network + self.day + right) + 8 <= room else ""
        left = shorten(self.network, max(8, room - cell_len(middle + right) - 2))
        gap = " " * max(1, room - cell_len(left + middle + right))
        return sentence(" ", (left, Tone.TOP), gap, middle, (right, Tone.TOP), " ")

    def on_click(self, event: events.Click) -> None:
        if self.has_menu and event.x >= self.size.width - cell_len(self.who) - 5:
            self.post_message(self.MenuAsked())


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab: its key, its name, and what it counts."""

    key: str
    name: str
    count: int | None = None


class TabBar(Widget, can_focus=True):
    """The tabs on one line; the open one stands between brackets and under its colour."""

    BINDINGS = [
        ("left", "step(-1)", ""),
        ("right", "step(1)", ""),
    ]

    tabs: reactive[tuple[Tab, ...]] = reactive(())
    active: reactive[str] = reactive("")

    class Chosen(Message):
        """A tab was chosen, by mouse or by arrow."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    def render(self) -> Content:
        parts: list[Part] = [" "]
        for tab, text in self._labels():
            parts.append((text, Tone.OPEN_TAB) if tab.key == self.active else (text, Tone.MUTED))
            parts.append(" ")
        return sentence(*parts)

    def caret_offset(self) -> Offset:
        """The cell of the open tab, for the hardware cursor."""
        at = 1
        for tab, text in self._labels():
            if tab.key == self.active:
                return Offset(at + 1, 0)
            at += cell_len(text) + 1
        return Offset(0, 0)

    def on_click(self, event: events.Click) -> None:
        at = 1
        for tab, text in self._labels():
            if at <= event.x < at + cell_len(text):
                self.post_message(self.Chosen(tab.key))
                return
            at += cell_len(text) + 1

    def action_step(self, by: int) -> None:
        keys = [tab.key for tab in self.tabs]
        if self.active in keys:
            self.post_message(self.Chosen(keys[(keys.index(self.active) + by) % len(keys)]))

    def _labels(self) -> list[tuple[Tab, str]]:
        written = []
        for tab in self.tabs:
            text = tab.name if tab.count is None else f"{tab.name} {tab.count}"
            written.append((tab, f"[{text}]" if tab.key == self.active else f" {text} "))
        return written


class KeyBar(Widget):
    """The keys that work now, each a button for the mouse; it takes a second line if it must."""

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, lambda _: self.refresh(layout=True))

    def render(self) -> Content:
        lines: list[list[Part]] = [[" "]]
        for number, row in enumerate(self._rows(self.size.width)):
            if number:
                lines.append(["\n "])
            for key, name, *_ in row:
                lines[-1] += [(key, Tone.KEY), f" {name}   "]
        return sentence(*(part for parts in lines for part in parts))

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        return max(1, len(self._rows(width)))

    async def on_click(self, event: events.Click) -> None:
        rows = self._rows(self.size.width)
        at = 1
        for key, name, action, node in rows[event.y] if event.y < len(rows) else ():
            width = cell_len(key) + cell_len(name) + 1
            if at <= event.x < at + width:
                await self.app.run_action(action, default_namespace=node)
                return
            at += width + 3

    def _rows(self, width: int) -> "list[list[_Key]]":
        rows: list[list[_Key]] = [[]]
        at = 1
        for key, name, action, node in self._keys():
            room = cell_len(key) + cell_len(name) + 4
            if at + room - 3 > width and rows[-1]:
                rows.append([])
                at = 1
            rows[-1].append((key, name, action, node))
            at += room
        return rows

    def _keys(self) -> "list[_Key]":
        seen: dict[str, _Key] = {}
        for active in self.screen.active_bindings.values():
            binding = active.binding
            if binding.show and active.enabled and binding.action not in seen:
                shown = self.app.get_key_display(binding)
                name = nbsp(binding.description)
                seen[binding.action] = (shown, name, binding.action, active.node)
        return sorted(seen.values(), key=_rank)


def _rank(key: "_Key") -> tuple[int, int]:
    shown = key[0]
    if shown.startswith("F") and shown[1:].isdigit():
        return (0, int(shown[1:]))
    return ({"Échap": 2, "Ctrl+Q": 3}.get(shown, 1), 0)
