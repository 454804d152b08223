"""Dates as library systems write them."""

import re
from datetime import date

_FORMS = (
    re.compile(r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})"),
    re.compile(r"(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)"),
    re.compile(r"(?P<d>\d{1,2})[-/. ](?P<m>\d{1,2})[-/. ](?P<y>\d{4})"),
)
_HOUR = re.compile(r"[T ]+\d{1,2}[:h]\d\d.*$", re.DOTALL)
_YEAR = re.compile(r"\d{4}")
_NONE = re.compile(r"[0/. -]*")
EARLIEST = 1850


def day(written: str) -> date | None:
    """The day `written`, its hour left out; None where there is none or it is impossible.

    Read: AAAA-MM-JJ, AAAAMMJJ, JJ/MM/AAAA and their separators. A year of two digits is not
    guessed at, nor is one before 1850 believed.
    """
    bare = _HOUR.sub("", written.strip())
    for form in _FORMS:
        if found := form.fullmatch(bare):
            try:
                read = date(int(found["y"]), int(found["m"]), int(found["d"]))
            except ValueError:
                return None
            return read if read.year >= EARLIEST else None
    return None


def year(written: str) -> int | None:
    """A year written alone, as systems that know no more of a birth do."""
    bare = written.strip()
    if _YEAR.fullmatch(bare) and bare.isascii() and int(bare) >= EARLIEST:
        return int(bare)
    return None


def absent(written: str) -> bool:
    """Whether nothing is written, or zeros for nothing (« 0000-00-00 »)."""
    return _NONE.fullmatch(written.strip()) is not None
