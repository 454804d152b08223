"""Patrons, and an account for each: compared with what is stored, and written.

A patron is found again by card. With `write` false the comparison is made, and nothing done.
"""

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select

from bibtui.domain.accounts import Patron, Role, login_key, logins
from bibtui.domain.policy.model import Policy
from bibtui.domain.policy.values import IdentifierKind
from bibtui.domain.secrets import initial_secret
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
    met: set[str],
) -> Outcome:
    """Store patrons, with an account and what it signs in with for each who has none.

    Of those already known only the fields `only` are updated. A password that was chosen, and a
    pseudonym once given, are never touched. Without `write`, `met` gathers from batch to batch
    the keys that new accounts would be given. Notes: « login_missing », « login_taken »,
    « login_none » of accounts that nobody can sign in to; « address_taken », « address_gone ».
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
        for one in changed:
            if one.card not in found:
                _tell_account(connection, _holder(one), policy, met, outcome)
        return outcome
    ids = {card: row["id"] for card, row in found.items()}
    ids |= patrons.put(connection, changed, at=at, only=only)
    _open_accounts(connection, ids, policy, at, outcome)
    for one in changed:
        if one.card in found:
            _refresh_names(connection, ids[one.card])
    _refresh_addresses(connection, list(ids.values()), policy, outcome)
    return outcome


def _holder(one: PatronEntry) -> Patron:
    """The patron that this entry would make."""
    told = rows.cleaned(one)
    return Patron(0, **{field.name: told[field.name] for field in fields(Patron)[1:]})


def _tell_account(
    connection: Connection, holder: Patron, policy: Policy, met: set[str], outcome: Outcome
) -> None:
    """What would be lacking in the account of a new patron."""
    given = logins(holder, policy, _taken(connection, holder, policy) | met)
    met.update(one.key for one in given)
    if not given:
        outcome.note(*_without_login(holder.email, policy))
    outcome.passwordless += initial_secret(policy.passwords.initial.value, holder) is None


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
    connection: Connection, ids: Mapping[str, int], policy: Policy, at: datetime, outcome: Outcome
) -> None:
    having = select(account.c.patron_id).where(
        account.c.patron_id.in_(bindparam("wanted", expanding=True))
    )
    served = set(connection.execute(having, {"wanted": list(ids.values())}).scalars())
    for patron_id in ids.values():
        holder = patrons.by_id(connection, patron_id) if patron_id not in served else None
        if holder is None:
            continue
        outcome.passwordless += initial_secret(policy.passwords.initial.value, holder) is None
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


def _refresh_names(connection: Connection, patron_id: int) -> None:
    """An account's names, as the patron's have become."""
    holder, owner = patrons.by_id(connection, patron_id), accounts.of_patron(connection, patron_id)
    if holder is None or owner is None:
        return
    names = {"first_name": holder.first_name, "last_name": holder.last_name}
    stored.change(connection, account, owner.id, library=holder.library, **names)


def _refresh_addresses(
    connection: Connection, patron_ids: Sequence[int], policy: Policy, outcome: Outcome
) -> None:
    """The address an account signs in with, as the patron's has become; what could not be is noted.

    An address that is another's already is not given, and the old one then stays: nobody is shut
    out by a list.
    """
    by_email = IdentifierKind.EMAIL in policy.identifiers.kinds.value
    doors = _doors(connection, patron_ids)
    waiting = {
        account_id: key
        for account_id, (email, having) in doors.items()
        if by_email and (key := login_key(email)) and key not in having
    }
    # As long as one of them moves: the address it leaves may be what another waits for.
    while moved := [
        account_id
        for account_id, key in waiting.items()
        if accounts.add_login(connection, key, IdentifierKind.EMAIL.value, account_id)
    ]:
        for account_id in moved:
            _forget_others(connection, account_id, waiting.pop(account_id))
            doors.pop(account_id)
    for account_id, (email, having) in doors.items():
        if account_id in waiting:
            outcome.note("address_taken" if having else "login_taken", email)
        elif not having:
            outcome.note(*_without_login(email, policy))
        elif by_email and not email and (old := _addresses(having)):
            outcome.note("address_gone", old[0])


def _doors(
    connection: Connection, patron_ids: Sequence[int]
) -> dict[int, tuple[str, dict[str, str]]]:
    """What the accounts of these patrons sign in with: account → (address, identifier → kind)."""
    found = connection.execute(
        select(account.c.id, patron.c.email, login.c.identifier, login.c.kind)
        .join_from(patron, account, account.c.patron_id == patron.c.id)
        .outerjoin(login, login.c.account_id == account.c.id)
        .where(patron.c.id.in_(bindparam("wanted", expanding=True)))
        .order_by(account.c.id),
        {"wanted": list(patron_ids)},
    )
    doors: dict[int, tuple[str, dict[str, str]]] = {}
    for account_id, email, identifier, kind in found:
        _, having = doors.setdefault(account_id, (email, {}))
        if identifier is not None:
            having[identifier] = kind
    return doors


def _forget_others(connection: Connection, account_id: int, key: str) -> None:
    """Let an account sign in with no other address than this one."""
    connection.execute(
        delete(login).where(
            login.c.account_id == account_id,
            login.c.kind == IdentifierKind.EMAIL.value,
            login.c.identifier != key,
        )
    )


def _addresses(having: Mapping[str, str]) -> list[str]:
    return [key for key, kind in having.items() if kind == IdentifierKind.EMAIL.value]


def _without_login(email: str, policy: Policy) -> tuple[str, str]:
    """Why a new account signs in with nothing: the code of a note, and the value seen."""
    if IdentifierKind.EMAIL not in policy.identifiers.kinds.value:
        return "login_none", ""
    return ("login_taken", email) if email else ("login_missing", "")
