"""Readable without colour, in any of the three themes, by keyboard, in French, on any console."""

import re
from itertools import product

import pytest
from rich.color import Color

from bibtui.screens import theme
from bibtui.screens.theme import GROUNDS, PALETTES, Tone, rich_style
from tests.screens.conftest import Doors, Toured
from tests.screens.house import SMALL, Visit
from tests.screens.tours import TOURS, Run, Shot

Rgb = tuple[int, int, int]
LINES = "─│╭╮╰╯├┤┬┴┼━"
SCROLLBAR = " ▁▂▃▄▅▆▇█"


def shots(toured: Toured, theme: str = "clair") -> list[tuple[str, Shot]]:
    """Every stop of every tour, at 80×24."""
    return [stop for tour in TOURS for stop in toured(tour, SMALL, theme).items()]


def luminance(colour: Rgb) -> float:
    linear = [
        part / 255 / 12.92 if part / 255 <= 0.04045 else ((part / 255 + 0.055) / 1.055) ** 2.4
        for part in colour
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: Rgb, other: Rgb) -> float:
    """The ratio of WCAG 2: 1 for the same colour, 21 for black on white."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def rgb(colour: Color | None) -> Rgb:
    assert colour is not None and colour.triplet is not None, colour
    return colour.triplet.red, colour.triplet.green, colour.triplet.blue


def hexadecimal(colour: str) -> Rgb:
    return rgb(Color.parse(colour))


@pytest.mark.parametrize("name", ["clair", "sombre"])
def test_every_tone_is_read_at_seven_to_one_on_every_ground(name: str) -> None:
    palette = PALETTES[name]
    for tone, ground in product(Tone, GROUNDS):
        if tone is Tone.TOP:
            ground = "bar"
        colour = rgb(rich_style(tone, name).color)
        assert contrast(colour, hexadecimal(palette[ground])) >= 7, (tone, ground)
    for ground in GROUNDS:
        assert contrast(hexadecimal(palette["ink"]), hexadecimal(palette[ground])) >= 7, ground
    for edge, ground in product(("edge", "edge-focus"), ("paper", "desk")):
        assert contrast(hexadecimal(palette[edge]), hexadecimal(palette[ground])) >= 3, edge


@pytest.mark.parametrize("name", ["clair", pytest.param("sombre", marks=pytest.mark.soak)])
def test_every_word_painted_is_read_at_seven_to_one(toured: Toured, name: str) -> None:
    """Not only the palette: what the screens really put on what."""
    poor = set()
    for stop, shot in shots(toured, name):
        for run in shot.runs:
            least = least_contrast(run.text)
            if least and (seen := ratio(run)) < least:
                poor.add((stop, run.text.strip(), round(seen, 1)))
    assert not poor


def least_contrast(text: str) -> int:
    """What a run of cells must have: 7 for words, 3 for frames and bars, nothing for blanks."""
    marks = text.strip().strip(LINES + SCROLLBAR)
    return 7 if marks else 3 if text.strip() else 0


def ratio(run: Run) -> float:
    return contrast(rgb(run.ink), rgb(run.ground))


CONSOLE = frozenset(
    {chr(code) for code in (*range(0x20, 0x7F), *range(0xA0, 0x100))}
    | set("ŒœŠšŽžŸ€–—‘’“”„†‡•…‰‹›™←↑→↓↔↕")
    | set("─│┌┐└┘├┤┬┴┼═║╔╗╚╝╠╣╦╩╬╭╮╰╯━█●▶▼◆")
)
"""What the Latin fonts of the Linux console have (SECURITY: §5.2)."""


def test_the_console_theme_draws_only_what_console_fonts_have(toured: Toured) -> None:
    missing = {
        (stop, sign)
        for stop, shot in shots(toured, "console")
        for run in shot.runs
        for sign in run.text
        if sign not in CONSOLE
    }
    assert not missing


def test_the_console_theme_keeps_to_the_sixteen_colours(toured: Toured) -> None:
    for stop, shot in shots(toured, "console"):
        for run in shot.runs:
            for colour in (run.ink, run.ground):
                named = colour is None or (colour.triplet is None and (colour.number or 0) < 16)
                assert named, (stop, run)


ENGLISH = re.compile(
    r"\b(search|close|cancel|loading|select(ed)?|submit|quit|palette|command|copy|paste|cut|help|"
    r"enter|escape|esc|toggle|focus|space|screenshot|theme|keys?|maximize|minimize|yes|back|up|"
    r"down|left|right|tab stop|scroll|page|home|end|delete|next|previous|true|false|none)\b",
    re.IGNORECASE,
)
FRENCH_TOO = frozenset(("page",))


def test_no_word_of_english_is_on_any_screen(toured: Toured) -> None:
    """Textual's own words, of which some part of it always shows one more."""
    found = {
        (stop, match[0])
        for stop, shot in shots(toured)
        for match in ENGLISH.finditer(shot.text)
        if match[0].casefold() not in FRENCH_TOO
    }
    assert not found


