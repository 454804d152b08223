"""A reader of MARCXML and marcxchange, bare or in any envelope, one record at a time.

The file is cut at its record elements before any XML is parsed, so that one bad byte costs one
record and memory never holds more. Each piece is parsed alone: no document type reaches the
parser, so no entity can be declared, expanded or fetched; a file that carries one is refused.
"""

import codecs
import re
from collections.abc import Iterator
from typing import Any, BinaryIO, NoReturn
from xml.parsers import expat

from bibtui.store.imports.marc import Damage, FormatError, Marc, gathered, known_encoding

_BLOCK = 1 << 18
_TOO_LONG = 8 << 20
_PROLOG = 1 << 16

_RECORD = re.compile(rb"<(/?)(?:[\w.-]+:)?record(?=[\s/>])[^>]*?(/?)>")
_CONTENT = re.compile(rb"<(?:[\w.-]+:)?(?:leader|controlfield|datafield)[\s/>]")
_DECLARED = re.compile(rb"""<\?xml[^>]*encoding\s*=\s*["']([\w.-]+)["']""")
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
# What could begin at the end of a block and be a record tag when the next one comes.
_TAIL = 4096


class _Refused(Exception):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read(stream: BinaryIO, encoding: str | None = None) -> Iterator[Marc | Damage]:
    """Every record of `stream`, or the damage in its place, in the order of the file.

    `encoding` forces a character set over the declared one. Raises FormatError(« doctype »)
    before the first record where the file declares a document type.
    """
    head = stream.read(_PROLOG)
    if _DOCTYPE.search(head):
        raise FormatError("doctype")
    source = _blocks(head, stream)
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        source = _recoded(source, "utf-16")
        encoding = "utf-8"
    declared = _DECLARED.search(head)
    charset = encoding or (declared[1].decode() if declared else "utf-8")
    known_encoding(charset)
    for number, (offset, raw, code) in enumerate(_pieces(source), 1):
        try:
            if code:
                raise _Refused(code)
            leader, pairs, notes = _parse(raw, charset)
        except _Refused as reason:
            yield Damage(number, offset, reason.code, raw)
        else:
            yield Marc(number, offset, leader, gathered(pairs), raw, notes)


def _blocks(head: bytes, stream: BinaryIO) -> Iterator[bytes]:
    yield head
    while block := stream.read(_BLOCK):
        yield block


def _recoded(blocks: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    for block in blocks:
        yield decoder.decode(block).encode()


def _pieces(blocks: Iterator[bytes]) -> Iterator[tuple[int, bytes, str]]:
    """Each innermost record element: byte offset, bytes, and why it is not whole if it is not.

    An SRU envelope has record elements of its own, around those of MARC: one that holds another
    is an envelope, unless it already held fields, and then its end is missing.
    """
    offset, kept, searched = 0, bytearray(), 0
    opened = -1
    for block in blocks:
        kept += block
        position = searched
        for tag in _RECORD.finditer(kept, searched):
            position = tag.end()
            if not tag[1]:
                if opened >= 0 and _CONTENT.search(kept, opened, tag.start()):
                    yield offset + opened, bytes(kept[opened : tag.start()]), "cut"
                opened = -1 if tag[2] else tag.start()
                if tag[2]:
                    yield offset + tag.start(), bytes(tag[0]), "empty"
            elif opened >= 0:
                yield offset + opened, bytes(kept[opened : tag.end()]), ""
                opened = -1
        if opened >= 0 and len(kept) - opened > _TOO_LONG:
            yield offset + opened, bytes(kept[opened:]), "cut"
            opened, position = -1, len(kept)
        searched = max(position, len(kept) - _TAIL)
        drop = opened if opened >= 0 else searched
        del kept[:drop]
        offset, searched = offset + drop, searched - drop
        opened = 0 if opened >= 0 else -1
    if opened >= 0 and _CONTENT.search(kept):
        yield offset, bytes(kept), "cut"


_NAMES = {
    prefix + name: name
    for prefix in ("", "marc:", "mxc:", "ns0:")
    for name in ("leader", "controlfield", "datafield", "subfield")
}


class _Builder:
    """Handlers that gather one record's leader and fields as expat meets them."""

    def __init__(self) -> None:
        self.leader = ""
        self.pairs: list[tuple[str, str]] = []
        self.notes: set[str] = set()
        self._tag = ""
        self._text: list[str] = []
        self._inside = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = _NAMES.get(name) or name.rpartition(":")[2]
        if name == "subfield":
            code = attributes.get("code", "")[:1]
            self._inside = bool(code)
            if code:
                self._text.append("\x1f" + code)
            else:
                self.notes.add("subfield")
        elif name == "datafield":
            self._tag = attributes.get("tag", "")
            first, second = attributes.get("ind1") or " ", attributes.get("ind2") or " "
            self._text = [first[0] + second[0]]
        elif name in ("controlfield", "leader"):
            self._tag = attributes.get("tag", "")
            self._text = []
            self._inside = True

    def end(self, name: str) -> None:
        self._inside = False
        name = _NAMES.get(name) or name.rpartition(":")[2]
        if name == "datafield" or name == "controlfield":
            if self._tag:
                self.pairs.append((self._tag, "".join(self._text)))
            else:
                self.notes.add("tag")
        elif name == "leader":
            self.leader = "".join(self._text)

    def characters(self, data: str) -> None:
        if self._inside:
            self._text.append(data)


def _refuse(*_: Any) -> NoReturn:
    raise _Refused("doctype")


def _parse(raw: bytes, charset: str) -> tuple[str, list[tuple[str, str]], tuple[str, ...]]:
    builder = _Builder()
    parser = expat.ParserCreate(charset)
    parser.buffer_text = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.characters
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    parser.ExternalEntityRefHandler = _refuse
    try:
        parser.Parse(raw, True)
    except expat.ExpatError as error:
        code = error.code == expat.errors.codes[expat.errors.XML_ERROR_UNDEFINED_ENTITY]
        raise _Refused("entity" if code else "xml") from None
    except (LookupError, ValueError):
        raise _Refused("charset") from None
    if not builder.pairs:
        raise _Refused("empty")
    return builder.leader, builder.pairs, tuple(sorted(builder.notes))
