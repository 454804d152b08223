"""Patrons, and an account for each: compared with what is stored, and written.

A patron is found again by card. With `write` false the comparison is made, and nothing done.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select

from bibtui.domain.accounts import Patron, Role, login_key, logins
from bibtui.domain.policy.model import Policy
from bibtui.domain.policy.values import IdentifierKind
from bibtui.store import accounts, patrons, rows
from bibtui.store.imports import stored
from bibtui.store.imports.report import Outcome
from bibtui.store.patrons import PatronEntry
from bibtui.store.tables import account, login, patron


def put_patrons(
    connection: Connection,
    batch: Sequence[PatronEntry],
    *,
    only: Sequence[str],
    policy: Policy,
    at: datetime,
    write: bool,
) -> Outcome:
    """Store patrons, with an account and what it signs in with for each who has none.

    Of those already known only the fields `only` are updated. A password that was chosen, and a
    pseudonym once given, are never touched.
    """
    outcome = Outcome()
    found = stored.where_in(
        connection,
        patron,
        "card",
        [one.card for one in batch],
        tuple(name for name in patrons.FIELDS | {"id"} if name != "card"),
    )
    changed = []
    for one in batch:
        known = found.get(one.card)
        if known is not None:
            one = _birth_kept(one, known)
            if all(known[name] == value for name, value in _told(one, only).items()):
                outcome.count("patron", "unchanged")
                continue
        changed.append(one)
        outcome.count("patron", "created" if known is None else "updated")
    if not write:
        return outcome
    ids = {card: row["id"] for card, row in found.items()}
    ids |= patrons.put(connection, changed, at=at, only=only)
    _open_accounts(connection, ids, policy, at)
    for one in changed:
        if one.card in found:
            _refresh_account(connection, ids[one.card], policy)
    return outcome


def _birth_kept(one: PatronEntry, known: Mapping[str, Any]) -> PatronEntry:
    """A birth date already known is not lost to a list that only has its year."""
    if one.birth_date is None and one.birth_year and one.birth_year == known["birth_year"]:
        return replace(one, birth_date=known["birth_date"])
    return one


def _told(one: PatronEntry, only: Sequence[str]) -> dict[str, Any]:
    cleaned = rows.cleaned(one)
    told = {name: cleaned[name] for name in only}
    if "birth_year" in told and one.birth_date is not None:
        told["birth_year"] = one.birth_date.year
    return told


def _open_accounts(
    connection: Connection, ids: Mapping[str, int], policy: Policy, at: datetime
) -> None:
    having = select(account.c.patron_id).where(
        account.c.patron_id.in_(bindparam("wanted", expanding=True))
    )
    served = set(connection.execute(having, {"wanted": list(ids.values())}).scalars())
    for patron_id in ids.values():
        holder = patrons.by_id(connection, patron_id) if patron_id not in served else None
        if holder is None:
            continue
        given = logins(holder, policy, _taken(connection, holder, policy))
        account_id = accounts.add(
            connection,
            role=Role.PATRON,
            created_at=at,
            first_name=holder.first_name,
            last_name=holder.last_name,
            pseudonym=next(
                (one.identifier for one in given if one.kind is IdentifierKind.PSEUDONYM), ""
            ),
            patron_id=patron_id,
            library=holder.library,
            initial_since=at,
        )
        for one in given:
            accounts.add_login(connection, one.key, one.kind.value, account_id)


def _taken(connection: Connection, holder: Patron, policy: Policy) -> frozenset[str]:
    """The keys of others among those this patron could be given."""
    taken: frozenset[str] = frozenset()
    for one in logins(holder, policy):
        taken |= accounts.taken(connection, one.key)
    return taken


def _refresh_account(connection: Connection, patron_id: int, policy: Policy) -> None:
    """An account's names, and the address it signs in with, as the patron's have become."""
    holder, owner = patrons.by_id(connection, patron_id), accounts.of_patron(connection, patron_id)
    if holder is None or owner is None:
        return
    names = {"first_name": holder.first_name, "last_name": holder.last_name}
    stored.change(connection, account, owner.id, library=holder.library, **names)
    if IdentifierKind.EMAIL not in policy.identifiers.kinds.value:
        return
    kind, key = IdentifierKind.EMAIL.value, login_key(holder.email)
    connection.execute(
        delete(login).where(
            login.c.account_id == owner.id, login.c.kind == kind, login.c.identifier != key
        )
    )
    if key:
        accounts.add_login(connection, key, kind, owner.id)