def test_whatever_can_be_clicked_can_have_the_focus(toured: Toured) -> None:
    found = [(stop, shot.unreachable) for stop, shot in shots(toured) if shot.unreachable]
    assert not found


def test_the_tours_show_each_tone_somewhere(toured: Toured) -> None:
    """So that what is measured above is not an empty set."""
    seen = {
        (rgb(run.ink), run.bold)
        for _, shot in shots(toured)
        for run in shot.runs
        if run.text.strip()
    }
    for tone in Tone:
        style = rich_style(tone, "clair")
        assert (rgb(style.color), bool(style.bold)) in seen, tone


async def test_what_differs_in_colour_differs_in_words_or_signs(doors: Doors) -> None:
    """Chosen, late, ticked, focused, open, acted for: told without any style."""
    async with doors("saint-etienne", SMALL) as visit:
        await visit.sign_in("YsolineG", then="Mon compte")
        assert visit.rows[1].strip() == "[Accueil]  Prêts 4"
        assert "▸ Ysoline Gar." in visit.text and "▸ Timéo" not in visit.text
        await visit.press("2")
        assert "Le Chant des ronces" in visit.caret_row()
        assert "! En retard" in visit.caret_row() and "! non" in visit.caret_row()
        await visit.press("down")
        assert "La Cuisine des algues" in visit.caret_row()
        assert "En retard" not in visit.caret_row() and " oui " in visit.caret_row()
        await visit.press("space")
        assert "[x]" in visit.caret_row()
        await visit.press("p")
        at = visit.caret
        await visit.press("right")
        assert visit.focused == "no" and visit.caret != at
        assert visit.caret_row()[visit.caret.x :].startswith("Annuler")  # type: ignore[union-attr]


async def test_tab_goes_round_the_form_with_the_hardware_cursor(doors: Doors) -> None:
    """Each part of the form in reading order, the cursor inside it, and no trap."""
    async with doors("la-rochelle", SMALL) as visit:
        assert await tour_of_focus(visit) == [
            "identifier",
            "secret",
            "go",
            "eye",
            "forgotten",
            "audience",
        ]


async def test_tab_goes_round_prets_with_the_hardware_cursor(doors: Doors) -> None:
    async with doors("saint-etienne") as visit:
        await visit.sign_in("YsolineG", then="Mon compte")
        await visit.press("2")
        reached = await tour_of_focus(visit)
        assert set(reached) >= {
            "TabBar",
            "family",
            "loans-filter",
            "loans-list",
            "loans-renew",
            "loans-what-if",
        }


async def tour_of_focus(visit: Visit) -> list[str]:
    """What Tab reaches from here until it is back; each must hold the hardware cursor."""
    first, reached = visit.focused, []
    while not reached or visit.focused != first:
        widget, caret = visit.app.screen.focused, visit.caret
        assert widget is not None and caret is not None, visit.focused
        assert caret in widget.region, (visit.focused, caret, widget.region)
        reached.append(visit.focused)
        assert len(reached) < 20, reached
        await visit.press("tab")
    return reached


async def test_a_letter_typed_in_a_field_is_never_a_command(doors: Doors) -> None:
    """« p » and « a » are shortcuts of the list; in the filter they are letters, digits digits."""
    async with doors("saint-etienne") as visit:
        await visit.sign_in("YsolineG", then="Mon compte")
        await visit.press("2", "slash", *"pa1?")
        assert visit.entry("loans-filter").value == "pa1?"
        assert "[Prêts 4]" in visit.rows[1]


async def test_the_colours_change_by_key_and_the_words_stay(doors: Doors) -> None:
    """F9: clair, sombre, console and clair again; only console has other signs."""
    async with doors("saint-etienne") as visit:
        clair = visit.text
        seen = [visit.app.theme]
        for _ in range(3):
            await visit.press("f9")
            seen.append(visit.app.theme)
        assert seen == [*theme.NAMES, theme.NAMES[0]]
        assert visit.text == clair


async def test_all_of_a_full_accueil_is_reached_by_keyboard(doors: Doors) -> None:
    """At 80×24 what is below the fold comes with the focus, its last line included."""
    async with doors("saint-etienne", SMALL) as visit:
        await visit.sign_in("YsolineG", then="Mon compte")
        assert "Trois nuits à Tbilissi" not in visit.text
        await visit.press("down", "down", "down")
        await visit.sees("Carnot, demain : « Trois nuits à Tbilissi ».")
