"""The policy of a network: one section a subject, each value with the line it comes from.

A plain `Sourced` key holds for everyone; a `Cascade` key may vary by case (`[[section.when]]`).
A key that may be None is optional; every other one is mandatory in every file.
"""

from collections.abc import Mapping
from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field, fields
from typing import Any, TypeVar, dataclass_transform

from bibtui.domain.acting import Right
from bibtui.domain.libraries import Library
from bibtui.domain.policy.cascade import Cascade
from bibtui.domain.policy.values import (
    Base,
    CardCheck,
    ClosedDays,
    Counter,
    FamilyMode,
    HoldState,
    IdentifierKind,
    InitialSecret,
    Money,
    Opens,
    PickupChoice,
    PseudonymForm,
    ShownName,
    Sourced,
    Span,
    StaffDoor,
    Theme,
    Uniqueness,
)
from bibtui.domain.verdict import Source

C = TypeVar("C")

# What the rules know when they ask for a value that may vary: a condition on anything else would
# never be met. `load` takes it, `check` reports it, `explain` leaves it out.
_CARD = frozenset(("library", "category", "age_under"))
_COPY = frozenset(("item_type", "library", "audience"))
_ASKED = "asked"
OF_CARD = {_ASKED: _CARD}
"""Asked for a card alone, wherever it is used: `library` is the home library."""
OF_COPY = {_ASKED: _COPY}
"""Asked for a document, before it is known whether it is a novelty."""
OF_COPY_ON_A_DAY = {_ASKED: _COPY | {"novelty"}}
"""Asked for a document on a day, whoever has it."""
OF_BOTH = {_ASKED: _COPY | _CARD | {"novelty"}}
"""Asked for a document on a card, on a day."""
OF_JOURNEY = {_ASKED: _COPY | _CARD | {"novelty", "transit"}}
"""The same, where it is also known whether the document came from another library."""


def asked(key: "Field[Any]") -> frozenset[str]:
    """The conditions that a key which may vary is ever asked with."""
    conditions: frozenset[str] = key.metadata[_ASKED]
    return conditions


def _filled(self: object, **values: Any) -> None:
    for one in fields(self):  # type: ignore[arg-type]
        if one.name not in values and one.default is MISSING:
            raise TypeError(f"{type(self).__name__} needs {one.name}")
        self.__dict__[one.name] = values.pop(one.name, one.default)
    if values:
        raise TypeError(f"{type(self).__name__} has no {', '.join(values)}")


def _frozen(self: object, name: str, value: object) -> None:
    raise FrozenInstanceError(name)


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def _section(cls: type[C]) -> type[C]:
    # Generating and compiling their own methods for each of these classes takes longer than all
    # that the first screen draws: they share these.
    made = dataclass(init=False, eq=False, repr=False, kw_only=True, match_args=False)(cls)
    made.__init__ = _filled  # type: ignore[method-assign]
    made.__setattr__ = _frozen  # type: ignore[method-assign]
    return made


@_section
class Quota:
    """At most `limit` of what it counts; the counters are defined in `domain.quotas`.

    `item_types`, `novelty` and `audience` say what is counted; `category`, `library` (home) and
    `age_under` whose. `states` are the holds that count, all the active ones when not given.
    """

    source: Source
    limit: int
    counter: Counter = Counter.GLOBAL
    item_types: tuple[str, ...] = ()
    novelty: bool | None = None
    audience: str = ""
    category: str = ""
    library: str = ""
    age_under: int | None = None
    states: tuple[HoldState, ...] = ()


@_section
class LocalOnly:
    """Documents of these types only go to those registered at their own library (003-21)."""

    source: Source
    library: str
    item_types: tuple[str, ...]


@_section
class MenuEntry:
    """An entry of the account menu, as the network words it, and what it opens."""

    source: Source
    label: str
    opens: Opens


@_section
class Network:
    """Who the network is, and how to reach it."""

    name: Sourced[str]
    short_name: Sourced[str]
    zone: Sourced[str]
    phone: Sourced[str]
    mail: Sourced[str]
    site: Sourced[str]


@_section
class Identifiers:
    """What people type to say who they are (001-01, 001-02, 002-04, 003-02, 004-02)."""

    kinds: Sourced[tuple[IdentifierKind, ...]]
    card_digits: Sourced[int]
    """How many digits a card number has."""
    card_prefix: Sourced[str]
    card_check: Sourced[CardCheck]
    card_extra_digits: Sourced[int]
    """Digits printed apart after the number: tolerated, and dropped (003-02)."""
    pseudonym_form: Sourced[PseudonymForm]


@_section
class Passwords:
    """The first secret, and what a chosen one must be (002-05…002-07, 003-03)."""

    initial: Sourced[InitialSecret]
    force_change: Sourced[bool]
    min_length: Sourced[int]
    letters: Sourced[int]
    digits: Sourced[int]
    specials: Sourced[int]
    upper: Sourced[int]
    lower: Sourced[int]
    free_from_length: Sourced[int | None]
    """From this length on any composition is accepted."""
    initial_tries: Sourced[int]
    """Wrong tries an initial secret stands before the card must see a librarian."""
    initial_days: Sourced[int | None]
    """Days an initial secret stays good."""


@_section
class Sessions:
    """How long one stays signed in, and how many wrong tries are borne."""

    idle_minutes: Sourced[int]
    staff_idle_minutes: Sourced[int]
    warning_seconds: Sourced[int]
    absolute_hours: Sourced[int]
    tries_per_card: Sourced[int]
    tries_per_day: Sourced[int]
    terminal_tries: Sourced[int]
    terminal_window_minutes: Sourced[int]
    terminal_pause_seconds: Sourced[int]


