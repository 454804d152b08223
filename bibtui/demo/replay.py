"""A ledger, replayed day by day under a policy: where everything stands on a given day.

Each event is put to the same rules the program lives by. They give what the ledger does not say
(due dates, renewed dates, shelf deadlines, ends of memberships), and what they would have refused
raises LedgerError: a demo shows nothing that could not have happened.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from bibtui.demo.ledger import Event, Ledger, LedgerError, PatronSheet
from bibtui.domain import holds, loans
from bibtui.domain.accounts import Patron
from bibtui.domain.catalogue import Item, Record
from bibtui.domain.holds import ACTIVE, Copy, Held, Hold, HoldState
from bibtui.domain.loans import Loan
from bibtui.domain.memberships import standing
from bibtui.domain.policy.model import Policy
from bibtui.domain.verdict import Verdict


@dataclass
class LoanStory:
    """A loan, running or over; `patron` and `item` are a ledger's key and a barcode."""

    patron: str
    item: str
    library: str
    loaned_on: date
    due_on: date
    renewals: int = 0
    reminded_on: date | None = None
    returned_on: date | None = None


@dataclass
class HoldStory:
    """A hold, active or over. `place` orders those of one day; `supplied` is a barcode."""

    patron: str
    record: str
    pickup: str
    placed_on: date
    place: int
    asked: str | None = None
    supplied: str | None = None
    state: HoldState = HoldState.WAITING
    available_on: date | None = None
    shelf_until: date | None = None


@dataclass(frozen=True)
class RenewalStory:
    """A renewal that was done; `loan` is its place in `State.loans`."""

    loan: int
    patron: str
    on: date
    place: int
    due_before: date
    due_after: date


@dataclass(frozen=True)
class ShareStory:
    """Since when a patron's account reaches another's card."""

    owner: str
    other: str
    since: date


@dataclass
class State:
    """Where everything stands once the events up to a day have happened."""

    loans: list[LoanStory] = field(default_factory=list)
    holds: list[HoldStory] = field(default_factory=list)
    renewals: list[RenewalStory] = field(default_factory=list)
    shares: list[ShareStory] = field(default_factory=list)


def patron_on(sheet: PatronSheet, day: date, policy: Policy, number: int = 0) -> Patron:
    """The reader as the rules see them on `day`, with the membership they had taken by then."""
    patron = Patron(
        id=number,
        card=sheet.card,
        first_name=sheet.first,
        last_name=sheet.last,
        category=sheet.category,
        library=sheet.library,
        birth_date=sheet.born,
        birth_year=sheet.born.year,
        email=sheet.email,
        phone=sheet.phone,
    )
    for joined in sheet.joined:
        if joined <= day:
            patron = replace(patron, member_until=standing(patron, joined, policy).next_until)
    return patron


