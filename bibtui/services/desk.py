"""What staff do at the desk for somebody who cannot sign in."""

from dataclasses import dataclass

from bibtui.domain import secrets
from bibtui.domain.accounts import Role, candidates
from bibtui.domain.acting import Acting, NotAllowed
from bibtui.domain.clock import Clock
from bibtui.domain.policy.model import Policy
from bibtui.domain.verdict import Refusal, Stage, Verdict, decide
from bibtui.services.accounts import Guard
from bibtui.services.tries import account_key, terminal_key, unknown_key
from bibtui.store import accounts, journal, sessions, throttle
from bibtui.store.engine import Store


@dataclass(frozen=True, slots=True)
class Desk:
    """The use cases of the desk on accounts."""

    store: Store
    policy: Policy
    clock: Clock

    def unlock(self, acting: Acting, identifier: str, *, reset: bool = False) -> Verdict:
        """Let somebody try again at once; an initial secret gets its tries and its days anew.

        With `reset` the account goes back to its initial secret and its sessions end: staff never
        choose or learn a password. Refused: « login_unknown », « no_initial » where the network
        computes none for that card. Raises NotAllowed(« not_allowed ») to who is not staff, and
        for a colleague's account to who is not a manager.
        """
        keys = candidates(identifier, self.policy)
        now = self.clock.now()
        with Guard(self.store, self.policy, self.clock).writing(acting) as connection:
            _staff_only(acting)
            looked_up = [accounts.by_identifier(connection, key) for key in keys]
            found = next((each for each in looked_up if each is not None), None)
            if found is None:
                throttle.forget(connection, unknown_key(keys))
                return decide([Refusal("login_unknown", Stage.ACCOUNT)])
            if found.account.role.staff and acting.account.role is not Role.MANAGER:
                raise NotAllowed("not_allowed")
            computed = self.policy.passwords.initial.value
            initial = secrets.initial_secret(computed, found.patron) is not None
            if reset and not initial:
                return decide([Refusal("no_initial", Stage.ACCOUNT)])
            throttle.forget(connection, account_key(found.account))
            if initial and (reset or found.secret_hash is None):
                accounts.set_initial(connection, found.account.id, now)
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
            )
        return decide([])

    def unlock_terminal(self, acting: Acting, place: str) -> None:
        """Let people try again at once at a terminal. Raises NotAllowed to who is not staff."""
        with Guard(self.store, self.policy, self.clock).writing(acting) as connection:
            _staff_only(acting)
            throttle.forget(connection, terminal_key(place))
            journal.append(
                connection,
                at=self.clock.now(),
                verb="terminal_unlocked",
                account_id=acting.account.id,
                place=acting.place,
                object_type="terminal",
                object_id=place,
            )


def _staff_only(acting: Acting) -> None:
    if not acting.account.role.staff:
        raise NotAllowed("not_allowed")
