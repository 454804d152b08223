"""A file of MARC records, whichever of the two shapes it has."""

from collections.abc import Iterator
from pathlib import Path

from bibtui.store.imports import iso2709, marcxml
from bibtui.store.imports.marc import Damage, FormatError, Marc

_HEAD = 1 << 16


def is_xml(head: bytes) -> bool:
    """Whether a file that begins so is XML, in UTF-8 or UTF-16."""
    return head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0")[:1] == b"<"


def shape(path: Path) -> str:
    """« xml » or « iso2709 ». Raises FormatError: « empty_file », « not_marc »; OSError."""
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    if not head.strip():
        raise FormatError("empty_file")
    if is_xml(head):
        return "xml"
    if iso2709.plausible(head):
        return "iso2709"
    raise FormatError("not_marc")


def read(path: Path, encoding: str | None = None) -> Iterator[Marc | Damage]:
    """Every record of the file, or the damage in its place. Raises FormatError, OSError."""
    reader = marcxml.read if shape(path) == "xml" else iso2709.read
    with path.open("rb") as stream:
        yield from reader(stream, encoding)
