"""ISO 5426, the character set of French UNIMARC before Unicode: accents come before letters."""

import re
import unicodedata

_SIGNS = dict(
    zip(
        b"\xa1\xa2\xa3\xa4\xa5\xa6\xa7\xa8\xa9\xaa\xab\xac\xad\xae\xaf"
        b"\xb0\xb1\xb2\xb6\xb7\xb8\xb9\xba\xbb\xbc\xbd\xbe\xbf"
        b"\xe1\xe2\xe6\xe8\xe9\xea\xec\xf1\xf2\xf3\xf5\xf6\xf8\xf9\xfa\xfb\xfc",
        "¡„£$¥†§′‘“«♭©℗®"  # noqa: RUF001 - the standard's own signs
        "ʻʼ‚‡·″’”»♯ʹʺ¿"  # noqa: RUF001
        "ÆĐĲŁØŒÞæđðıĳłøœßþ",
        strict=True,
    )
)
_MARKS = dict(
    zip(
        b"\xc0\xc1\xc2\xc3\xc4\xc5\xc6\xc7\xc8\xc9\xca\xcb\xcc\xcd\xce\xcf"
        b"\xd0\xd1\xd2\xd3\xd4\xd5\xd6\xd7\xd8\xd9\xda\xdb\xdd\xde\xdf",
        "\u0309\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u0308\u030a\u0315\u0312\u030b\u031b\u030c"
        "\u0327\u031c\u0326\u0328\u0325\u032e\u0323\u0324\u0332\u0333\u0329\u032d\ufe20\ufe21\ufe23",
        strict=True,
    )
)
# 0x88 and 0x89, around the words a title is not filed under, stay as they are (ISO 6630).
_TABLE = str.maketrans(
    {
        chr(byte): chr(byte) if byte in (0x88, 0x89) else _SIGNS.get(byte, "\ufffd")
        for byte in range(0x80, 0x100)
        if byte not in _MARKS
    }
    | {chr(byte): mark for byte, mark in _MARKS.items()}
)
_ACCENTED = re.compile("([\xc0-\xdb\xdd-\xdf]+)([^\x1d-\x1f\xc0-\xdb\xdd-\xdf])")


def decode(raw: bytes) -> str:
    """`raw` in NFC. A byte that the standard leaves empty becomes U+FFFD; nothing is raised."""
    swapped = _ACCENTED.sub(r"\2\1", raw.decode("latin-1"))
    composed = unicodedata.normalize("NFC", swapped.translate(_TABLE))
    # « n° » is written with a ring over a space.
    return composed.replace(" \u030a", "°")
