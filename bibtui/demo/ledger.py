"""What a demo ledger says: who there is, what the libraries own, what happened on which day.

Standard library only: it is read before the first paint. A ledger holds facts and no outcome;
due dates, shelf deadlines and states come from the policy (`bibtui.demo.replay`).
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import takewhile
from typing import Any, NamedTuple

from bibtui.resources import folder, ledger_file

DEFAULT_NETWORK = "saint-etienne"
PASSWORD = "Demo-2025!"
"""The password of everyone who has chosen one."""

VERBS = (
    "loan",
    "return",
    "renew",
    "remind",
    "hold",
    "shelve",
    "collect",
    "cancel",
    "lapse",
    "share",
)
"""What may happen. A loan, return, renewal, reminder, putting aside (`shelve`) or collection names
a copy by its barcode; a hold, cancellation or lapse names a record; `share` lets `by` reach the
card it names. `to` and `by` are patrons, `at` a library where it is not the usual one."""


class LedgerError(Exception):
    """A ledger that cannot be: `day` is when the impossible happens, None outside of any day."""

    def __init__(self, problem: str, day: date | None = None) -> None:
        super().__init__(problem if day is None else f"{day}: {problem}")
        self.day = day


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account the demo's sign-in screen lists. `note` says in a few words who it is."""

    label: str
    identifier: str
    password: str
    note: str
    staff: bool = False


class PatronSheet(NamedTuple):
    """A reader. `joined` are the days of the first and of each further yearly membership.

    `login` is an identifier of their own beside those of the policy; `initial` marks who has not
    chosen a password yet.
    """

    key: str
    card: str
    first: str
    last: str
    born: date
    library: str
    category: str
    joined: tuple[date, ...]
    login: str = ""
    initial: bool = False
    email: str = ""
    phone: str = ""
    mobile: str = ""
    address: str = ""
    postcode: str = ""
    town: str = ""


class StaffSheet(NamedTuple):
    """A staff account; `library` is empty for who works for the whole network."""

    login: str
    first: str
    role: str
    since: date
    last: str = ""
    library: str = ""


class GroupSheet(NamedTuple):
    """A family's login without a card, and the patrons it reaches (000-08)."""

    login: str
    name: str
    members: tuple[str, ...]
    since: date


class ItemSheet(NamedTuple):
    """A copy, from the day it was acquired on."""

    barcode: str
    type: str
    library: str
    acquired: date
    call: str = ""
    location: str = ""
    audience: str = ""


class RecordSheet(NamedTuple):
    """A title and its copies."""

    key: str
    title: str
    items: tuple[ItemSheet, ...]
    author: str = ""
    publisher: str = ""
    year: str = ""
    series: str = ""
    summary: str = ""


class Event(NamedTuple):
    """Something that happened: `verb` to `what`, the `rest` saying who and where.

    `place` counts the events of that day from 0.
    """

    on: date
    place: int
    verb: str
    what: str
    rest: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Ledger:
    """All that is known of a demo network.

    `day` is the one it opens on, `days` those a guide documents; `events` are in the order in
    which they happened.
    """

    network: str
    day: date
    days: tuple[date, ...]
    accounts: tuple[DemoAccount, ...]
    patrons: tuple[PatronSheet, ...]
    staff: tuple[StaffSheet, ...]
    groups: tuple[GroupSheet, ...]
    records: tuple[RecordSheet, ...]
    events: tuple[Event, ...]


def networks() -> tuple[str, ...]:
    """The networks that have a ledger, the default one first."""
    found = (path.stem for path in folder("demo").glob("*.toml"))
    return tuple(sorted(found, key=lambda name: (name != DEFAULT_NETWORK, name)))


def read(network: str) -> Ledger:
    """The ledger of `network`. Raises FileNotFoundError, or LedgerError for what makes no sense."""
    with ledger_file(network).open("rb") as file:
        return parse(network, tomllib.load(file))


def first_look(network: str) -> tuple[date, tuple[DemoAccount, ...]]:
    """The day the ledger of `network` opens on and its accounts, which stand first in its file.

    The rest, forty times as long, is left unread: the sign-in screen waits for this.
    """
    with ledger_file(network).open(encoding="utf-8") as file:
        head = takewhile(lambda line: not line.startswith("[[") or line == "[[account]]\n", file)
        table = tomllib.loads("".join(head))
    return table["opens_on"], tuple(map(_account, table["account"]))


def parse(network: str, table: Mapping[str, Any]) -> Ledger:
    """The ledger that `table`, the contents of its file, describes. Raises LedgerError."""
    try:
        return Ledger(
            network=network,
            day=table["opens_on"],
            days=tuple(table["documented"]),
            accounts=tuple(map(_account, table["account"])),
            patrons=tuple(
                PatronSheet(**{**sheet, "joined": tuple(sheet["joined"])})
                for sheet in table["patron"]
            ),
            staff=tuple(StaffSheet(**sheet) for sheet in table["staff"]),
            groups=tuple(
                GroupSheet(**{**sheet, "members": tuple(sheet["members"])})
                for sheet in table.get("group", ())
            ),
            records=tuple(
                RecordSheet(**{**sheet, "items": tuple(ItemSheet(**it) for it in sheet["items"])})
                for sheet in table["record"]
            ),
            events=_events(table.get("day", ())),
        )
    except (KeyError, TypeError) as error:
        raise LedgerError(f"{network}: {error}") from error


def _account(sheet: Mapping[str, Any]) -> DemoAccount:
    return DemoAccount(
        label=sheet["label"],
        identifier=sheet["identifier"],
        password=sheet.get("secret", PASSWORD),
        note=sheet["note"],
        staff=sheet.get("staff", False),
    )


def _events(days: Any) -> tuple[Event, ...]:
    events: list[Event] = []
    before = date.min
    for day in days:
        on = day["on"]
        if on <= before:
            raise LedgerError("days must follow each other", on)
        before = on
        for place, told in enumerate(day["events"]):
            verb = next((verb for verb in VERBS if verb in told), None)
            if verb is None:
                raise LedgerError(f"nothing known happens in {dict(told)}", on)
            rest = {name: value for name, value in told.items() if name != verb}
            events.append(Event(on, place, verb, told[verb], rest))
    return tuple(events)
