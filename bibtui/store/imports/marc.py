"""What every reader of MARC records gives: a record, or the damage in its place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any


class FormatError(Exception):
    """A whole file that cannot be read as what it was given for; `code` is known to `wording`."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts: Mapping[str, Any] = MappingProxyType(facts)


@dataclass(frozen=True, slots=True)
class Marc:
    """One record as it stands in a file, neither interpreted nor cleaned.

    `number` counts from 1, `offset` is the byte it starts at. A field is its tag and its text,
    in ISO 2709 shape whatever the file was: two indicators, then 0x1F, a code and a value for
    each subfield; a control field is its bare value. `raw` is the record as it was written;
    `notes` are codes of what had to be mended or supposed: « length », « directory »,
    « bytes », « latin », « iso5426 », « subfield », « tag ».
    """

    number: int
    offset: int
    leader: str
    fields: Mapping[str, tuple[str, ...]]
    raw: bytes = b""
    notes: tuple[str, ...] = ()

    def control(self, tag: str) -> str:
        """The value of a control field, empty where there is none."""
        return self.fields.get(tag, ("",))[0]

    def each(self, *tags: str) -> Iterator[list[tuple[str, str]]]:
        """The subfields, as (code, value), of every field with one of `tags`, tag by tag."""
        for tag in tags:
            for text in self.fields.get(tag, ()):
                yield [(part[0], part[1:]) for part in text.split("\x1f")[1:] if part]

    def first(self, tags: tuple[str, ...], codes: str) -> str:
        """The first value under one of `codes` that is not blank, field by field."""
        for subfields in self.each(*tags):
            for code, value in subfields:
                if code in codes and value.strip():
                    return value
        return ""


@dataclass(frozen=True, slots=True)
class Damage:
    """Bytes that could not be read: where they are, why, and the bytes themselves.

    Codes: « cut », « directory », « no_leader », « charset », « doctype », « entity », « xml »,
    « empty ».
    """

    number: int
    offset: int
    code: str
    raw: bytes


def gathered(pairs: list[tuple[str, str]]) -> Mapping[str, tuple[str, ...]]:
    """Fields by tag, each tag's in the order of the file."""
    fields: dict[str, tuple[str, ...]] = {}
    for tag, text in pairs:
        fields[tag] = (*fields[tag], text) if tag in fields else (text,)
    return fields


def known_encoding(name: str | None) -> None:
    """Raises FormatError(« charset ») for an encoding that is named but does not exist."""
    try:
        "x".encode(name or "utf-8")
    except (LookupError, ValueError):
        raise FormatError("charset", charset=name) from None
