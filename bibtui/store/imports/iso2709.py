"""A reader of ISO 2709 that loses one record at a time, never the rest of the file.

Lengths and addresses of real files lie (counted in characters, zero, cut at 99999), and so do
their declared character sets. Records are told by their terminator, fields by theirs; the
directory gives the tags, and is only asked for addresses where the two disagree.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import BinaryIO

from bibtui.store.imports import iso5426
from bibtui.store.imports.marc import Damage, Marc, gathered, known_encoding

RECORD_END = b"\x1d"
_BLOCK = 1 << 20
_TOO_LONG = 8 << 20
_TRIES = 50
_BLANKS = b"\r\n \t\x00\x1a\xef\xbb\xbf"

# Where a record can begin, to find one's way again after damage.
_LEADER = re.compile(rb"[0-9 ]{5}[a-z ][ -~]{4}22[0-9]{5}[ -~]{3}45[ -~]{2}[0-9A-Za-z]{3}[0-9]{9}")
_CODED = re.compile(rb"\x1e[ -~]{2}\x1fa[0-9 ]{8}[ -~]{18}([ -~]{4})")

_UTF8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")
_ISO5426 = re.compile(rb"[\xc1-\xd3][A-Za-z]")
_LATIN = re.compile(rb"[\xe0-\xff](?=[a-z ,.;:'\x1e\x1f])")
# 100$a, 26-29: ISO 646, ISO 5426 and its extension, ISO 10646; any other is an alphabet not ours.
_READABLE = {b"01", b"03", b"11", b"50", b"  ", b"||"}


class _Unreadable(Exception):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read(stream: BinaryIO, encoding: str | None = None) -> Iterator[Marc | Damage]:
    """Every record of `stream`, or the damage in its place, in the order of the file.

    `encoding` forces a character set (a codec's name, or « iso5426 ») upon every record;
    without it each record is read in the one its bytes and its 100$a speak for. Raises
    FormatError(« charset ») for an encoding that does not exist.
    """
    if encoding != "iso5426":
        known_encoding(encoding)
    number = 0
    for offset, raw, ended in _chunks(stream):
        for start, piece, found in _records(raw, ended, encoding):
            number += 1
            if isinstance(found, str):
                yield Damage(number, offset + start, found, piece)
            else:
                leader, fields, notes = found
                yield Marc(number, offset + start, leader, gathered(fields), piece, notes)


def plausible(head: bytes) -> bool:
    """Whether the first bytes of a file can be ISO 2709: a leader, or a terminated record."""
    return RECORD_END in head or _LEADER.search(head) is not None


def _chunks(stream: BinaryIO) -> Iterator[tuple[int, bytes, bool]]:
    """What stands between record terminators: byte offset, bytes, whether it was terminated."""
    offset = 0
    kept = bytearray()
    while block := stream.read(_BLOCK):
        searched = len(kept)
        kept += block
        begin = 0
        while (end := kept.find(RECORD_END, max(begin, searched))) >= 0:
            yield offset + begin, bytes(kept[begin:end]), True
            begin = end + 1
        del kept[:begin]
        offset += begin
        if len(kept) > _TOO_LONG:
            yield offset, bytes(kept), False
            offset += len(kept)
            kept.clear()
    if kept:
        yield offset, bytes(kept), False


_Read = tuple[str, list[tuple[str, str]], tuple[str, ...]]


def _records(
    raw: bytes, ended: bool, encoding: str | None
) -> Iterator[tuple[int, bytes, _Read | str]]:
    """The records of one chunk, or why not: one, unless a terminator was lost or junk came.

    Each is given with where it starts in the chunk and its bytes.
    """
    start = len(raw) - len(raw.lstrip(_BLANKS))
    if start == len(raw):
        return
    # Blanks may be the leader's own where its length was left out.
    if start >= 5 and _LEADER.match(raw, start - 5):
        start -= 5
    following: list[int] = []
    if not _whole(raw, start):
        following = [match.start() for match in _LEADER.finditer(raw, start + 1)][:_TRIES]
    for begin, end in zip((start, *following), (*following, len(raw)), strict=True):
        piece = raw[begin:end]
        try:
            if end < len(raw):
                raise _Unreadable("cut")
            yield begin, piece, _parse(piece, ended, encoding)
        except _Unreadable as reason:
            yield begin, piece, reason.code


def _whole(raw: bytes, start: int) -> bool:
    """Whether the length in the leader is the true one, terminator counted."""
    return raw[start : start + 5].isdigit() and int(raw[start : start + 5]) == len(raw) - start + 1


def _parse(raw: bytes, ended: bool, encoding: str | None) -> _Read:
    if not raw[12:17].isdigit():
        raise _Unreadable("no_leader")
    text, note = _decoded(raw, encoding)
    head, *values = text.split("\x1e")
    if len(head) < 36 or (len(head) - 24) % 12 or not head.isascii():
        raise _Unreadable("directory")
    if not values or values.pop().strip():
        raise _Unreadable("cut")
    notes = [note] if note else []
    if not ended or not _whole(raw, 0):
        notes.append("length")
    tags = [head[at : at + 3] for at in range(24, len(head), 12)]
    starts = [head[at + 7 : at + 12] for at in range(24, len(head), 12)]
    if len(tags) != len(values):
        return head[:24], _by_address(raw, head, encoding), (*notes, "directory")
    if any(later <= earlier for earlier, later in pairwise(starts)):
        tags = _in_order(tags, starts)
    return head[:24], list(zip(tags, values, strict=True)), tuple(notes)


def _in_order(tags: list[str], starts: list[str]) -> list[str]:
    """`tags` in the order their fields lie in, where a directory lists them in another."""
    if not all(start.isdigit() for start in starts) or len(set(starts)) < len(starts):
        raise _Unreadable("directory")
    return [tag for _, tag in sorted(zip(starts, tags, strict=True))]


def _by_address(raw: bytes, head: str, encoding: str | None) -> list[tuple[str, str]]:
    """The fields where the directory says they are; raised where it does not point at fields."""
    base = int(raw[12:17])
    pairs = []
    for at in range(24, len(head), 12):
        length, start = head[at + 3 : at + 7], head[at + 7 : at + 12]
        if not (length + start).isdecimal():
            raise _Unreadable("directory")
        field = raw[base + int(start) : base + int(start) + int(length)]
        if field[-1:] != b"\x1e" or raw[base + int(start) - 1] != 0x1E:
            raise _Unreadable("directory")
        pairs.append((head[at : at + 3], _decoded(field[:-1], encoding)[0]))
    return pairs


def _decoded(raw: bytes, encoding: str | None) -> tuple[str, str]:
    """The text of a record, and the code of what had to be supposed, or an empty one."""
    if encoding:
        try:
            text = iso5426.decode(raw) if encoding == "iso5426" else raw.decode(encoding, "replace")
        except (LookupError, ValueError):
            raise _Unreadable("charset") from None
        return text, "bytes" if "\ufffd" in text else ""
    try:
        return raw.decode(), ""
    except UnicodeDecodeError:
        pass
    coded = _CODED.search(raw)
    sets = {coded[1][:2], coded[1][2:]} if coded else set()
    if not sets <= _READABLE:
        raise _Unreadable("charset")
    utf8, accents = len(_UTF8.findall(raw)), len(_ISO5426.findall(raw))
    latin = len(_LATIN.findall(raw))
    if utf8 > max(accents, latin):
        return raw.decode(errors="replace"), "bytes"
    if accents >= latin:
        return iso5426.decode(raw), "" if b"03" in sets else "iso5426"
    return raw.decode("cp1252", "replace"), "latin"
