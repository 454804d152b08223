"""Staff accounts, opened and closed by whoever holds the store: the command line."""

from dataclasses import dataclass, field
from types import MappingProxyType

from sqlalchemy import Connection

from bibtui.domain import secrets
from bibtui.domain.accounts import Account, Role, login_key
from bibtui.domain.clock import Clock
from bibtui.domain.policy.model import Policy
from bibtui.domain.policy.values import IdentifierKind
from bibtui.domain.text import clean
from bibtui.domain.verdict import Refusal, Stage, Verdict, decide
from bibtui.services.hashing import Hasher
from bibtui.store import accounts, journal
from bibtui.store.engine import Store


@dataclass(frozen=True, slots=True)
class StaffLine:
    """A staff account that can sign in, and the names it signs in by."""

    account: Account
    logins: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Staff:
    """The use cases of `bibtui staff`."""

    store: Store
    policy: Policy
    clock: Clock
    hasher: Hasher = field(default_factory=Hasher)

    def add(
        self, login: str, secret: str, *, role: Role, name: str = "", library: str = ""
    ) -> Verdict:
        """Open a staff account (004-02); its first word of `name` is the first name.

        Refused with all reasons at once: « login_empty », « login_taken », « library_unknown »
        (fact `library`), and the conditions on a secret.
        """
        first, _, last = clean(name).partition(" ")
        key = login_key(login)
        made = Account(0, role, first, last, pseudonym=clean(login), library=library)
        found = secrets.conditions(secret, self.policy, secrets.about(made, None, self.policy))
        refusals = secrets.unmet(found)
        if not key:
            refusals.append(_reason("login_empty"))
        if library and self.policy.library(library) is None:
            refusals.append(_reason("library_unknown", library=library))
        kept = "" if refusals else self.hasher.hash(secret)
        with self.store.writing() as connection:
            if key and accounts.by_identifier(connection, key) is not None:
                refusals.append(_reason("login_taken", login=made.pseudonym))
            if refusals:
                return decide(refusals)
            account_id = accounts.add(
                connection,
                role=role,
                created_at=self.clock.now(),
                first_name=first,
                last_name=last,
                pseudonym=made.pseudonym,
                library=library,
                secret_hash=kept,
            )
            accounts.add_login(connection, key, IdentifierKind.LOGIN.value, account_id)
            self._note(connection, "staff_added", account_id)
        return decide([], account_id=account_id)

    def every(self) -> tuple[StaffLine, ...]:
        """Those who can sign in as staff, by library and name."""
        with self.store.reading() as connection:
            return tuple(
                StaffLine(each, tuple(sorted(accounts.logins(connection, each.id))))
                for each in accounts.staff(connection)
            )

    def disable(self, login: str) -> Verdict:
        """Close a staff account and end its sessions. Refused « login_unknown »."""
        with self.store.writing() as connection:
            found = accounts.by_identifier(connection, login_key(login))
            if found is None or not found.account.role.staff or found.disabled:
                return decide([_reason("login_unknown", login=clean(login))])
            accounts.disable(connection, found.account.id, self.clock.now())
            self._note(connection, "staff_disabled", found.account.id)
        return decide([])

    def _note(self, connection: Connection, verb: str, account_id: int) -> None:
        journal.append(
            connection,
            at=self.clock.now(),
            verb=verb,
            object_type="account",
            object_id=str(account_id),
        )


def _reason(code: str, **facts: str) -> Refusal:
    return Refusal(code, Stage.ACCOUNT, MappingProxyType(facts))
