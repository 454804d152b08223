"""A library whose every text was written by an enemy: the store, the policy, the demo's names.

Text columns are found in `bibtui.store.tables`, so a later table is hostile from its first day.
Each value begins with a canary of its own, which tells where on a screen it is shown.
"""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    Connection,
    Table,
    TypeDecorator,
    insert,
    select,
    update,
)

from bibtui import demo, resources
from bibtui.demo.ledger import PASSWORD, DemoAccount
from bibtui.demo.seed import seed
from bibtui.domain.acting import Right
from bibtui.domain.policy.load import load, read
from bibtui.domain.policy.model import Policy
from bibtui.domain.policy.problems import PolicyError
from bibtui.services.hashing import Hasher
from bibtui.store import tables, upgrade
from bibtui.store.engine import Store

NETWORK = "saint-etienne"
TODAY = date(2023, 10, 6)
READER, FORCED, STAFF, GROUP = "AuroreB", "24200001234598", "bibliothecaire", "groupe"

LITERAL = "[@click=app.quit]x[/][/][s.n.][b]"
"""What must be read on a screen, as it is, wherever there is room for it."""
TITLE = "[s.n.] [@click=app.quit]x[/] [/] \x1b]0;x\x07"
"""A whole title, and what is read of it."""
TITLE_READ = "[s.n.] [@click=app.quit]x[/] [/] ]0;x"
CONTROLS = (
    "\x1b[6;66;66m\x1b]0;x\x07\x1b]52;c;SEVM\x1b\\\x1b]8;;http://x\x1b\\\x1bP+q\x1b\\\x9b6;67m\x9d0;y"
    "\x9c\x08\x7f\x00\x05\x0e\x0f\x85\r\u061c\u200b\u200e\u202e\u2028\u2029\u2066\u2069\ufeff"
)
"""Ring, set a colour, a window title, a clipboard, a link; C1; what moves, hides or reorders."""
FORBIDDEN = {
    "window title": b"\x1b]0;",
    "clipboard": b"\x1b]52",
    "hyperlink": b"\x1b]8;",
    "control sequence": b"\x1b[6;66;66m",
    "device control": b"\x1bP",
    "C1 sequence": b"\xc2\x9b",
    "C1 string": b"\xc2\x9d",
    "C1 string end": b"\xc2\x9c",
    "next line": b"\xc2\x85",
    "backspace": b"\x08",
    "delete": b"\x7f",
    "null": b"\x00",
    "enquiry": b"\x05",
    "shift out": b"\x0e",
    "shift in": b"\x0f",
    **{
        f"U+{ord(sign):04X}": sign.encode()
        for sign in "\u061c\u200b\u200e\u202e\u2028\u2029\u2066\u2069\ufeff"
    },
}
INVISIBLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
)
LONG = "M" * 10_000
TAIL = (
    " =cmd|'/C calc'!A0 e\u0301 n\u0303\u0320 \U0001f469\u200d\U0001f680 \uff37\uff29"
    " \u05e2\u05d1\u05e8 "
)

# Texts that are no one's to write, or that the tests themselves type. Every table has a row more,
# in which these too are hostile.
KEPT = {
    ("account", "secret_hash"): "opens the account",
    ("login", "identifier"): "typed by the crawler",
    ("meta", "key"): "a word of ours",
}
# Codes the policy knows: half of them stay known, so that both the policy's own words for them
# and the bare code are seen.
CODES = frozenset(("library", "item_type", "category", "pickup"))


@dataclass
class Canaries:
    """The canaries given out, and the place each was given to."""

    long: bool = False
    places: dict[str, str] = field(default_factory=dict)
    _seen: set[str] = field(default_factory=set)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(16))

    def text(self, place: str, *, long: bool = True) -> str:
        """A hostile text of its own for `place` (« record.title »); ends in a long word."""
        canary = f"=Q{next(self._numbers):x}Z"
        self.places[canary] = place
        # A file of rules is read up to a megabyte: one long text a key.
        long = long and self.long and not (place.startswith("policy.") and place in self._seen)
        self._seen.add(place)
        return canary + LITERAL + CONTROLS + TAIL + (LONG if long else "")

    def of(self, place: str) -> list[str]:
        return [canary for canary, at in self.places.items() if at == place]


