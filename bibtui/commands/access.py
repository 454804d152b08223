"""What commands need before they start: the policy, the clock, the services, a secret."""

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bibtui import settings
from bibtui.domain.clock import Clock, DayClock, SystemClock
from bibtui.domain.policy.load import load as load_policy
from bibtui.domain.policy.model import Policy
from bibtui.settings import Settings, SettingsError
from bibtui.wording import commands as wording

if TYPE_CHECKING:
    from bibtui.portal import Portal


def chosen_policy(asked: Settings) -> Policy:
    """The policy of this run. Raises SettingsError where none is chosen, PolicyError."""
    if asked.policy is None:
        raise SettingsError("policy_none", path=settings.config_file(os.environ))
    return load_policy(asked.policy)


def clock(policy: Policy, today: date | None) -> Clock:
    """The machine's clock in the network's zone, on the day asked for if there is one."""
    zone = ZoneInfo(policy.network.zone.value)
    return DayClock(zone, today) if today else SystemClock(zone)


@contextmanager
def services(asked: Settings) -> Iterator["Portal"]:
    """The services over the store asked for, closed afterwards."""
    policy = chosen_policy(asked)
    from bibtui.portal import open_portal

    portal = open_portal(asked, policy, clock(policy, asked.today))
    try:
        yield portal
    finally:
        portal.store.close()


def secret(arguments: argparse.Namespace, *, new: bool = False) -> str:
    """A secret, from the file asked for or typed unseen; `new` has it typed twice.

    Raises SettingsError: no file, no terminal to ask on, or two that differ.
    """
    if arguments.password_file:
        return _first_line(Path(arguments.password_file))
    if not sys.stdin.isatty():
        raise SettingsError("password_not_asked")
    from getpass import getpass

    typed = getpass(wording.PASSWORD, stream=sys.stderr)
    if new and getpass(wording.PASSWORD_AGAIN, stream=sys.stderr) != typed:
        raise SettingsError("passwords_differ")
    return typed


def _first_line(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").partition("\n")[0].rstrip("\r")
    except (OSError, UnicodeDecodeError):
        raise SettingsError("password_file_unreadable", path=path) from None
