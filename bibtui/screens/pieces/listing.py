"""A list of rows: columns that give way as the screen narrows, ticks, and one row in focus.

Built on Textual's DataTable, which brings scrolling, the mouse and the cursor; what is ours is the
layout: fixed columns keep their width, one column takes what is left, and when there is not enough
the columns named droppable leave in their stated order (their facts stand in the detail panel).
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from textual import events
from textual.binding import Binding
from textual.message import Message
from textual.widgets import DataTable

from bibtui.screens.glyphs import glyphs
from bibtui.screens.text import cell, shortened
from bibtui.screens.theme import Tone


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `width` in cells, or 0 for the one that takes what is left.

    `drop` is the order in which columns leave when there is no room: 1 leaves first, 0 never.
    """

    key: str
    label: str
    width: int = 0
    drop: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """A row: `cells` by column key, `tones` for those that mean something."""

    key: str
    cells: dict[str, str]
    tones: dict[str, Tone]


LEAST_FLEXIBLE = 22
"""Narrower than this, the flexible column is worth less than a dropped one."""

_TICK = "#tick"


class Listing(DataTable[object], inherit_bindings=False):
    """Rows with a cursor and, when `ticks` is set, a box before each."""

    BINDINGS = [
        Binding("up,k", "cursor_up", show=False),
        Binding("down,j", "cursor_down", show=False),
        Binding("pageup", "page_up", show=False),
        Binding("pagedown", "page_down", show=False),
        Binding("home,ctrl+home", "scroll_top", show=False),
        Binding("end,ctrl+end", "scroll_bottom", show=False),
        Binding("enter", "select_cursor", show=False),
    ]

    class Ticked(Message):
        """The set of ticked rows changed."""

    class Current(Message):
        """Another row has the cursor, or none (`key` is None)."""

        def __init__(self, key: str | None) -> None:
            super().__init__()
            self.key = key

    def __init__(self, columns: Sequence[Column], *, ticks: bool = False, id: str | None = None):
        super().__init__(cursor_type="row", cell_padding=1, id=id)
        self._plan = tuple(columns)
        self._ticks = ticks
        self._rows: dict[str, Row] = {}
        self._ticked: set[str] = set()
        self._drawn_for: tuple[int, str] | None = None

    @property
    def current(self) -> str | None:
        """The key of the row under the cursor."""
        if not self._rows or not self.row_count:
            return None
        return list(self._rows)[min(self.cursor_row, len(self._rows) - 1)]

    @property
    def ticked(self) -> tuple[str, ...]:
        """The keys of the ticked rows, those shown first in their order."""
        shown = [key for key in self._rows if key in self._ticked]
        return (*shown, *sorted(self._ticked.difference(shown)))

    def show(
        self,
        rows: Iterable[Row],
        *,
        columns: Sequence[Column] | None = None,
        known: Collection[str] | None = None,
    ) -> None:
        """Show `rows`; the cursor stays on the row it was on.

        Ticks stay on the rows that are `known`, shown or filtered out; on those shown by default.
        """
        before = self.current
        if columns is not None:
            self._plan = tuple(columns)
        self._rows = {row.key: row for row in rows}
        self._ticked &= set(self._rows if known is None else known)
        self._draw(before)
        self.post_message(self.Current(self.current))

    def toggle(self, key: str) -> None:
        """Tick a row, or untick it."""
        self._tick(self._ticked ^ {key})

    def tick_all(self) -> None:
        """Tick every row shown; when all are ticked, untick them."""
        shown = set(self._rows)
        self._tick(self._ticked - shown if shown <= self._ticked else self._ticked | shown)

    def untick_all(self) -> None:
        """Untick every row."""
        self._tick(set())

    def _tick(self, keys: set[str]) -> None:
        if keys != self._ticked:
            self._ticked = keys
            self._draw(self.current)
            self.post_message(self.Ticked())

    def on_mount(self) -> None:
        self.app.theme_changed_signal.subscribe(self, self._redraw)

    def on_unmount(self) -> None:
        # The application would keep this list, and what it shows, until the colours change.
        self.app.theme_changed_signal.unsubscribe(self)

    def on_resize(self, event: events.Resize) -> None:
        self._redraw()

    def on_data_table_row_highlighted(self, event: DataTable.RowHighlighted) -> None:
        event.stop()
        self.post_message(self.Current(self.current))

    def on_data_table_header_selected(self, event: DataTable.HeaderSelected) -> None:
        if event.column_key.value == _TICK:
            event.stop()
            self.tick_all()

    async def _on_click(self, event: events.Click) -> None:
        meta = event.style.meta
        row, column = meta.get("row", -1), meta.get("column", -1)
        if 0 <= row < len(self._rows):
            # A click shows a row, or ticks its box: only Enter acts on it.
            event.stop()
            event.prevent_default()
            self.move_cursor(row=row)
            if self._ticks and column == 0:
                self.toggle(list(self._rows)[row])

    def _redraw(self, *_: object) -> None:
        if self._drawn_for != (self.size.width, self.app.theme) and self.size.width:
            self._draw(self.current)

    def _draw(self, current: str | None) -> None:
        width = self.size.width
        self._drawn_for = (width, self.app.theme)
        shown = self._fit(
            width - (self.scrollbar_size_vertical if self.show_vertical_scrollbar else 0)
        )
        theme = self.app.theme
        signs = glyphs(theme)
        # Tones stay on the chosen row, but among sixteen colours some would not be read there.
        self.cursor_foreground_priority = "css" if theme == "console" else "renderable"
        with self.app.batch_update(), self.prevent(DataTable.RowHighlighted):
            self.clear(columns=True)
            if self._ticks:
                all_ticked = bool(self._rows) and set(self._rows) <= self._ticked
                box = signs.ticked if all_ticked else signs.box
                self.add_column(cell(box, theme=theme), width=3, key=_TICK)
            for column, room in shown:
                self.add_column(
                    cell(column.label, Tone.MUTED, theme=theme), width=room, key=column.key
                )
            cut = {
                column.key: shortened(
                    [row.cells.get(column.key, "") for row in self._rows.values()],
                    room,
                    signs.ellipsis,
                )
                for column, room in shown
            }
            for number, row in enumerate(self._rows.values()):
                cells: list[object] = [
                    cell(cut[column.key][number], row.tones.get(column.key), theme=theme)
                    for column, _ in shown
                ]
                if self._ticks:
                    box = signs.ticked if row.key in self._ticked else signs.box
                    cells.insert(0, cell(box, theme=theme))
                self.add_row(*cells, key=row.key)
            if current in self._rows:
                self.move_cursor(row=list(self._rows).index(current), animate=False)

    def _fit(self, width: int) -> list[tuple[Column, int]]:
        columns = list(self._plan)
        while True:
            taken = sum(column.width + 2 for column in columns if column.width)
            flexible = sum(1 for column in columns if not column.width)
            room = width - taken - (5 if self._ticks else 0) - 2 * flexible
            droppable = [column for column in columns if column.drop]
            if room >= LEAST_FLEXIBLE * flexible or not droppable:
                break
            columns.remove(min(droppable, key=lambda column: column.drop))
        each = max(4, room // flexible) if flexible else 0
        return [(column, column.width or each) for column in columns]
