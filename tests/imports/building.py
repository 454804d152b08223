"""Files as libraries write them, made for one test."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

Fields = Sequence[tuple[str, str]]
Write = Callable[[str, bytes | str], Path]
"""Makes a file of that name, with that content."""

DAY = date(2023, 10, 6)
"""The day it is where files are taken in."""

CODED = "20230104d2017    k  y0frey50      ba"


def unimarc(number: str, title: str = "Dans la forêt", *fields: tuple[str, str]) -> Fields:
    """A record: 001, 100, 200 and `fields`; `$` stands for the subfield delimiter."""
    return [("001", number), ("100", f"  $a{CODED}"), ("200", f"1 $a{title}"), *fields]


def iso2709(fields: Fields, *, leader: str = "nam0 22", encoding: str = "utf-8") -> bytes:
    """A record in ISO 2709."""
    directory, data = b"", b""
    for tag, text in fields:
        value = text.replace("$", "\x1f").encode(encoding) + b"\x1e"
        directory += f"{tag}{len(value):04}{len(data):05}".encode()
        data += value
    base = 24 + len(directory) + 1
    length = base + len(data) + 1
    head = f"{length:05}{leader[:7]}{base:05}   450 ".encode()
    return head + directory + b"\x1e" + data + b"\x1d"


def xml_record(fields: Fields, *, prefix: str = "") -> str:
    """A record in MARCXML."""
    parts = [f"<{prefix}record><{prefix}leader>     nam0 22     3  450 </{prefix}leader>"]
    for tag, text in fields:
        if tag < "010":
            parts.append(f'<{prefix}controlfield tag="{tag}">{escape(text)}</{prefix}controlfield>')
            continue
        indicators, *subfields = text.split("$")
        parts.append(
            f'<{prefix}datafield tag="{tag}" ind1={quoteattr(indicators[0])} '
            f"ind2={quoteattr(indicators[1])}>"
        )
        parts += [
            f"<{prefix}subfield code={quoteattr(one[0])}>{escape(one[1:])}</{prefix}subfield>"
            for one in subfields
        ]
        parts.append(f"</{prefix}datafield>")
    return "".join(parts) + f"</{prefix}record>"


def xml(records: Iterable[Fields]) -> bytes:
    """A collection in MARCXML."""
    inside = "\n".join(map(xml_record, records))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<collection xmlns="http://www.loc.gov/MARC21/slim">\n{inside}\n</collection>\n'
    ).encode()
