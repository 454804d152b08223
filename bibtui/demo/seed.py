"""Fill an empty store with a demo network as it stood on a day."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Table, insert

from bibtui.demo.ledger import PASSWORD, Ledger, PatronSheet
from bibtui.demo.replay import Replay, State, patron_on
from bibtui.domain.accounts import Login, Role, logins
from bibtui.domain.policy.model import Policy
from bibtui.domain.policy.values import IdentifierKind
from bibtui.store import accounts, catalogue, family, patrons, tables
from bibtui.store.engine import Store

# Events have a day; these give them an instant, in the order they are told in.
_FIRST = time(10, 0)
_APART = timedelta(minutes=1)


class Hasher(Protocol):
    """What makes a password safe to keep."""

    def hash(self, secret: str, /) -> str: ...


def seed(store: Store, ledger: Ledger, policy: Policy, today: date, hasher: Hasher) -> None:
    """Write into the empty `store` what had happened by `today` in `ledger`, under `policy`.

    Raises LedgerError when the ledger tells what could not have happened; the store is then
    left empty. All passwords are one, hashed once.
    """
    state = Replay(ledger, policy).to(today)
    secret_hash = hasher.hash(PASSWORD)
    with store.writing() as connection:
        _Seeding(connection, ledger, policy, today, secret_hash).run(state)


class _Seeding:
    def __init__(
        self,
        connection: Connection,
        ledger: Ledger,
        policy: Policy,
        today: date,
        secret_hash: str,
    ) -> None:
        self.connection = connection
        self.ledger = ledger
        self.policy = policy
        self.today = today
        self.secret_hash = secret_hash
        self.zone = ZoneInfo(policy.network.zone.value)
        self.present = sorted(
            (sheet for sheet in ledger.patrons if sheet.joined[0] <= today),
            key=lambda sheet: sheet.joined[0],
        )
        self.patron_ids: dict[str, int] = {}
        self.account_ids: dict[str, int] = {}
        self.record_ids: dict[str, int] = {}
        self.item_ids: dict[str, int] = {}
        self.taken: set[str] = set()

    def run(self, state: State) -> None:
        self._catalogue()
        self._staff()
        self._patrons()
        self._links(state)
        self._loans(state)
        self._holds(state)

    def _at(self, day: date, place: int = 0) -> datetime:
        return datetime.combine(day, _FIRST, self.zone) + place * _APART

    def _catalogue(self) -> None:
        owned = [
            (record, [item for item in record.items if item.acquired <= self.today])
            for record in self.ledger.records
        ]
        owned = [(record, items) for record, items in owned if items]
        self.record_ids = catalogue.put_records(
            self.connection,
            [
                catalogue.RecordEntry(
                    title=record.title,
                    number=record.key,
                    author=record.author,
                    publisher=record.publisher,
                    year=record.year,
                    series=record.series,
                    summary=record.summary,
                )
                for record, _ in owned
            ],
        )
        self.item_ids = catalogue.put_items(
            self.connection,
            [
                catalogue.ItemEntry(
                    barcode=item.barcode,
                    record_id=self.record_ids[record.key],
                    item_type=item.type,
                    library=item.library,
                    location=item.location,
                    call_number=item.call,
                    audience=item.audience,
                    acquired_on=item.acquired,
                )
                for record, items in owned
                for item in items
            ],
        )

    def _staff(self) -> None:
        for sheet in self.ledger.staff:
            account_id = accounts.add(
                self.connection,
                role=Role(sheet.role),
                created_at=self._at(sheet.since),
                first_name=sheet.first,
                last_name=sheet.last,
                library=sheet.library,
                secret_hash=self.secret_hash,
            )
            self._add_login(Login(sheet.login, IdentifierKind.LOGIN), account_id)

    def _patrons(self) -> None:
        ids = patrons.put(
            self.connection,
            [self._entry(sheet) for sheet in self.present],
            at=self._at(self.today),
        )
        for sheet in self.present:
            self.patron_ids[sheet.key] = ids[sheet.card]
            self._account(sheet)

    def _entry(self, sheet: PatronSheet) -> patrons.PatronEntry:
        return patrons.PatronEntry(
            card=sheet.card,
            first_name=sheet.first,
            last_name=sheet.last,
            birth_date=sheet.born,
            category=sheet.category,
            library=sheet.library,
            email=sheet.email,
            phone=sheet.phone,
            mobile=sheet.mobile,
            address=sheet.address,
            postcode=sheet.postcode,
            town=sheet.town,
            member_from=max(day for day in sheet.joined if day <= self.today),
            member_until=patron_on(sheet, self.today, self.policy).member_until,
        )

    def _account(self, sheet: PatronSheet) -> None:
        given = list(logins(patron_on(sheet, self.today, self.policy), self.policy, self.taken))
        if sheet.login:
            given.append(Login(sheet.login, IdentifierKind.LOGIN))
        joined = self._at(sheet.joined[0])
        pseudonyms = [login for login in given if login.kind is IdentifierKind.PSEUDONYM]
        account_id = accounts.add(
            self.connection,
            role=Role.PATRON,
            created_at=joined,
            first_name=sheet.first,
            last_name=sheet.last,
            pseudonym=pseudonyms[0].identifier if pseudonyms else "",
            patron_id=self.patron_ids[sheet.key],
            secret_hash=None if sheet.initial else self.secret_hash,
            initial_since=joined if sheet.initial else None,
            must_change=sheet.initial and self.policy.passwords.force_change.value,
        )
        self.account_ids[sheet.key] = account_id
        for login in given:
            self._add_login(login, account_id)

    def _add_login(self, login: Login, account_id: int) -> None:
        self.taken.add(login.key)
        accounts.add_login(self.connection, login.key, login.kind.value, account_id)

    def _links(self, state: State) -> None:
        for share in state.shares:
            self._link(self.account_ids[share.owner], share.other, share.since)
        for sheet in self.ledger.groups:
            if sheet.since > self.today:
                continue
            account_id = accounts.add(
                self.connection,
                role=Role.GROUP,
                created_at=self._at(sheet.since),
                first_name=sheet.name,
                secret_hash=self.secret_hash,
            )
            self._add_login(Login(sheet.login, IdentifierKind.LOGIN), account_id)
            for member in sheet.members:
                if member in self.patron_ids:
                    self._link(account_id, member, sheet.since)

    def _link(self, account_id: int, member: str, since: date) -> None:
        family.link_card(
            self.connection,
            account_id,
            self.patron_ids[member],
            rights=self.policy.family.rights.value,
            since=since,
        )

    def _loans(self, state: State) -> None:
        ids = self._insert(
            tables.loan,
            [
                {
                    "item_id": self.item_ids[story.item],
                    "patron_id": self.patron_ids[story.patron],
                    "library": story.library,
                    "loaned_on": story.loaned_on,
                    "due_on": story.due_on,
                    "renewals": story.renewals,
                    "reminded_on": story.reminded_on,
                    "returned_on": story.returned_on,
                }
                for story in state.loans
            ],
        )
        self._insert(
            tables.renewal,
            [
                {
                    "loan_id": ids[story.loan],
                    "at": self._at(story.on, story.place),
                    "account_id": self.account_ids[story.patron],
                    "patron_id": self.patron_ids[story.patron],
                    "due_before": story.due_before,
                    "due_after": story.due_after,
                    "request": f"{story.on}/{story.place}",
                }
                for story in state.renewals
            ],
        )

    def _holds(self, state: State) -> None:
        self._insert(
            tables.hold,
            [
                {
                    "record_id": self.record_ids[story.record],
                    "item_asked": self.item_ids[story.asked] if story.asked else None,
                    "item_supplied": self.item_ids[story.supplied] if story.supplied else None,
                    "patron_id": self.patron_ids[story.patron],
                    "placed_at": self._at(story.placed_on, story.place),
                    "placed_on": story.placed_on,
                    "pickup": story.pickup,
                    "state": story.state.value,
                    "available_on": story.available_on,
                    "shelf_until": story.shelf_until,
                }
                for story in state.holds
            ],
        )

    def _insert(self, table: Table, values: Sequence[Mapping[str, Any]]) -> Sequence[int]:
        if not values:
            return ()
        statement = insert(table).returning(table.c.id, sort_by_parameter_order=True)
        return self.connection.execute(statement, list(values)).scalars().all()