CANARY = re.compile(r"=Q[0-9a-f]+Z")


def text_columns(table: Table) -> list[Column[Any]]:
    """The columns of `table` that take any text: all but those a check limits to a few words."""
    limited = " ".join(
        str(each.sqltext) for each in table.constraints if isinstance(each, CheckConstraint)
    )
    return [
        column
        for column in table.columns
        if _type(column) is str and not re.search(rf"\b{column.name} IN \(", limited)
    ]


def _type(column: Column[Any]) -> type:
    # A type of ours speaks for what it decorates.
    kind = column.type
    return (kind.impl_instance if isinstance(kind, TypeDecorator) else kind).python_type


def library(store: Store, policy: Policy, canaries: Canaries) -> None:
    """Fill an empty store with the people of a demo, then make every text of it hostile."""
    ledger = demo.read(NETWORK)
    seed(store, ledger, policy, TODAY, Hasher(time_cost=1, memory_kib=8))
    with store.writing() as connection:
        _group(connection)
        forced = select(tables.login.c.account_id).where(tables.login.c.identifier == FORCED)
        connection.execute(
            update(tables.account)
            .where(tables.account.c.id == forced.scalar_subquery())
            .values(must_change=True)
        )
        for table in tables.metadata.sorted_tables:
            _make_hostile(connection, table, canaries)
            _add_hostile(connection, table, canaries)
        title = (
            select(tables.item.c.record_id)
            .join(tables.loan, tables.loan.c.item_id == tables.item.c.id)
            .join(tables.login, tables.login.c.identifier == "auroreb")
            .join(tables.account, tables.account.c.id == tables.login.c.account_id)
            .where(tables.loan.c.patron_id == tables.account.c.patron_id)
            .where(tables.loan.c.returned_on.is_(None))
            .limit(1)
        )
        connection.execute(
            update(tables.record)
            .where(tables.record.c.id == title.scalar_subquery())
            .values(title=TITLE)
        )


def _group(connection: Connection) -> None:
    """A family's account without a card, on the three first cards."""
    like = connection.execute(select(tables.account).limit(1)).mappings().one()
    values = {**like, "role": "group", "patron_id": None, "must_change": False}
    del values["id"]
    number = connection.execute(insert(tables.account).values(**values)).inserted_primary_key[0]
    connection.execute(
        insert(tables.login), {"identifier": GROUP, "kind": "login", "account_id": number}
    )
    for patron in connection.execute(select(tables.patron.c.id).limit(3)).scalars().all():
        link = {"account_id": number, "patron_id": patron, "rights": "see,renew", "since": TODAY}
        connection.execute(insert(tables.link), link)


def _make_hostile(connection: Connection, table: Table, canaries: Canaries) -> None:
    key = list(table.primary_key.columns)
    columns = [column for column in text_columns(table) if (table.name, column.name) not in KEPT]
    rows = connection.execute(select(*key)).all() if columns else []
    for number, row in enumerate(rows):
        values = {
            column.name: _hostile(table, column, canaries)
            for column in columns
            if column.name not in CODES or number % 2
        }
        if not values:
            continue
        where = [column == value for column, value in zip(key, row, strict=True)]
        connection.execute(update(table).where(*where).values(**values))


def _add_hostile(connection: Connection, table: Table, canaries: Canaries) -> None:
    """One row more, made of nothing but the types of its columns."""
    texts = {column.name for column in text_columns(table)}
    values: dict[str, Any] = {}
    for column in table.columns:
        if column.name in texts:
            values[column.name] = _hostile(table, column, canaries)
        elif column.foreign_keys:
            values[column.name] = None if column.nullable else _existing(connection, column)
        elif not (column.primary_key and _type(column) is int):
            values[column.name] = _plain(table, column)
    connection.execute(insert(table).values(**values))


