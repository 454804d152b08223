"""Text to read: paragraphs whose further lines stand under the first word, not under the sign."""

from textual.app import RenderResult
from textual.content import Content
from textual.widget import Widget

from bibtui.screens.text import Part, sentence


def paragraph(lead: Part, *parts: Part) -> tuple[Content, Content]:
    """A paragraph: `lead` (« ! », « → », or blanks), and the sentence it opens."""
    return sentence(lead), sentence(*parts)


class Reading(Widget):
    """Paragraphs, wrapped with a hanging indent at whatever width there is."""

    DEFAULT_CSS = "Reading { height: auto; width: 1fr; }"

    def __init__(
        self,
        paragraphs: "list[tuple[Content, Content]] | None" = None,
        *,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._paragraphs = paragraphs or []

    def show(self, paragraphs: list[tuple[Content, Content]]) -> None:
        """Replace what is read."""
        self._paragraphs = paragraphs
        self.refresh(layout=True)

    def render(self) -> RenderResult:
        return Content("\n").join(self._lines(self.size.width))

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        return len(self._lines(width))

    def _lines(self, width: int) -> list[Content]:
        lines: list[Content] = []
        for lead, said in self._paragraphs:
            indent = lead.cell_length
            wrapped = said.wrap(max(8, width - indent)) if said.plain else [said]
            for number, each in enumerate(wrapped):
                lines.append((lead if not number else Content(" " * indent)) + each)
        return lines
