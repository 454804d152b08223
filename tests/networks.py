"""The networks' policies as tests take them: whole, or with a few values changed."""

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from bibtui.domain.policy.load import load
from bibtui.domain.policy.model import Policy

_HERE = Path(__file__).parent
_FOLDERS = (_HERE.parent / "data" / "policies", _HERE / "policies")


@cache
def network(name: str) -> Policy:
    """The policy of one of the five networks, or of the nine further libraries."""
    return load(next(path for folder in _FOLDERS if (path := folder / f"{name}.toml").exists()))


def changed(policy: Policy, section: str, **values: Any) -> Policy:
    """`policy` with other values for some plain keys of a section, on their own lines."""
    rules = getattr(policy, section)
    given = {key: replace(getattr(rules, key), value=value) for key, value in values.items()}
    return replace(policy, **{section: replace(rules, **given)})
