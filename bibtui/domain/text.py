"""Text from outside, made harmless and comparable. Standard library only."""

import re
import unicodedata
from functools import lru_cache

# C0 without tab and line feed, DEL and C1; what reorders, hides or breaks a line; surrogates,
# which stand for bytes that were no text.
_CONTROLS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"
    "\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_SPACES = re.compile(r"[\t\n ]+")
_WORDS = re.compile(r"[^\W_]+")
_ELISIONS = frozenset(("l", "d", "j", "m", "n", "s", "t", "c", "qu"))
_ARTICLES = frozenset(("le", "la", "les", "un", "une", "des"))
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss"})

# UNIMARC brackets the non-filing words of a title with these (ISO 6630, then its Unicode forms).
NON_FILING = re.compile("[\x88\u0098](.*?)[\x89\u009c]")


def clean(text: str, *, multiline: bool = False) -> str:
    """`text` in NFC without control, bidirectional or invisible characters.

    Runs of blanks become one space, unless `multiline`, which keeps line feeds.
    Everything stored passes here once, on its way in.
    """
    text = _CONTROLS.sub("", unicodedata.normalize("NFC", text))
    if multiline:
        return "\n".join(_SPACES.sub(" ", part).strip() for part in text.split("\n")).strip()
    return _SPACES.sub(" ", text).strip()


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """`text` as it is compared: no accent, no case, ligatures opened, words apart by one space."""
    opened = unicodedata.normalize("NFKD", text.translate(_LIGATURES)).casefold()
    bare = "".join(letter for letter in opened if not unicodedata.combining(letter))
    return " ".join(_WORDS.findall(bare))


def sort_key(text: str) -> str:
    """The key French lists are ordered by, the same on every engine.

    Base letters first, a leading article left out; accents break ties (cote, côte, coté).
    """
    words = fold(text).split()
    if len(words) > 1 and (words[0] in _ARTICLES or words[0] in _ELISIONS):
        words = words[1:]
    return " ".join(words) + "\u0001" + unicodedata.normalize("NFC", text).casefold()
