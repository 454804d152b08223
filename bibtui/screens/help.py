"""F1: where one is, what can be done here, and every key that works now."""

from rich.cells import cell_len
from textual.screen import Screen

from bibtui.screens.pieces.dialogs import Message, Said
from bibtui.screens.pieces.reading import paragraph
from bibtui.screens.text import sentence
from bibtui.screens.theme import Tone

EVERYWHERE = (
    ("Tab", "passer à la zone suivante (Maj+Tab : précédente)"),
    ("↑ ↓", "se déplacer dans une liste"),
    ("Entrée", "choisir"),
    ("F9", "changer de couleurs : clair, sombre, console"),
)


class HelpDialog(Message):
    """Help on the screen below."""

    def __init__(self, screen: Screen[object]) -> None:
        super().__init__("Aide", [str(getattr(screen, "HELP", "")), "", *_keys(screen)])


def _keys(screen: Screen[object]) -> list[Said]:
    shown: dict[str, str] = {}
    for active in screen.active_bindings.values():
        binding = active.binding
        if binding.show and active.enabled:
            shown.setdefault(screen.app.get_key_display(binding), binding.description)
    said: list[Said] = [sentence(("Les touches de cet écran", Tone.TITLE))]
    for key, name in (*shown.items(), *EVERYWHERE):
        said.append(paragraph((f"  {key}{' ' * max(1, 9 - cell_len(key))}", Tone.KEY), name))
    return said
