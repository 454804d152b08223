"""A reader of lists in CSV, as library systems and spreadsheets write them.

Any of `, ; tab |`, with or without a byte order mark, in UTF-8, UTF-16 or cp1252; titles may
stand above the header and a quote may be forgotten: the line is refused, not the file.
"""

import codecs
import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from bibtui.domain.text import clean, fold
from bibtui.store.imports.marc import FormatError, known_encoding

SEPARATORS = (";", ",", "\t", "|")
_ABOVE = 10
"""How many lines may stand above the header."""
_FOLDED = 10
"""How many lines a quoted value may run over before its quote is taken for a forgotten one."""
_LONGEST = 100_000
"""Characters of a line; longer is no list."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line: its number in the file, from 1, its cells, and its values by field.

    `fault` is empty, or why the line cannot be cut: « quote », « columns », « long ».
    """

    line: int
    cells: tuple[str, ...]
    values: Mapping[str, str]
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A list whose header was understood: `columns` is field → column name as written."""

    separator: str
    header: tuple[str, ...]
    columns: Mapping[str, str]
    ignored: tuple[str, ...]
    lines: tuple[tuple[int, str], ...]
    places: Mapping[str, int]

    @property
    def last(self) -> int:
        """The number of the last line."""
        return self.lines[-1][0] if self.lines else 0

    def line(self, cells: Sequence[str]) -> bytes:
        """A line as this reader would read it again, in UTF-8, harmless in a spreadsheet."""
        written = io.StringIO()
        csv.writer(written, delimiter=self.separator).writerow(map(safe, cells))
        return written.getvalue().encode()

    def rows(self) -> Iterator[Row]:
        """Every line that is not blank."""
        at = 0
        while at < len(self.lines):
            line, cells, used, fault = _cut(self.lines, at, self.separator)
            at += used
            if not any(cell.strip() for cell in cells):
                continue
            if not fault and any(cell.strip() for cell in cells[len(self.header) :]):
                fault = "columns"
            values = {
                field: clean(_bare(cells[place])) if place < len(cells) else ""
                for field, place in self.places.items()
            }
            yield Row(line, tuple(cells), MappingProxyType(values), fault)


def read(
    raw: bytes,
    fields: Mapping[str, Sequence[str]],
    required: Sequence[str],
    encoding: str | None = None,
) -> Sheet:
    """The list in `raw`, whose header has at least the `required` fields.

    `fields` gives the column names of each field, compared without case, accents or signs.
    Raises FormatError: « no_lines », « no_header » (facts: `missing`, `seen`), « header_doubled »
    (`column`, `other`), « charset » (`charset`).
    """
    lines = _lines(decoded(raw, encoding))
    if not lines:
        raise FormatError("no_lines")
    names = {fold(name): field for field, known in fields.items() for name in known}
    separators: tuple[str, ...] = SEPARATORS
    if lines[0][1].lower().startswith("sep=") and len(lines[0][1]) == 5:
        separators = (lines[0][1][4],)
        lines = lines[1:]
    best: tuple[int, int, str] | None = None
    for at in range(min(_ABOVE, len(lines))):
        for separator in separators:
            _, cells, _, fault = _cut(lines, at, separator)
            known = {names[fold(cell)] for cell in cells if fold(cell) in names}
            if not fault and known and (best is None or len(known) > best[0]):
                best = len(known), at, separator
    if best is None:
        raise FormatError("no_header", missing=tuple(required), seen=clean(lines[0][1])[:80])
    _, at, separator = best
    _, cells, used, _ = _cut(lines, at, separator)
    return _sheet(lines[at + used :], separator, [clean(cell) for cell in cells], names, required)


def _sheet(
    lines: Sequence[tuple[int, str]],
    separator: str,
    header: list[str],
    names: Mapping[str, str],
    required: Sequence[str],
) -> Sheet:
    while header and not header[-1]:
        header.pop()
    places: dict[str, int] = {}
    for place, cell in enumerate(header):
        field = names.get(fold(cell))
        if field is None:
            continue
        if field in places:
            raise FormatError("header_doubled", column=cell, other=header[places[field]])
        places[field] = place
    missing = tuple(field for field in required if field not in places)
    if missing:
        raise FormatError("no_header", missing=missing, seen=separator.join(header)[:80])
    return Sheet(
        separator,
        tuple(header),
        {field: header[place] for field, place in places.items()},
        tuple(cell for cell in header if cell and fold(cell) not in names),
        tuple(lines),
        places,
    )


def decoded(raw: bytes, encoding: str | None = None) -> str:
    """The text of a list: as `encoding` says, else by its mark, else UTF-8, else cp1252."""
    if encoding:
        known_encoding(encoding)
        return raw.decode("utf-8-sig" if encoding == "utf-8" else encoding, "replace")
    if raw[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return raw.decode("utf-16", "replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def _lines(text: str) -> list[tuple[int, str]]:
    # Only true line ends: str.splitlines would also cut at signs that may stand in a name.
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]


def _cut(
    lines: Sequence[tuple[int, str]], at: int, separator: str
) -> tuple[int, list[str], int, str]:
    """The line at `at`: its number, its cells, how many lines it took, what is wrong with it."""
    number, line = lines[at]
    if len(line) > _LONGEST:
        return number, [line[:80]], 1, "long"
    whole, used, quotes = line, 1, line.count('"')
    while quotes % 2 and used < _FOLDED and at + used < len(lines):
        following = lines[at + used][1]
        whole, used, quotes = f"{whole}\n{following}", used + 1, quotes + following.count('"')
    if quotes % 2:
        return number, line.split(separator), 1, "quote"
    if used > 1 and f'{separator}"' not in separator + line:
        # A stray quote met another's: no value begins with it, so that nothing was folded.
        return number, line.split(separator), 1, "quote"
    try:
        cells = next(csv.reader([whole], delimiter=separator))
    except (csv.Error, StopIteration):
        return number, line.split(separator), 1, "quote"
    return number, cells, used, ""


def _bare(cell: str) -> str:
    """A cell without the apostrophe that keeps a spreadsheet from reading it as a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in FORMULA else cell


FORMULA = ("=", "+", "-", "@", "\t")


def safe(cell: str) -> str:
    """A cell as it may be written: a spreadsheet will not take it for a formula."""
    return "'" + cell if cell[:1] in FORMULA else cell
