"""Scrollbars of whole cells: console fonts do not have parts of a block (SECURITY: §5.2)."""

from textual.scrollbar import ScrollBarRender


class WholeCells(ScrollBarRender):
    """Textual's, without the finer ends."""

    VERTICAL_BARS = [" "] * len(ScrollBarRender.VERTICAL_BARS)
    HORIZONTAL_BARS = [" "] * len(ScrollBarRender.HORIZONTAL_BARS)