def _hostile(table: Table, column: Column[Any], canaries: Canaries) -> str:
    text = canaries.text(f"{table.name}.{column.name}")
    if (table.name, column.name) == ("link", "rights"):
        return ",".join([*Right, text])
    return text


def _existing(connection: Connection, column: Column[Any]) -> Any:
    (key,) = column.foreign_keys
    return connection.execute(select(key.column).order_by(key.column.desc()).limit(1)).scalar()


def _plain(table: Table, column: Column[Any]) -> Any:
    if column.nullable:
        return None
    kind = _type(column)
    if kind is str:
        limits = " ".join(
            str(each.sqltext) for each in table.constraints if isinstance(each, CheckConstraint)
        )
        found = re.search(rf"\b{column.name} IN \('(\w+)'", limits)
        return found[1] if found else ""
    if kind is date:
        # The last of two days compared must not come before the first.
        return TODAY if column.name != "due_after" else date(2024, 1, 1)
    if kind is datetime:
        return datetime(2023, 10, 6, 8, tzinfo=UTC)
    return kind()


# The policy


def policy_text(canaries: Canaries) -> str:
    """The file of a shipped policy in which every text that its reader takes is hostile.

    All are replaced; those the reader then complains of (hours, a code, a word of a few) are put
    back, line by line, until it takes the file.
    """
    before = resources.policy_file(NETWORK).read_text(encoding="utf-8").splitlines()
    after = [_hostile_line(line, canaries) for line in before]
    for _ in range(len(before)):
        try:
            read("\n".join(after).encode(), "hostile.toml")
            return "\n".join(after) + "\n"
        except PolicyError as error:
            for problem in error.problems:
                after[problem.line - 1] = before[problem.line - 1]
    raise AssertionError("no policy is left")


def _hostile_line(line: str, canaries: Canaries) -> str:
    if re.match(r"\s*(#|code\b|kinds\b|item_types\b|rights\b)", line):
        return line
    key = line.partition("=")[0].strip() or "?"

    def hostile(_: re.Match[str]) -> str:
        return _quoted(canaries.text(f"policy.{key.lstrip('{ ')}"))

    code, sign, comment = line.partition(" #")
    if key.startswith("{"):  # An entry of the menu: its label alone is free.
        return re.sub(r'(?<=label = )"[^"]*"', hostile, code) + sign + comment
    if sign and code.count('"') % 2:
        return line
    return re.sub(r'"[^"]*"', hostile, code) + sign + comment


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + INVISIBLE.sub(lambda found: f"\\u{ord(found[0]):04x}", escaped) + '"'


def write_policy(folder: Path, canaries: Canaries) -> Path:
    """The hostile policy as a file of `folder`."""
    path = folder / "hostile.toml"
    path.write_text(policy_text(canaries), encoding="utf-8")
    return path


def people(canaries: Canaries) -> tuple[DemoAccount, ...]:
    """Hostile accounts for the list on the sign-in screen of a demo."""
    one = DemoAccount(
        *(canaries.text(f"demo.{name}") for name in ("label", "identifier")),
        PASSWORD,
        canaries.text("demo.note"),
    )
    return (one, DemoAccount("label", READER, PASSWORD, canaries.text("demo.note")))


class Hostile:
    """A hostile library in a folder: to be copied by who changes it."""

    def __init__(self, folder: Path, *, long: bool) -> None:
        self.canaries = Canaries(long=long)
        self.policy_file = write_policy(folder, self.canaries)
        self.policy = load(self.policy_file)
        self.database = folder / "hostile.db"
        upgrade.create(self.database)
        store = Store.open(self.database)
        library(store, self.policy, self.canaries)
        store.close()
