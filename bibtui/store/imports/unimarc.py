"""UNIMARC as French libraries fill it: a record as screens show it, and its copies from 995."""

import re
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from html import unescape
from itertools import pairwise

from bibtui.domain import text
from bibtui.store.imports.dates import day
from bibtui.store.imports.marc import Marc


@dataclass(frozen=True, slots=True)
class Profile:
    """Which subfields of 995 mean what: each is tried in turn until one is filled."""

    name: str
    library: str
    item_type: str
    location: str
    audience: str
    note: str
    acquired_on: str
    gone: str
    """Filled with anything but 0 for a copy that is withdrawn or lost."""


RECOMMANDATION = Profile("recommandation", "cbda", "r", "e", "q", "u", "", "")
KOHA = Profile("koha", "bc", "r", "e", "q", "zu", "5", "02")
PROFILES = {profile.name: profile for profile in (RECOMMANDATION, KOHA)}


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy, and the loan that runs on it when `due_on` is given: to whom, 995 does not say."""

    barcode: str
    item_type: str
    library: str
    location: str
    call_number: str
    audience: str
    note: str
    acquired_on: date | None
    due_on: date | None
    loaned_on: date | None


@dataclass(frozen=True, slots=True)
class Described:
    """A record ready to be stored: every text cleaned, `title_key` filed as French lists are.

    `number` is the record's own in the system it comes from, or one made of what it says.
    `spoilt` holds the (code, value seen) of what could not be taken of its copies.
    """

    number: str
    title: str
    title_key: str
    author: str
    publisher: str
    year: str
    series: str
    summary: str
    isbn: str
    kind: str
    copies: tuple[Copy, ...]
    spoilt: tuple[tuple[str, str], ...]

    @property
    def number_made(self) -> bool:
        """Whether the record bore no number: those that then say the same are one."""
        return self.number.startswith(_MADE)


@dataclass(frozen=True, slots=True)
class Unfit:
    """A MARC record that is no title of a catalogue.

    Codes: « authority » and « deleted », which a file may well hold; « not_unimarc », « no_title ».
    """

    code: str

    @property
    def expected(self) -> bool:
        """Whether it is rightly left aside, so that nobody has anything to mend."""
        return self.code in ("authority", "deleted")


SET_ASIDE = frozenset(("item_gone",))
"""The codes of `spoilt` that are as they should be: nobody has anything to mend."""

_MADE = "~"
_KINDS = {
    "a": "text",
    "b": "manuscript",
    "c": "score",
    "d": "score",
    "e": "map",
    "f": "map",
    "g": "video",
    "i": "speech",
    "j": "music",
    "k": "image",
    "l": "electronic",
    "m": "kit",
    "r": "object",
}
# Koha writes the words a title is not filed under as « [Le ]tabagisme ».
_BRACKETED = re.compile(r"^\[([^\[\]]{1,10}[ '’])\](?=\w)")
# An authority's 100$a has a status and a language where a title's has its dates.
_AUTHORITY_CODED = re.compile(r"[0-9 ]{8}[a-c][a-z]{3}[y0-9 ]")
_OF_TITLES = ("101", "205", "210", "214", "215", "219", "995")
_JOINTS = {"a": "\u00a0; ", "e": "\u00a0: ", "h": ". ", "i": ". "}


def describe(marc: Marc, profile: Profile) -> Described | Unfit:
    """What `marc` says of a title and, by `profile`, of its copies. Raises nothing."""
    if marc.leader[5:6] == "d":
        return Unfit("deleted")
    if _is_authority(marc):
        return Unfit("authority")
    raw = _raw_title(marc)
    title = _said(raw)
    if not title:
        return Unfit("not_unimarc" if "245" in marc.fields else "no_title")
    copies, spoilt = _copies(marc, profile)
    author = _author(marc)
    publisher, published = _publication(marc)
    year = _year(marc, published)
    isbn = _isbn(marc)
    return Described(
        number=text.clean(marc.control("001")) or _made_number(title, author, year, isbn),
        title=title,
        title_key=text.sort_key(_said(_without_article(raw)) or title),
        author=author,
        publisher=publisher,
        year=year,
        series=_series(marc),
        summary=_said(" ".join(_values(marc, ("330",), "a"))),
        isbn=isbn,
        kind="serial" if marc.leader[7:8] == "s" else _KINDS.get(marc.leader[6:7], ""),
        copies=copies,
        spoilt=spoilt,
    )


def _said(value: str) -> str:
    """A value as it is kept: marks of filing undone, HTML entities read, cleaned."""
    if value.startswith("["):
        value = _BRACKETED.sub(r"\1", value)
    if "&" in value and ";" in value:
        value = unescape(value)
    return text.clean(value)


def _without_article(title: str) -> str:
    return _BRACKETED.sub("", text.NON_FILING.sub("", title))


def _values(marc: Marc, tags: tuple[str, ...], codes: str) -> list[str]:
    return [
        value
        for subfields in marc.each(*tags)
        for code, value in subfields
        if code in codes and value.strip()
    ]


def _is_authority(marc: Marc) -> bool:
    if marc.leader[6:7] in ("x", "y", "z"):
        return True
    if any(tag in marc.fields for tag in _OF_TITLES):
        return False
    coded = marc.first(("100",), "a")
    return "152" in marc.fields or _AUTHORITY_CODED.match(coded) is not None


def _raw_title(marc: Marc) -> str:
    """The title, its complements and its part, joined as ISBD does: « HPI. 2, Le retour »."""
    for subfields in marc.each("200"):
        kept = [(code, value) for code, value in subfields if code in _JOINTS and value.strip()]
        if kept:
            parts = [kept[0][1].strip()]
            for (before, _), (code, value) in pairwise(kept):
                joint = ", " if (before, code) == ("h", "i") else _JOINTS[code]
                parts.append(joint + value.strip())
            return "".join(parts)
    if "200" not in marc.fields:
        return ""
    # An issue of a review is sometimes named only by what it belongs to.
    parts = _values(marc, ("461",), "t")[:1] + _values(marc, ("461", "463"), "v")[:1]
    return ". ".join(parts) or marc.first(("500", "503"), "a")


def _author(marc: Marc) -> str:
    for subfields in marc.each("700", "710", "701", "711"):
        parts = dict(reversed(subfields))
        name = " ".join(_said(parts.get(code, "")).strip(" ,;") for code in "ba").strip()
        if name:
            return name
    return _said(marc.first(("200",), "f"))


def _publication(marc: Marc) -> tuple[str, str]:
    """The publisher and its date as written. In 214 publication comes before manufacture."""
    fields = list(marc.fields.get("210", ()))
    fields += sorted(marc.fields.get("214", ()), key=lambda field: field[1:2] not in ("0", " "))
    fields += marc.fields.get("219", ())
    publisher = published = ""
    for field in fields:
        for part in field.split("\x1f")[1:]:
            if part[:1] == "c":
                publisher = publisher or _said(part[1:])
            elif part[:1] == "d":
                published = published or part[1:]
    return publisher, published


def _year(marc: Marc, published: str) -> str:
    coded = marc.first(("100",), "a")[9:13]
    if re.fullmatch(r"[12][0-9]{3}", coded):
        return coded
    written = re.search(r"(?<![0-9])[12][0-9]{3}(?![0-9])", published)
    return written[0] if written else ""


def _series(marc: Marc) -> str:
    for tag, name_code in (("225", "a"), ("461", "t"), ("410", "t")):
        for subfields in marc.each(tag):
            parts = dict(reversed(subfields))
            if name := _said(parts.get(name_code, "")):
                volume = _said(parts.get("v", ""))
                return f"{name}\u00a0; {volume}" if volume else name
    return ""


def _isbn(marc: Marc) -> str:
    """The first true ISBN of 010 or 073, as thirteen digits."""
    for value in _values(marc, ("010", "073"), "a"):
        found = isbn13(value)
        if found:
            return found
    return ""


def isbn13(written: str) -> str:
    """An ISBN of ten or thirteen signs, however spaced or qualified, as thirteen digits.

    Empty where its check digit is wrong or it is not one.
    """
    bare = re.sub(r"[^0-9X]", "", written.upper().split("(")[0])
    if len(bare) == 10 and bare[:9].isdigit():
        weights = sum(
            (10 - at) * (10 if sign == "X" else int(sign)) for at, sign in enumerate(bare)
        )
        bare = "978" + bare[:9] if weights % 11 == 0 else ""
        total = sum(int(sign) * (1 + 2 * (at % 2)) for at, sign in enumerate(bare))
        return bare and bare + str(-total % 10)
    if len(bare) == 13 and bare.isdigit() and bare[:3] in ("978", "979"):
        total = sum(int(sign) * (1 + 2 * (at % 2)) for at, sign in enumerate(bare))
        return "" if total % 10 else bare
    return ""


def _made_number(*parts: str) -> str:
    """A number that stays the same as long as the record says the same."""
    said = "\x1f".join(text.fold(part) for part in parts)
    return _MADE + blake2b(said.encode(), digest_size=10).hexdigest()


def _copies(marc: Marc, profile: Profile) -> tuple[tuple[Copy, ...], tuple[tuple[str, str], ...]]:
    copies: list[Copy] = []
    spoilt: list[tuple[str, str]] = []
    for subfields in marc.each("995"):
        parts: dict[str, str] = {}
        for code, value in subfields:
            if value.strip():
                parts.setdefault(code, text.clean(value))
        barcode = parts.get("f") or "".join(parts.get(code, "") for code in "ghi")
        call_number = parts.get("k", "")
        if any(parts.get(code, "0").strip("0") for code in profile.gone):
            spoilt.append(("item_gone", barcode or call_number))
            continue
        if not barcode:
            spoilt.append(("item_without_barcode", call_number))
            continue
        due_on, acquired_on = day(parts.get("n", "")), day(_one(parts, profile.acquired_on))
        if parts.get("n") and due_on is None:
            spoilt.append(("item_due_on", f"{barcode} : {parts['n']}"))
        loaned_on = day(parts.get("m", "")) if due_on else None
        copies.append(
            Copy(
                barcode=barcode,
                item_type=_one(parts, profile.item_type),
                library=_one(parts, profile.library),
                location=_one(parts, profile.location),
                call_number=call_number,
                audience=_one(parts, profile.audience),
                note=_one(parts, profile.note),
                acquired_on=acquired_on,
                due_on=due_on,
                loaned_on=loaned_on if loaned_on and due_on and loaned_on <= due_on else None,
            )
        )
    return tuple(copies), tuple(spoilt)


def _one(parts: dict[str, str], codes: str) -> str:
    return next((parts[code] for code in codes if code in parts), "")