class Replay:
    """A ledger being replayed: `to` a day, and then to a later one if wished."""

    def __init__(self, ledger: Ledger, policy: Policy) -> None:
        self.ledger = ledger
        self.policy = policy
        self.state = State()
        self._next = 0
        self._sheets = {sheet.key: sheet for sheet in ledger.patrons}
        self._numbers = {sheet.key: number for number, sheet in enumerate(ledger.patrons, 1)}
        self._records = {
            sheet.key: Record(id=number, title=sheet.title)
            for number, sheet in enumerate(ledger.records, 1)
        }
        self._items: dict[str, Item] = {}
        self._record_of: dict[str, str] = {}
        for sheet in ledger.records:
            for item in sheet.items:
                self._record_of[item.barcode] = sheet.key
                self._items[item.barcode] = Item(
                    id=len(self._items) + 1,
                    record_id=self._records[sheet.key].id,
                    barcode=item.barcode,
                    item_type=item.type,
                    library=item.library,
                    location=item.location,
                    call_number=item.call,
                    audience=item.audience,
                    acquired_on=item.acquired,
                )

    def to(self, day: date) -> State:
        """The state on `day`, once all that happened by then has. Raises LedgerError."""
        events = self.ledger.events
        while self._next < len(events) and events[self._next].on <= day:
            event = events[self._next]
            getattr(self, f"_{event.verb}")(event)
            self._next += 1
        return self.state

    # What may happen, by its verb.

    def _loan(self, event: Event) -> None:
        self._lend(event, self._someone(event, "to"), event.rest.get("at", ""))

    def _return(self, event: Event) -> None:
        _, loan = self._running(event)
        loan.returned_on = event.on

    def _renew(self, event: Event) -> None:
        number, story = self._running(event)
        verdict = loans.may_renew(
            self._loan_noun(story),
            self._patron(story.patron, event.on),
            today=event.on,
            policy=self.policy,
            card_loans=self._loans_of(story.patron),
        )
        before, story.due_on = story.due_on, _granted(verdict, event).effect["due_on"]
        story.renewals += 1
        self.state.renewals.append(
            RenewalStory(number, story.patron, event.on, event.place, before, story.due_on)
        )

    def _remind(self, event: Event) -> None:
        _, loan = self._running(event)
        loan.reminded_on = event.on

    def _hold(self, event: Event) -> None:
        key = self._someone(event, "by")
        record = self._records.get(event.what)
        if record is None:
            raise LedgerError(f"no record {event.what!r}", event.on)
        asked = event.rest.get("item")
        if asked is not None and self._record_of.get(asked) != event.what:
            raise LedgerError(f"{asked} is no copy of {event.what}", event.on)
        pickup = event.rest.get("at", self._sheets[key].library)
        verdict = holds.may_hold(
            record,
            list(self._copies(event)),
            self._patron(key, event.on),
            card_holds=self._holds_of(key),
            card_loans=self._loans_of(key),
            today=event.on,
            policy=self.policy,
            pickup=pickup,
            asked=self._items[asked] if asked else None,
        )
        _granted(verdict, event)
        self.state.holds.append(HoldStory(key, event.what, pickup, event.on, event.place, asked))

    def _shelve(self, event: Event) -> None:
        item = self._owned(event)
        hold = self._held(event, self._record_of[event.what])
        if hold.state is not HoldState.WAITING or not self._on_shelf(event.what):
            raise LedgerError(f"{event.what} is not there to be put aside", event.on)
        hold.state = HoldState.AVAILABLE
        hold.supplied = event.what
        hold.available_on = event.on
        hold.shelf_until = holds.shelf_deadline(
            item,
            self._patron(hold.patron, event.on),
            event.on,
            self.policy,
            pickup=hold.pickup,
            transit=hold.pickup != item.library,
        )

    def _collect(self, event: Event) -> None:
        self._owned(event)
        hold = self._held(event, self._record_of[event.what])
        if hold.supplied != event.what:
            raise LedgerError(f"{event.what} is not put aside for {hold.patron}", event.on)
        hold.state = HoldState.FULFILLED
        self._lend(event, hold.patron, hold.pickup)

    def _cancel(self, event: Event) -> None:
        hold = self._held(event, event.what)
        _granted(holds.may_cancel(self._hold_noun(hold), self.policy), event)
        hold.state = HoldState.CANCELLED

    def _lapse(self, event: Event) -> None:
        hold = self._held(event, event.what)
        if not holds.uncollected(self._hold_noun(hold), event.on):
            raise LedgerError(f"{event.what} may still be collected", event.on)
        hold.state = HoldState.EXPIRED

    def _share(self, event: Event) -> None:
        owner = self._someone(event, "by")
        self._present(event.what, event)
        self.state.shares.append(ShareStory(owner, event.what, event.on))

    # What they lean on.

    def _lend(self, event: Event, key: str, at: str) -> None:
        item = self._owned(event)
        if not self._on_shelf(event.what):
            raise LedgerError(f"{event.what} is not there to be lent", event.on)
        library = at or item.library
        verdict = loans.may_lend(
            item,
            self._patron(key, event.on),
            card_loans=self._loans_of(key),
            today=event.on,
            policy=self.policy,
            library=library,
        )
        due_on = _granted(verdict, event).effect["due_on"]
        self.state.loans.append(LoanStory(key, event.what, library, event.on, due_on))

    def _someone(self, event: Event, role: str) -> str:
        return self._present(event.rest.get(role, ""), event)

    def _present(self, key: str, event: Event) -> str:
        if key not in self._sheets or self._sheets[key].joined[0] > event.on:
            raise LedgerError(f"no patron {key!r} yet", event.on)
        return key

    def _owned(self, event: Event) -> Item:
        item = self._items.get(event.what)
        if item is None or _acquired_after(item, event.on):
            raise LedgerError(f"no copy {event.what!r} yet", event.on)
        return item

    def _running(self, event: Event) -> tuple[int, LoanStory]:
        for number, loan in enumerate(self.state.loans):
            if loan.item == event.what and loan.returned_on is None:
                return number, loan
        raise LedgerError(f"{event.what} is not out", event.on)

    def _held(self, event: Event, record: str) -> HoldStory:
        key = self._someone(event, "by")
        for hold in self.state.holds:
            if hold.patron == key and hold.record == record and hold.state in ACTIVE:
                return hold
        raise LedgerError(f"{key} does not wait for {record}", event.on)

    def _on_shelf(self, barcode: str) -> bool:
        out = any(loan.item == barcode and loan.returned_on is None for loan in self.state.loans)
        return not out and not any(
            hold.supplied == barcode and hold.state is HoldState.AVAILABLE
            for hold in self.state.holds
        )

    def _copies(self, event: Event) -> Iterator[Copy]:
        for barcode, record in self._record_of.items():
            item = self._items[barcode]
            if record == event.what and not _acquired_after(item, event.on):
                yield Copy(item, self._on_shelf(barcode))

    def _patron(self, key: str, day: date) -> Patron:
        return patron_on(self._sheets[key], day, self.policy, self._numbers[key])

    def _loans_of(self, key: str) -> Sequence[Loan]:
        return [
            self._loan_noun(story)
            for story in self.state.loans
            if story.patron == key and story.returned_on is None
        ]

    def _holds_of(self, key: str) -> Sequence[Held]:
        return [
            Held(self._hold_noun(story), self._stands_for(story))
            for story in self.state.holds
            if story.patron == key and story.state in ACTIVE
        ]

    def _stands_for(self, story: HoldStory) -> Item:
        copies = (code for code, record in self._record_of.items() if record == story.record)
        return self._items[story.supplied or story.asked or next(copies)]

    def _hold_noun(self, story: HoldStory) -> Hold:
        return Hold(
            id=0,
            patron_id=self._numbers[story.patron],
            record=self._records[story.record],
            placed_on=story.placed_on,
            pickup=story.pickup,
            state=story.state,
            available_on=story.available_on,
            shelf_until=story.shelf_until,
        )

    def _loan_noun(self, story: LoanStory) -> Loan:
        record = self._record_of[story.item]
        awaited = sum(
            hold.record == record
            and hold.state is HoldState.WAITING
            and hold.patron != story.patron
            and hold.asked in (None, story.item)
            for hold in self.state.holds
        )
        return Loan(
            id=0,
            patron_id=self._numbers[story.patron],
            item=self._items[story.item],
            record=self._records[record],
            library=story.library,
            loaned_on=story.loaned_on,
            due_on=story.due_on,
            renewals=story.renewals,
            awaited=awaited,
            reminded_on=story.reminded_on,
        )


def _acquired_after(item: Item, day: date) -> bool:
    return item.acquired_on is not None and item.acquired_on > day


def _granted(verdict: Verdict, event: Event) -> Verdict:
    if not verdict.allowed:
        raise LedgerError(f"{event.verb} {event.what}: {', '.join(verdict.codes)}", event.on)
    return verdict