@_section
class SignIn:
    """What the sign-in screen says, in the network's own words."""

    audiences: Sourced[tuple[str, ...]]
    """The first is pre-selected; one alone is not asked (002-02)."""
    staff_door: Sourced[StaffDoor]
    shows_name: Sourced[ShownName]
    identifier_help: Sourced[str]
    password_help: Sourced[str]
    forgotten_help: Sourced[str]
    register_help: Sourced[str]
    staff_help: Sourced[str]


@_section
class Menu:
    """The account menu, in the network's own order (001-03, 003-08)."""

    entries: tuple[MenuEntry, ...] = field(metadata={"toml": "entries"})


@_section
class Family:
    """How one account reaches several cards (000-08, 001-06, 003-05)."""

    mode: Sourced[FamilyMode]
    rights: Sourced[tuple[Right, ...]]
    """What a shared account, or a group, may do on the cards it reaches."""
    email_unique: Sourced[Uniqueness]


@_section
class Memberships:
    """How long a membership lasts, what it costs, what it is needed for (000-19, 003-07)."""

    length: Cascade[Span] = field(metadata=OF_CARD)
    fee: Cascade[Money] = field(metadata=OF_CARD)
    renews_itself: Cascade[bool] = field(metadata=OF_CARD)
    required_for_renewal: Cascade[bool] = field(metadata=OF_CARD)
    required_for_hold: Cascade[bool] = field(metadata=OF_CARD)
    required_for_loan: Cascade[bool] = field(metadata=OF_CARD)
    guardian_under: Sourced[int]
    """Under this age a guardian's consent is asked; 0 for never."""
    lost_card: Cascade[Money] = field(metadata=OF_CARD)


@_section
class Loans:
    """How long a document is lent, and how many at once."""

    length: Cascade[Span] = field(metadata=OF_JOURNEY)
    due_soon_days: Cascade[int] = field(metadata=OF_COPY_ON_A_DAY)
    """0: only on the due date itself; 2: from two days before it (001-12)."""
    closed_days: Sourced[ClosedDays]
    min_age: Cascade[int] = field(metadata=OF_BOTH)
    quotas: tuple[Quota, ...] = field(metadata={"toml": "quota"})


@_section
class Renewals:
    """May a loan be renewed, how often, from which day (001-15…001-19, 003-13…003-16)."""

    count: Cascade[int] = field(metadata=OF_BOTH)
    length: Cascade[Span] = field(metadata=OF_BOTH)
    base: Cascade[Base] = field(metadata=OF_BOTH)
    late: Cascade[bool] = field(metadata=OF_BOTH)
    awaited: Cascade[bool] = field(metadata=OF_BOTH)
    novelty: Cascade[bool] = field(metadata=OF_BOTH)
    reminded: Cascade[bool] = field(metadata=OF_BOTH)
    reminder_blocks_card: Sourced[bool]
    same_date: Cascade[bool] = field(metadata=OF_BOTH)
    relatives: Sourced[bool]
    earliest_days: Cascade[int | None] = field(metadata=OF_BOTH)
    """Not before this many days before the due date."""


@_section
class Novelty:
    """How long after its acquisition a document is a novelty; a zero length: never."""

    length: Cascade[Span] = field(metadata=OF_COPY)


@_section
class Holds:
    """Who may wait for what, and for how long it is kept aside."""

    on_shelf: Cascade[bool] = field(metadata=OF_BOTH)
    novelty: Cascade[bool] = field(metadata=OF_BOTH)
    shelf: Cascade[Span] = field(metadata=OF_JOURNEY)
    cancel_available: Sourced[bool]
    pickup_choice: Sourced[PickupChoice]
    home_library_first: Sourced[bool]
    """Where the home library owns a copy, no other library's may be held (003-28)."""
    local_only: tuple[LocalOnly, ...] = field(metadata={"toml": "local_only"})
    quotas: tuple[Quota, ...] = field(metadata={"toml": "quota"})


@_section
class History:
    """How long returned loans stay with the card (001-26)."""

    kept: Cascade[Span] = field(metadata=OF_BOTH)


@_section
class Appearance:
    """What the network looks like before anyone chose."""

    theme: Sourced[Theme]


@_section
class Policy:
    """All the rules of a network. `file` is the name of the file they were read from."""

    file: str
    network: Network
    libraries: tuple[Library, ...]
    item_types: Mapping[str, Sourced[str]]
    """The network's types of documents: code → name for people."""
    categories: Mapping[str, Sourced[str]]
    """The network's categories of cards: code → name for people."""
    identifiers: Identifiers
    passwords: Passwords
    sessions: Sessions
    sign_in: SignIn
    menu: Menu
    family: Family
    memberships: Memberships
    loans: Loans
    renewals: Renewals
    novelty: Novelty
    holds: Holds
    history: History
    appearance: Appearance

    def library(self, code: str) -> Library | None:
        """The library of that code."""
        return next((library for library in self.libraries if library.code == code), None)

    def library_name(self, code: str) -> str:
        """The name people read for a library; the code itself when it is not listed."""
        library = self.library(code)
        return library.name if library else code

    def item_type_name(self, code: str) -> str:
        """The name people read for a type of document; the code itself when it is not listed."""
        named = self.item_types.get(code)
        return named.value if named else code


SECTIONS: Mapping[str, type] = {
    "network": Network,
    "identifiers": Identifiers,
    "passwords": Passwords,
    "sessions": Sessions,
    "sign_in": SignIn,
    "menu": Menu,
    "family": Family,
    "memberships": Memberships,
    "loans": Loans,
    "renewals": Renewals,
    "novelty": Novelty,
    "holds": Holds,
    "history": History,
    "appearance": Appearance,
}
