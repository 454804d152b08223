"""The tables, declared once for SQLite and PostgreSQL. Nothing above the store sees a row."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    Index,
    MetaData,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlmodel import Field, SQLModel

from bibtui.domain.accounts import Role
from bibtui.domain.holds import HoldState


class Instant(TypeDecorator[datetime]):
    """An instant, kept in UTC and given back aware on both engines."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant without a zone cannot be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# Sort keys are ordered by code point on both engines.
SORTED = String().with_variant(String(collation="C"), "postgresql")

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Row(SQLModel):
    """A row of ours: its table belongs to `metadata` below."""

    metadata = MetaData(naming_convention=NAMES)


metadata = Row.metadata


def one_of(column: str, values: Any) -> CheckConstraint:
    """The check that `column` holds one of `values`, named after the column."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def unique_where(name: str, *columns: str, where: str) -> Index:
    """An index that lets only one row have these columns among those for which `where` holds."""
    condition = text(where)
    return Index(name, *columns, unique=True, sqlite_where=condition, postgresql_where=condition)


class PatronRow(Row, table=True):
    __tablename__ = "patron"
    # An erased patron's number must not name another in the journal.
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: int | None = Field(default=None, primary_key=True)
    card: str = Field(unique=True)
    first_name: str
    last_name: str
    sort_key: str = Field(sa_type=SORTED, index=True)
    birth_date: date | None = None
    birth_year: int | None = None
    category: str = ""
    library: str = ""
    email: str = ""
    phone: str = ""
    mobile: str = ""
    address: str = ""
    address2: str = ""
    postcode: str = ""
    town: str = ""
    member_from: date | None = None
    member_until: date | None = None
    message: str = ""
    created_at: datetime = Field(sa_type=Instant)


class AccountRow(Row, table=True):
    __tablename__ = "account"
    __table_args__ = (one_of("role", Role), {"sqlite_autoincrement": True})

    id: int | None = Field(default=None, primary_key=True)
    role: str
    first_name: str = ""
    last_name: str = ""
    pseudonym: str = ""
    patron_id: int | None = Field(default=None, foreign_key="patron.id", unique=True)
    library: str = ""
    secret_hash: str | None = None
    initial_since: datetime | None = Field(default=None, sa_type=Instant)
    must_change: bool = False
    version: int = 1
    disabled_at: datetime | None = Field(default=None, sa_type=Instant)
    created_at: datetime = Field(sa_type=Instant)


class LoginRow(Row, table=True):
    __tablename__ = "login"
    __table_args__ = (one_of("kind", ("card", "pseudonym", "email", "login")),)

    identifier: str = Field(sa_type=SORTED, primary_key=True)
    kind: str
    account_id: int = Field(foreign_key="account.id", index=True)


class LinkRow(Row, table=True):
    __tablename__ = "link"
    __table_args__ = (CheckConstraint("until IS NULL OR until >= since", name="until"),)

    account_id: int = Field(foreign_key="account.id", primary_key=True)
    patron_id: int = Field(foreign_key="patron.id", primary_key=True, index=True)
    rights: str = ""
    since: date
    until: date | None = None


class RecordRow(Row, table=True):
    __tablename__ = "record"

    id: int | None = Field(default=None, primary_key=True)
    number: str | None = Field(default=None, unique=True)
    title: str
    title_key: str = Field(sa_type=SORTED, index=True)
    author: str = ""
    publisher: str = ""
    year: str = ""
    series: str = ""
    summary: str = ""
    isbn: str = ""
    kind: str = ""


class ItemRow(Row, table=True):
    __tablename__ = "item"

    id: int | None = Field(default=None, primary_key=True)
    record_id: int = Field(foreign_key="record.id", index=True)
    barcode: str = Field(unique=True)
    item_type: str
    library: str
    location: str = ""
    call_number: str = ""
    audience: str = ""
    acquired_on: date | None = None
    note: str = ""


class LoanRow(Row, table=True):
    __tablename__ = "loan"
    __table_args__ = (
        CheckConstraint("renewals >= 0", name="renewals"),
        CheckConstraint("due_on >= loaned_on", name="due_on"),
        CheckConstraint("returned_on IS NULL OR returned_on >= loaned_on", name="returned_on"),
        unique_where("uq_loan_item_id_open", "item_id", where="returned_on IS NULL"),
        Index(
            "ix_loan_patron_id_open",
            "patron_id",
            "due_on",
            sqlite_where=text("returned_on IS NULL"),
            postgresql_where=text("returned_on IS NULL"),
        ),
        Index("ix_loan_patron_id_returned_on", "patron_id", "returned_on"),
    )

    id: int | None = Field(default=None, primary_key=True)
    item_id: int = Field(foreign_key="item.id", index=True)
    patron_id: int = Field(foreign_key="patron.id")
    library: str
    loaned_on: date
    due_on: date
    renewals: int = 0
    reminded_on: date | None = None
    returned_on: date | None = None


class RenewalRow(Row, table=True):
    __tablename__ = "renewal"
    __table_args__ = (
        UniqueConstraint("loan_id", "request"),
        CheckConstraint("due_after > due_before", name="due_after"),
    )

    id: int | None = Field(default=None, primary_key=True)
    loan_id: int = Field(foreign_key="loan.id")
    at: datetime = Field(sa_type=Instant)
    account_id: int | None = Field(default=None, foreign_key="account.id", index=True)
    patron_id: int = Field(foreign_key="patron.id", index=True)
    due_before: date
    due_after: date
    request: str = Field(index=True)


ACTIVE_HOLD = "state IN ('waiting', 'transit', 'available', 'suspended')"
SUPPLIED_HOLD = "item_supplied IS NOT NULL AND state IN ('transit', 'available')"


class HoldRow(Row, table=True):
    __tablename__ = "hold"
    __table_args__ = (
        one_of("state", HoldState),
        unique_where(
            "uq_hold_patron_id_record_id_active", "patron_id", "record_id", where=ACTIVE_HOLD
        ),
        unique_where("uq_hold_item_supplied_aside", "item_supplied", where=SUPPLIED_HOLD),
        Index(
            "ix_hold_record_id_waiting",
            "record_id",
            "placed_at",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index("ix_hold_patron_id_state", "patron_id", "state"),
    )

    id: int | None = Field(default=None, primary_key=True)
    record_id: int = Field(foreign_key="record.id", index=True)
    item_asked: int | None = Field(default=None, foreign_key="item.id", index=True)
    item_supplied: int | None = Field(default=None, foreign_key="item.id", index=True)
    patron_id: int = Field(foreign_key="patron.id")
    placed_at: datetime = Field(sa_type=Instant)
    placed_on: date
    pickup: str
    state: str
    available_on: date | None = None
    shelf_until: date | None = None
    needed_until: date | None = None


class SessionRow(Row, table=True):
    __tablename__ = "session"

    id: str = Field(primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    opened_at: datetime = Field(sa_type=Instant)
    seen_at: datetime = Field(sa_type=Instant)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
    place: str = ""
    version: int
    staff_name: str = ""


class ThrottleRow(Row, table=True):
    __tablename__ = "throttle"
    __table_args__ = (CheckConstraint("failures >= 0 AND day_failures >= 0", name="failures"),)

    key: str = Field(primary_key=True)
    failures: int = 0
    window_start: datetime = Field(sa_type=Instant)
    day_failures: int = 0
    day: date
    blocked_until: datetime | None = Field(default=None, sa_type=Instant)


class JournalRow(Row, table=True):
    """Append-only by triggers; `account_id` and `patron_id` outlive what they name."""

    __tablename__ = "journal"

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=Instant, index=True)
    account_id: int | None = Field(default=None, index=True)
    patron_id: int | None = Field(default=None, index=True)
    place: str = ""
    verb: str
    object_type: str = ""
    object_id: str = ""
    detail: str = Field(default="{}", sa_column=Column(Text, nullable=False))


class MetaRow(Row, table=True):
    __tablename__ = "meta"

    key: str = Field(primary_key=True)
    value: str


patron = metadata.tables["patron"]
account = metadata.tables["account"]
login = metadata.tables["login"]
link = metadata.tables["link"]
record = metadata.tables["record"]
item = metadata.tables["item"]
loan = metadata.tables["loan"]
renewal = metadata.tables["renewal"]
hold = metadata.tables["hold"]
session = metadata.tables["session"]
throttle = metadata.tables["throttle"]
journal = metadata.tables["journal"]
meta = metadata.tables["meta"]

# Written out, not bound: SQLite uses a partial index only for a condition it can read.
WAITING = text("hold.state = 'waiting'")
ACTIVE = text(f"hold.{ACTIVE_HOLD}")
