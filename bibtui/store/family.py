"""Whose cards an account reaches, and what each owes: three statements, whatever the family."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, bindparam, func, literal, select, union_all

from bibtui.domain.accounts import Patron
from bibtui.domain.acting import Right
from bibtui.domain.family import CardInBrief, HoldCounts, LoanCounts
from bibtui.store import patrons
from bibtui.store.prepared import Prepared
from bibtui.store.rows import insert_into
from bibtui.store.tables import ACTIVE, account, hold, link, loan, patron

_EVERY_RIGHT = frozenset(Right)

_reached = union_all(
    select(
        account.c.patron_id,
        literal("").label("rights"),
        literal(0).label("place"),
        literal(None, link.c.since.type).label("since"),
    ).where(account.c.id == bindparam("account_id"), account.c.patron_id.is_not(None)),
    select(link.c.patron_id, link.c.rights, literal(1), link.c.since).where(
        link.c.account_id == bindparam("account_id"),
        link.c.since <= bindparam("today"),
        (link.c.until.is_(None)) | (link.c.until >= bindparam("today")),
    ),
).subquery()

_CARDS = Prepared(
    select(*patrons.COLUMNS, _reached.c.rights, _reached.c.place)
    .join_from(_reached, patron, patron.c.id == _reached.c.patron_id)
    .order_by(_reached.c.place, _reached.c.since, patron.c.sort_key, patron.c.id)
)
_LOANS = (
    select(loan.c.patron_id, loan.c.due_on, func.count())
    .where(
        loan.c.patron_id.in_(bindparam("patron_ids", expanding=True)),
        loan.c.returned_on.is_(None),
    )
    .group_by(loan.c.patron_id, loan.c.due_on)
    .order_by(loan.c.due_on)
)
_HOLDS = (
    select(hold.c.patron_id, hold.c.state, hold.c.shelf_until, func.count())
    .where(
        hold.c.patron_id.in_(bindparam("patron_ids", expanding=True)),
        ACTIVE,
    )
    .group_by(hold.c.patron_id, hold.c.state, hold.c.shelf_until)
)


@dataclass(frozen=True, slots=True)
class Reach:
    """A card within an account's reach, and what may be done there; all of it on one's `own`."""

    patron: Patron
    rights: frozenset[Right]
    own: bool


def reached(connection: Connection, account_id: int, today: date) -> tuple[Reach, ...]:
    """The cards an account reaches on that day: its own first, then in the order of the links."""
    rows = _CARDS.all(connection, account_id=account_id, today=today)
    found: dict[int, Reach] = {}
    for *columns, rights, place in rows:
        own = place == 0
        someone = patrons.noun(columns)
        found.setdefault(someone.id, Reach(someone, _EVERY_RIGHT if own else _rights(rights), own))
    return tuple(found.values())


def in_brief(connection: Connection, account_id: int, today: date) -> tuple[CardInBrief, ...]:
    """The cards an account reaches, each with what it owes on that day.

    A hold on the shelf past its deadline is `uncollected`, not `available`.
    """
    cards = reached(connection, account_id, today)
    wanted = {"patron_ids": [reach.patron.id for reach in cards]}
    if not cards:
        return ()
    due: dict[int, list[tuple[date, int]]] = {}
    for patron_id, due_on, count in connection.execute(_LOANS, wanted).all():
        due.setdefault(patron_id, []).append((due_on, count))
    held: dict[int, list[tuple[str, date | None, int]]] = {}
    for patron_id, state, until, count in connection.execute(_HOLDS, wanted).all():
        held.setdefault(patron_id, []).append((state, until, count))
    return tuple(
        CardInBrief(
            reach.patron,
            counted(due.get(reach.patron.id, []), today),
            _hold_counts(held.get(reach.patron.id, []), today),
            reach.rights,
            reach.own,
        )
        for reach in cards
    )


def link_card(
    connection: Connection,
    account_id: int,
    patron_id: int,
    *,
    rights: Collection[Right],
    since: date,
    until: date | None = None,
) -> None:
    """Let an account act on a card, from a day to another; a link already there is replaced."""
    values = {
        "account_id": account_id,
        "patron_id": patron_id,
        "rights": ",".join(sorted(rights)),
        "since": since,
        "until": until,
    }
    statement = insert_into(connection, link)
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["account_id", "patron_id"],
            set_={name: statement.excluded[name] for name in ("rights", "since", "until")},
        ),
        values,
    )


def _rights(stored: str) -> frozenset[Right]:
    named = stored.split(",")
    return frozenset(right for right in Right if right.value in named)


def counted(due: list[tuple[date, int]], today: date) -> LoanCounts:
    """The counts of loans given as (due date, how many), the earliest first."""
    tomorrow = today + timedelta(days=1)
    later = next(((day, count) for day, count in due if day > tomorrow), (None, 0))
    return LoanCounts(
        total=sum(count for _, count in due),
        late=sum(count for day, count in due if day < today),
        today=sum(count for day, count in due if day == today),
        tomorrow=sum(count for day, count in due if day == tomorrow),
        next_on=later[0],
        next_count=later[1],
    )


def _hold_counts(held: list[tuple[str, date | None, int]], today: date) -> HoldCounts:
    aside = [(until, count) for state, until, count in held if state == "available"]
    uncollected = sum(count for until, count in aside if until is not None and until < today)
    total = sum(count for _, _, count in held)
    ready = sum(count for _, count in aside)
    return HoldCounts(
        total=total,
        available=ready - uncollected,
        uncollected=uncollected,
        waiting=total - ready,
    )
