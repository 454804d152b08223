"""Where the hardware cursor belongs, so that braille and magnifiers follow (SECURITY: §5.1).

Textual moves it for text fields only. Widget kinds are told by class name: importing each of them
here would cost every start.
"""

from collections.abc import Callable
from typing import Any, Protocol, runtime_checkable

from rich.cells import cell_len
from textual.geometry import Offset
from textual.screen import Screen
from textual.widget import Widget


@runtime_checkable
class HasCaret(Protocol):
    """A widget that knows its own caret."""

    def caret_offset(self) -> Offset:
        """The caret's cell in the widget's content, before scrolling; (0, 0) is the first."""
        ...


def _input(widget: Any) -> Offset:
    # Textual's own answer is one cell too far when the caret is at the end.
    at = widget.cursor_position
    return Offset(at if widget.password else widget._position_to_cell(at), 0)


def _option_list(widget: Any) -> Offset:
    line = widget._index_to_line.get(widget.highlighted, 0)
    return Offset(0, line)


def _data_table(widget: Any) -> Offset:
    if not widget.is_valid_row_index(widget.cursor_row):
        return Offset(0, 0)
    if widget.cursor_type == "cell":
        return Offset(*widget._get_cell_region(widget.cursor_coordinate).offset)
    # The row's beginning, which is where it is read from.
    return Offset(int(widget.scroll_x), widget._get_row_region(widget.cursor_row).y)


def _tree(widget: Any) -> Offset:
    return Offset(0, max(0, widget.cursor_line))


def _button(widget: Any) -> Offset:
    label = cell_len(str(widget.label).split("\n", 1)[0])
    width, height = widget.content_size
    return Offset(max(0, (width - label) // 2), max(0, (height - 1) // 2))


_INSIDE: dict[str, Callable[[Any], Offset]] = {
    "Input": _input,
    "OptionList": _option_list,
    "DataTable": _data_table,
    "Tree": _tree,
    "Button": _button,
}


def _chosen_radio(widget: Any) -> Widget | None:
    index = widget._selected
    return widget.children[index] if index is not None else None


_CHILD: dict[str, Callable[[Any], Widget | None]] = {
    "ListView": lambda widget: widget.highlighted_child,
    "RadioSet": _chosen_radio,
    "Tabs": lambda widget: widget.active_tab,
    "Select": lambda widget: widget.query_one("SelectCurrent"),
}


def _kind(widget: Widget, kinds: dict[str, Any]) -> Any:
    for cls in type(widget).__mro__:
        if cls.__name__ in kinds:
            return kinds[cls.__name__]
    return None


def _inside(widget: Widget, cell: Offset) -> Offset:
    region = widget.content_region
    at = region.offset + cell - Offset(*widget.scroll_offset)
    return _clamped(at, widget)


def _clamped(at: Offset, widget: Widget) -> Offset:
    left, top, width, height = widget.region
    return Offset(
        min(max(at.x, left), left + max(0, width - 1)),
        min(max(at.y, top), top + max(0, height - 1)),
    )


def caret_of(widget: Widget) -> Offset | None:
    """The cell of the screen where `widget` is being read or written; None if it is not laid out.

    In order: its own `caret_offset()`, its text cursor or the row it highlights, the child it
    highlights, the first cell of its content.
    """
    if not widget.is_attached or not widget.region.area:
        return None
    if isinstance(widget, HasCaret):
        return _inside(widget, widget.caret_offset())
    inside = _kind(widget, _INSIDE)
    if inside is not None:
        return _inside(widget, inside(widget))
    text_cursor = getattr(widget, "cursor_screen_offset", None)
    if isinstance(text_cursor, Offset):
        return _clamped(text_cursor, widget)
    child = _kind(widget, _CHILD)
    if child is not None and (inner := child(widget)) is not None and inner.region.area:
        return _clamped(inner.content_region.offset, widget)
    return _inside(widget, Offset(0, 0))


def caret_on(screen: Screen[Any]) -> Offset | None:
    """The caret of what has the focus on `screen`, or of the screen itself if it has one."""
    if screen.focused is not None:
        return caret_of(screen.focused)
    if isinstance(screen, HasCaret):
        return screen.caret_offset()
    return None
