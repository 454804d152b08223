"""French for everyone who writes a sentence: dates, agreements, elisions, spaces."""

import re
from collections.abc import Sequence
from datetime import date, time

NBSP = "\u00a0"

WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)

_BEFORE_HIGH = re.compile(r"[ \u00a0\u202f]+(?=[:;!?»%€])")
_AFTER_OPENING = re.compile(r"«[ \u00a0\u202f]*")
_BEFORE_CLOSING = re.compile(r"(?<=[^\s\u00a0])»")
# « 05 46 45 71 71 »: a phone number is one word.
_PHONE = re.compile(r"(?<!\d)0\d(?:[ \u00a0]\d\d){4}(?!\d)")
_VOWEL = re.compile(r"[aeiouyhàâäéèêëîïôöùûüœæ]", re.IGNORECASE)
# A noun's complement keeps its number: « jour d'ouverture », « carte de lecteur ».
_COMPLEMENTS = frozenset(("de", "du", "des", "à", "au", "aux", "en", "par", "pour", "sur", "avec"))
_PLURALS_IN_S = frozenset(("bleu", "pneu", "bal", "festival"))


def nbsp(text: str) -> str:
    """`text` with no-break spaces before « : ; ! ? % € », inside guillemets and phone numbers.

    Only a space already there becomes one before a sign, so that 10:30 and an address stay whole.
    """
    text = _BEFORE_HIGH.sub(NBSP, text)
    text = _AFTER_OPENING.sub(f"«{NBSP}", text)
    text = _PHONE.sub(lambda found: found[0].replace(" ", NBSP), text)
    return _BEFORE_CLOSING.sub(f"{NBSP}»", text)


def date_short(day: date) -> str:
    """« 13/10/2023 »."""
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def date_long(day: date) -> str:
    """« vendredi 6 octobre 2023 », « dimanche 1er octobre 2023 »."""
    number = "1er" if day.day == 1 else str(day.day)
    return f"{WEEKDAYS[day.weekday()]} {number} {MONTHS[day.month - 1]} {day.year}"


def hour(at: time) -> str:
    """« 18 h », « 9 h 30 », with no-break spaces."""
    whole = f"{at.hour}{NBSP}h"
    return f"{whole}{NBSP}{at.minute:02}" if at.minute else whole


def plural(noun: str) -> str:
    """The plural of a noun and its adjectives: « prêts sélectionnés », « cartes de lecteur »."""
    words = noun.split(" ")
    for index, word in enumerate(words):
        if word in _COMPLEMENTS or word.startswith("d'"):
            break
        words[index] = _plural_word(word)
    return " ".join(words)


def _plural_word(word: str) -> str:
    if not word or word[-1] in "sxz":
        return word
    if word in _PLURALS_IN_S:
        return word + "s"
    if word.endswith(("eau", "eu", "œu")):
        return word + "x"
    if word.endswith("al"):
        return word[:-1] + "ux"
    return word + "s"


def agree(number: int, singular: str, plural_form: str = "") -> str:
    """The form that goes with `number`: French counts 0 and 1 as singular."""
    if abs(number) < 2:
        return singular
    return plural_form or plural(singular)


def count(number: int, noun: str, plural_form: str = "") -> str:
    """« 1 document », « 5 documents », « 0 prêt sélectionné »."""
    return f"{number} {agree(number, noun, plural_form)}"


def elide(particle: str, word: str) -> str:
    """`particle` before `word`: « d'Aurore », « de Pierre », « l'usager », « qu'il »."""
    if word and _VOWEL.match(word) and particle[-1:] in "ea":
        return f"{particle[:-1]}'{word}"
    return f"{particle} {word}"


def listed(parts: Sequence[str], last: str = "et") -> str:
    """« a », « a et b », « a, b et c »."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def capital(text: str) -> str:
    """`text` with its first letter large, the rest untouched."""
    return text[:1].upper() + text[1:]
