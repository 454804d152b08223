"""`bibtui init`, `upgrade` and `paths`: where things are kept."""

import argparse
import os

from bibtui import resources, settings
from bibtui.domain.policy.load import load as load_policy
from bibtui.settings import Settings, SettingsError, database_file
from bibtui.store.errors import Missing
from bibtui.wording import commands as wording


def init(arguments: argparse.Namespace) -> int:
    """Make an empty store; without a settings file, write one that remembers the policy."""
    asked = settings.load(vars(arguments))
    config = settings.config_file(os.environ)
    if asked.policy is None:
        raise SettingsError("policy_none", path=config)
    load_policy(asked.policy)
    from bibtui.store import upgrade as store

    if store.current(asked.database) is not None:
        raise SettingsError("exists", path=_shown(asked))
    store.create(asked.database)
    print(wording.created(_shown(asked)))
    if asked.config is None:
        chosen = asked.database if getattr(arguments, "database", None) else None
        settings.remember(asked.policy, chosen)
        print(wording.remembered(str(config)))
    print(wording.NEXT_STEPS)
    return 0


def upgrade(arguments: argparse.Namespace) -> int:
    """Bring the store to this program's version."""
    asked = settings.load(vars(arguments))
    from bibtui.store import upgrade as store

    if store.current(asked.database) is None:
        raise Missing(path=_shown(asked))
    before, after = store.upgrade(asked.database)
    print(wording.upgraded(_shown(asked), before, after))
    return 0


def paths(arguments: argparse.Namespace) -> int:
    """Say where everything is, whether it exists yet or not."""
    asked = settings.load(vars(arguments))
    for label, place in (
        ("base", _shown(asked)),
        ("politique", str(asked.policy or "—")),
        ("réglages", str(settings.config_file(os.environ))),
        ("incidents", str(settings.incident_log())),
        ("fourni", str(resources.folder("policies").parent)),
    ):
        print(wording.place(label, place))
    return 0


def _shown(asked: Settings) -> str:
    if database_file(asked.database) is not None:
        return asked.database
    from bibtui.store.connect import parse, shown

    return shown(parse(asked.database))
