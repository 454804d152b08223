"""Who signs in, and by which names. An account signs in; a patron has a card."""

import unicodedata
from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from bibtui.domain.policy.values import CardCheck, IdentifierKind, PseudonymForm
from bibtui.domain.text import clean, fold

if TYPE_CHECKING:
    from bibtui.domain.policy.model import Policy


class Role(StrEnum):
    """What an account is for: a patron's, a family's login without a card, or staff by degree."""

    PATRON = "patron"
    GROUP = "group"
    AGENT = "agent"
    LIBRARIAN = "librarian"
    MANAGER = "manager"

    @property
    def staff(self) -> bool:
        return self in (Role.AGENT, Role.LIBRARIAN, Role.MANAGER)


@dataclass(frozen=True, slots=True)
class Patron:
    """The holder of a card. `birth_year` is known even where only the year was recorded."""

    id: int
    card: str
    first_name: str
    last_name: str
    category: str = ""
    library: str = ""
    birth_date: date | None = None
    birth_year: int | None = None
    email: str = ""
    phone: str = ""
    member_until: date | None = None

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True, slots=True)
class Account:
    """Who may sign in: `patron_id` is None for a group or staff; `library` is the staff's own."""

    id: int
    role: Role
    first_name: str
    last_name: str = ""
    pseudonym: str = ""
    patron_id: int | None = None
    library: str = ""
    must_change_secret: bool = False

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True, slots=True)
class Login:
    """A name an account signs in by: as it is written, and the key it is looked up by."""

    identifier: str
    kind: IdentifierKind

    @property
    def key(self) -> str:
        return login_key(self.identifier)


@dataclass(frozen=True, slots=True)
class Misreading:
    """What the form of a card number tells is wrong, whether or not such a card exists.

    Codes: « card_short », « card_long » (facts `seen`, `expected`), « card_prefix » (fact
    `prefix`), « card_check » (a digit is wrong: the check digit does not agree).
    """

    code: str
    facts: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


# The unshifted digit row of a French keyboard, as a scanner set for another one types it.
_AZERTY = str.maketrans("&é\"'(-è_çà", "1234567890")
_AZERTY_ALONE = frozenset("&é\"'(èçà")
_SEPARATORS = frozenset(" .-_/\u00a0\u2010\u2011\u2012\u2013\u2014\u2212")
_FRAME = "*"


def login_key(identifier: str) -> str:
    """The key an identifier is stored and looked up by; every writer of logins uses it.

    An e-mail address keeps its signs. Of anything else only letters and digits count, without
    case or accents: « Aurore B », « auroreb » and « AuroreB » are one.
    """
    if "@" in identifier:
        return unicodedata.normalize("NFKC", clean(identifier)).casefold().replace(" ", "")
    return fold(identifier).replace(" ", "")


def typed_digits(text: str) -> str | None:
    """The digits of a number as typed or scanned; None when `text` is no number.

    Spaces, dots, dashes and the scanner's frame « *…* » go; a digit row typed without shift on
    a French keyboard is read as the digits it stands for.
    """
    text = unicodedata.normalize("NFC", text).strip().strip(_FRAME).casefold()
    signs = set(text)
    plain = any(sign.isdecimal() for sign in signs)
    if not plain:
        # Nothing but the row itself: its dash and underscore are digits too.
        if not signs & _AZERTY_ALONE:
            return None
        text = text.replace(" ", "").translate(_AZERTY)
    else:
        text = "".join(sign for sign in text if sign not in _SEPARATORS).translate(_AZERTY)
    if not text or not all(sign.isdecimal() for sign in text):
        return None
    return "".join(str(unicodedata.decimal(sign)) for sign in text)


def candidates(text: str, policy: "Policy") -> tuple[str, ...]:
    """The keys to look `text` up by, the likeliest first; empty when nothing is left of it.

    A card number is taken in the network's form, and also without the digits printed apart
    after it (001-01, 002-04, 003-02).
    """
    form = policy.identifiers
    digits = typed_digits(text) if IdentifierKind.CARD in form.kinds.value else None
    if digits is None:
        key = login_key(text)
        return (key,) if key else ()
    extra = form.card_extra_digits.value
    longer = form.card_digits.value + extra
    if extra and len(digits) == longer and digits.startswith(form.card_prefix.value):
        return digits[:-extra], digits
    return (digits,)


def misreading(text: str, policy: "Policy") -> Misreading | None:
    """What is wrong in the form of a card number, None when nothing is or it is no number."""
    form = policy.identifiers
    digits = typed_digits(text)
    expected = form.card_digits.value
    if digits is None or not expected or IdentifierKind.CARD not in form.kinds.value:
        return None
    digits = candidates(text, policy)[0]
    facts = {"seen": len(digits), "expected": expected}
    if len(digits) < expected:
        return Misreading("card_short", MappingProxyType(facts))
    if len(digits) > expected:
        return Misreading("card_long", MappingProxyType(facts))
    prefix = form.card_prefix.value
    if not digits.startswith(prefix):
        return Misreading("card_prefix", MappingProxyType({"prefix": prefix}))
    if form.card_check.value is CardCheck.LUHN and not luhn(digits):
        return Misreading("card_check")
    return None


def luhn(digits: str) -> bool:
    """Whether the last of `digits` is the check digit of the others (001-01)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def pseudonym(
    first_name: str, last_name: str, form: PseudonymForm, taken: Container[str] = ()
) -> str:
    """The pseudonym a person is given: « AuroreB », « AuroreB2 » for a homonym (001-02).

    Without accents, spaces or hyphens: « Jean-Élie de Brême » is « JeanElieD ». `taken` holds
    keys (`login_key`). Empty when the form is « none » or there is no name to make it from.
    """
    first = [part[:1].upper() + part[1:] for part in fold(first_name).split()]
    last = [part[:1].upper() + part[1:] for part in fold(last_name).split()]
    if form is PseudonymForm.NONE or not (first or last):
        return ""
    if form is PseudonymForm.FIRST_INITIAL:
        base = "".join(first) + "".join(last)[:1] if first else "".join(last)
    else:
        base = "".join(first)[:1] + "".join(last) if last else "".join(first)
    name, number = base, 1
    while login_key(name) in taken:
        number += 1
        name = f"{base}{number}"
    return name


def logins(patron: Patron, policy: "Policy", taken: Container[str] = ()) -> tuple[Login, ...]:
    """The names a new account of `patron` signs in by, of the kinds the network knows.

    `taken` holds the keys of others: a homonym's pseudonym gets a number, an address shared by
    a family goes to the first who has it. The pseudonym is the account's, when there is one.
    """
    kinds = policy.identifiers.kinds.value
    given: list[Login] = []
    if IdentifierKind.CARD in kinds and patron.card:
        given.append(Login(patron.card, IdentifierKind.CARD))
    if IdentifierKind.PSEUDONYM in kinds:
        form = policy.identifiers.pseudonym_form.value
        name = pseudonym(patron.first_name, patron.last_name, form, taken)
        if name:
            given.append(Login(name, IdentifierKind.PSEUDONYM))
    if IdentifierKind.EMAIL in kinds and patron.email:
        given.append(Login(patron.email, IdentifierKind.EMAIL))
    return tuple(login for login in given if login.key and login.key not in taken)
