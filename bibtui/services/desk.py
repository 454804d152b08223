"""What staff do at the desk for somebody who cannot sign in."""

from dataclasses import dataclass, field
from random import SystemRandom

from sqlalchemy import Connection

from bibtui.domain import secrets
from bibtui.domain.accounts import Role, candidates
from bibtui.domain.acting import Acting, NotAllowed
from bibtui.domain.clock import Clock
from bibtui.domain.policy.model import Policy
from bibtui.domain.verdict import Refusal, Stage, Verdict, decide
from bibtui.services.accounts import Guard
from bibtui.services.hashing import Hasher
from bibtui.services.tries import Tries
from bibtui.store import accounts, journal, sessions
from bibtui.store.accounts import Credentials
from bibtui.store.engine import Store


@dataclass(frozen=True, slots=True)
class Desk:
    """The use cases of the desk on accounts. `hasher` is the house's, lighter in tests."""

    store: Store
    policy: Policy
    clock: Clock
    hasher: Hasher = field(default_factory=Hasher)

    def unlock(self, acting: Acting, identifier: str, *, reset: bool = False) -> Verdict:
        """Let somebody try again at once; a computed initial secret gets its days anew.

        With `reset` the account goes back to a first secret, to be changed, and its sessions end:
        the one the network computes for that card; else one made at random, that the effect's
        `secret` gives this once, to be handed over. Staff never choose a password. Refused:
        « login_unknown ». Raises NotAllowed(« not_allowed ») to who is not staff, and for a
        colleague's account to who is not a manager.
        """
        keys = candidates(identifier, self.policy)
        guard = Guard(self.store, self.policy, self.clock)
        secret = kept = ""
        if reset:
            with guard.reading(acting) as connection:
                found = _found(connection, acting, keys)
            if found is not None and not self._computed(found):
                known = secrets.about(found.account, found.patron, self.policy)
                secret = secrets.one_time(self.policy, known, SystemRandom())
                # Hashed before the transaction, which others wait for.
                kept = self.hasher.hash(secret)
        now = self.clock.now()
        with guard.writing(acting) as connection:
            found = _found(connection, acting, keys)
            Tries(self.store, self.policy, self.clock).forget(
                connection, keys, found.account if found else None
            )
            lost = reset and not kept and found is not None and not self._computed(found)
            if found is None or lost:
                return decide([Refusal("login_unknown", Stage.ACCOUNT)])
            again = self._computed(found) and found.secret_hash is None
            if reset or again:
                accounts.set_initial(connection, found.account.id, now, kept or None)
                sessions.end_all(connection, found.account.id, now)
            journal.append(
                connection,
                at=now,
                verb="account_reset" if reset else "account_unlocked",
                account_id=acting.account.id,
                patron_id=found.account.patron_id,
                place=acting.place,
                object_type="account",
                object_id=found.account.id,
                session_id=acting.session_id,
            )
        return decide([], secret=secret) if secret else decide([])

    def _computed(self, found: Credentials) -> bool:
        kind = self.policy.passwords.initial.value
        return secrets.initial_secret(kind, found.patron) is not None


def _found(connection: Connection, acting: Acting, keys: tuple[str, ...]) -> Credentials | None:
    """The account that one of `keys` names, and that who is `acting` may help; None if none."""
    if not acting.account.role.staff:
        raise NotAllowed("not_allowed")
    looked_up = (accounts.by_identifier(connection, key) for key in keys)
    found = next((each for each in looked_up if each is not None), None)
    if found and found.account.role.staff and acting.account.role is not Role.MANAGER:
        raise NotAllowed("not_allowed")
    return found
