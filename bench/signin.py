"""Signing in: one at a time, ten at once, and whether an unknown card takes as long.

    python -m bench.signin [--rounds 20]

In one run, on a SQLite store of its own: a right secret, a wrong one and an unknown card take
turns in shuffled order. Prints medians and extremes in milliseconds.
"""

import argparse
import random
import resource
import statistics
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

from bibtui.domain.accounts import Role
from bibtui.domain.clock import SystemClock
from bibtui.domain.policy.load import load
from bibtui.domain.policy.model import Policy
from bibtui.services.accounts import Accounts, SignedIn
from bibtui.services.hashing import Hasher
from bibtui.store import accounts
from bibtui.store.engine import Store

SECRET = "grue 7! marais"
CROWD = 10
POLICY = Path(__file__).parent.parent / "data" / "policies" / "la-rochelle.toml"


def without_limits() -> Policy:
    """La Rochelle's policy, with more tries than are made here."""
    policy = load(POLICY)
    rules = policy.sessions
    tries = {
        name: replace(getattr(rules, name), value=10**6)
        for name in ("tries_per_card", "tries_per_day", "terminal_tries")
    }
    return replace(policy, sessions=replace(rules, **tries))


def people(service: Accounts) -> list[str]:
    """Accounts that sign in with the same secret."""
    kept = service.hasher.hash(SECRET)
    names = [f"personne{number}" for number in range(CROWD)]
    with service.store.writing() as connection:
        for name in names:
            made = accounts.add(
                connection,
                role=Role.GROUP,
                created_at=service.clock.now(),
                first_name=name,
                secret_hash=kept,
            )
            accounts.add_login(connection, name, "login", made)
    return names


def knock(service: Accounts, name: str, secret: str) -> float:
    """Seconds that one sign-in takes."""
    start = time.perf_counter()
    answer = service.sign_in(name, secret, place=name)
    lasted = time.perf_counter() - start
    assert isinstance(answer, SignedIn) == (secret == SECRET and name.startswith("personne"))
    return lasted


def crowd(service: Accounts, names: Sequence[str]) -> float:
    """Seconds until the last of those who sign in at once is in."""
    with ThreadPoolExecutor(CROWD) as threads:
        start = time.perf_counter()
        list(threads.map(lambda name: knock(service, name, SECRET), names))
        return time.perf_counter() - start


def verification(hasher: Hasher) -> float:
    """Seconds that argon2id alone takes."""
    start = time.perf_counter()
    hasher.verify(None, SECRET)
    return time.perf_counter() - start


def said(label: str, seconds: Sequence[float]) -> None:
    """One line: least, median, most."""
    low, middle, high = min(seconds), statistics.median(seconds), max(seconds)
    print(f"{label:<32}{low * 1e3:6.0f} {middle * 1e3:6.0f} {high * 1e3:6.0f}")


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=20)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(Path(folder) / "bibtui.db", create=True)
        service = Accounts(store, without_limits(), SystemClock(ZoneInfo("Europe/Paris")))
        names = people(service)
        knock(service, names[0], SECRET)
        kinds = {
            "right": (names[0], SECRET),
            "wrong secret": (names[1], "pas celui-là"),
            "unknown card": ("inconnu", "pas celui-là"),
        }
        taken: dict[str, list[float]] = {kind: [] for kind in (*kinds, "argon2id alone")}
        for _ in range(rounds):
            for kind in random.sample(sorted(taken), len(taken)):
                if kind in kinds:
                    taken[kind].append(knock(service, *kinds[kind]))
                else:
                    taken[kind].append(verification(service.hasher))
        crowds = [crowd(service, names) for _ in range(max(3, rounds // 4))]
        store.close()
    print(f"{'ms':<32}{'least':>6} {'median':>6} {'most':>6}")
    for kind, seconds in taken.items():
        said(kind, seconds)
    said(f"{CROWD} at once, the last of them", crowds)
    ratio = statistics.median(taken["unknown card"]) / statistics.median(taken["wrong secret"])
    print(f"unknown ÷ wrong: {ratio:.2f}")
    print(f"memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


if __name__ == "__main__":
    main()
