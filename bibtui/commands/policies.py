"""`bibtui policy list`, `show`, `check` and `explain`: the rules, and the lines they come from."""

import argparse
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from bibtui.domain.policy.cascade import Case
from bibtui.domain.policy.check import check as doubts
from bibtui.domain.policy.explain import Decided, everything
from bibtui.domain.policy.explain import explain as decide
from bibtui.domain.policy.load import load
from bibtui.domain.policy.model import Policy
from bibtui.domain.policy.problems import PolicyError, nearest
from bibtui.resources import policy_file, policy_names
from bibtui.settings import policy_path
from bibtui.wording import policy as wording
from bibtui.wording import policy_values as values

DONE, ERROR, USAGE = 0, 1, 2


def listing(arguments: argparse.Namespace) -> int:
    """The policies that ship, by the name one gives them."""
    for name in policy_names():
        _say([values.policy_line(name, load(policy_file(name)))])
    return DONE


def show(arguments: argparse.Namespace) -> int:
    """One policy, key by key, each with its line."""
    policy = load(policy_path(arguments.name))
    _say(values.places(policy))
    _say(_by_section(everything(policy), policy))
    _say(values.lists(policy))
    return DONE


def check(arguments: argparse.Namespace) -> int:
    """What is wrong in each policy; error when there is anything."""
    paths = [policy_path(name) for name in arguments.names]
    wrong = 0
    for path in paths or [policy_file(name) for name in policy_names()]:
        problems = _problems(path)
        wrong += len(problems)
        _say(problems or [wording.sound(path.name)])
    return ERROR if wrong else DONE


def explain(arguments: argparse.Namespace) -> int:
    """Which line decides each value, for a card and a document."""
    policy = load(policy_path(arguments.name))
    if unknown := _unknown(arguments, policy):
        print("\n".join(unknown), file=sys.stderr)
        return USAGE
    case = Case(
        item_type=arguments.item_type or "",
        novelty=arguments.novelty,
        library=arguments.library or "",
        category=arguments.category or "",
        age=arguments.age,
        audience=arguments.audience or "",
        transit=arguments.transit,
    )
    _say(_by_section(decide(policy, case), policy))
    return DONE


def _problems(path: Path) -> list[str]:
    try:
        policy = load(path)
    except PolicyError as error:
        return [wording.problem_sentence(error.file, one) for one in error.problems]
    return [wording.problem_sentence(policy.file, one) for one in doubts(policy)]


def _unknown(arguments: argparse.Namespace, policy: Policy) -> list[str]:
    """A sentence for each code the policy does not have: a typo must not pass for a rule."""
    asked = (
        ("item_type", arguments.item_type, list(policy.item_types)),
        ("library", arguments.library, [library.code for library in policy.libraries]),
        ("category", arguments.category, list(policy.categories)),
    )
    return [
        wording.unknown_code(kind, code, nearest(code, known), known)
        for kind, code, known in asked
        if code and code not in known
    ]


def _by_section(decided: Iterable[Decided], policy: Policy) -> Iterator[str]:
    section = ""
    for one in decided:
        name = one.key.partition(".")[0]
        if name != section:
            yield ""
            yield values.SECTIONS[name]
            section = name
        yield f"  {values.decided_said(one, policy)}"


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        print(line)
