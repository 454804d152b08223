"""What a library owns: a record describes a work, an item is the thing on the shelf."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Record:
    """A bibliographic record, as screens show it."""

    id: int
    title: str
    author: str = ""
    publisher: str = ""
    year: str = ""
    series: str = ""
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """A copy: `library` is the code of the one that owns it; `acquired_on` decides its novelty."""

    id: int
    record_id: int
    barcode: str
    item_type: str
    library: str
    location: str = ""
    call_number: str = ""
    audience: str = ""
    acquired_on: date | None = None
