"""The one door through which stored text reaches a widget.

Nothing here parses markup: data becomes `Content` (widgets) or rich `Text` (table cells) as it is,
less its control characters. Sentences with emphasis are assembled from parts, never from markup.
"""

from collections.abc import Sequence

from rich.text import Text
from textual.content import Content

from bibtui.domain.text import clean
from bibtui.screens.theme import Tone, rich_style, visual_style

_BLANKS = " \n\u00a0"

Part = str | tuple[str, Tone]
"""A piece of a sentence, plain or in a tone."""


def line(text: str) -> Content:
    """One line of text, literally."""
    return Content(clean(text))


def sentence(*parts: Part) -> Content:
    """`parts` end to end; each keeps its blanks, loses its controls, and takes its tone."""
    styled = []
    for part in parts:
        text, tone = (part, None) if isinstance(part, str) else part
        styled.append((_kept(text), visual_style(tone)) if tone else _kept(text))
    return Content.assemble(*styled)


def cell(text: str, tone: Tone | None = None, *, theme: str) -> Text:
    """A table cell, literally, in `tone` under the theme of that name."""
    return Text(clean(text), style=rich_style(tone, theme) if tone else "", no_wrap=True)


def shorten(text: str, width: int, ellipsis: str = "…") -> str:
    """`text` in at most `width` terminal cells, cut with an ellipsis (001-14)."""
    from rich.cells import cell_len, set_cell_size

    if cell_len(text) <= width:
        return text
    return set_cell_size(text, max(0, width - len(ellipsis))).rstrip() + ellipsis


def shortened(texts: Sequence[str], width: int, ellipsis: str = "…") -> list[str]:
    """`texts` cut to `width`; where two would read alike, their ends are kept."""
    from collections import Counter

    from rich.cells import cell_len, chop_cells

    cut = [shorten(text, width, ellipsis) for text in texts]
    alike = Counter(cut)
    end = width // 2
    found = []
    for text, short in zip(texts, cut, strict=True):
        if alike[short] > 1 and short != text and end > 4:
            tail = chop_cells(text[::-1], end)[0][::-1].lstrip(" .,:;")
            short = shorten(text, width - cell_len(tail), ellipsis) + tail
        found.append(short)
    return found


def keep_no_break_spaces() -> None:
    """Wrap lines at breaking spaces only, as French needs before « : » and « ? ».

    Rich takes U+00A0 for any other space; the pattern it finds words with is all that decides.
    """
    import re

    import rich._wrap

    rich._wrap.re_word = re.compile(r"[^\S\u00a0]*[\S\u00a0]+[^\S\u00a0]*")


def _kept(text: str) -> str:
    # clean() trims; parts of one sentence need the blanks at their edges.
    inner = clean(text, multiline=True)
    head = text[: len(text) - len(text.lstrip(_BLANKS))]
    tail = text[len(text.rstrip(_BLANKS)) :] if inner else ""
    return head + inner + tail
