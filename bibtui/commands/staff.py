"""`bibtui staff`: open, list and close professional accounts."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager

from bibtui import settings
from bibtui.commands.access import secret, services
from bibtui.commands.failures import Refused
from bibtui.domain.accounts import Role
from bibtui.domain.verdict import Verdict
from bibtui.services.staff import Staff
from bibtui.wording import accounts as accounts_wording
from bibtui.wording import commands as wording


def add(arguments: argparse.Namespace) -> int:
    """Open an account; its secret comes from a file or the terminal."""
    with _staff(arguments) as staff:
        done = staff.add(
            arguments.login,
            secret(arguments, new=True),
            role=Role(arguments.role),
            name=arguments.name,
            library=arguments.library,
        )
        _allowed(done, staff)
    print(wording.staff_added(arguments.login))
    return 0


def listing(arguments: argparse.Namespace) -> int:
    """Print the accounts, one a line."""
    with _staff(arguments) as staff:
        print("\n".join(wording.staff(staff.every(), staff.policy)))
    return 0


def disable(arguments: argparse.Namespace) -> int:
    """Close an account."""
    with _staff(arguments) as staff:
        _allowed(staff.disable(arguments.login), staff)
    print(wording.staff_disabled(arguments.login))
    return 0


@contextmanager
def _staff(arguments: argparse.Namespace) -> Iterator[Staff]:
    with services(settings.load(vars(arguments))) as portal:
        yield Staff(portal.store, portal.policy, portal.clock, portal.accounts.hasher)


def _allowed(verdict: Verdict, staff: Staff) -> None:
    if not verdict.allowed:
        raise Refused(
            *(
                wording.staff_refused(refusal, staff.policy)
                or accounts_wording.reason(refusal, staff.policy)
                for refusal in verdict.refusals
            )
        )
