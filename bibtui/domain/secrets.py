"""Secrets: what a password must be, what opens a new account, how wrong tries slow down.

A password is taken whole: never cut, its spaces and signs kept.
"""

import hmac
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from random import Random
from types import MappingProxyType
from typing import Any

from bibtui.domain.accounts import Account, Patron, typed_digits
from bibtui.domain.policy.model import Policy
from bibtui.domain.policy.values import InitialSecret, Sourced
from bibtui.domain.text import fold
from bibtui.domain.verdict import Refusal, Source, Stage

MAX_LENGTH = 128
"""Characters a password may have at most; none is ever cut off."""

LONGEST_DELAY = timedelta(minutes=60)
"""The delay between two tries on a card grows up to this, the pause of a terminal too."""

DAY_CLOSED = timedelta(hours=24)
"""How long a card is closed once the day's tries are spent."""

EVERYWHERE_TRIES = 200
"""Failures at all terminals together, whatever the card, before all of them pause."""

EVERYWHERE_WINDOW = timedelta(seconds=30)
"""How long until one of those failures is forgotten."""

EVERYWHERE_PAUSE = timedelta(seconds=60)
"""How long all terminals pause, never longer: it also holds up those who did nothing."""

_HOUSE_WORDS = ("mediatheque", "bibliotheque", "bibtui")
_LETTERS = re.compile(r"[^\W\d_]+")
_LONG_NUMBER = re.compile(r"\d{6,}")


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing a new password must be. `code` is known to the wording.

    « length » (facts `min`, `max`, `seen`); « letters », « digits », « specials », « upper »,
    « lower » (facts `needed`, `seen`, and `free_from`: the length from which they are not asked,
    or None); « common »; « personal » (fact `found`, among « card », « name », « birth »,
    « place »); « unchanged ».
    """

    code: str
    met: bool
    facts: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class About:
    """What others know of a person, and so must not be found in the password."""

    card: str = ""
    names: tuple[str, ...] = ()
    birth_year: int | None = None
    birth_date: date | None = None
    places: tuple[str, ...] = ()


def normal(secret: str) -> str:
    """`secret` as it is counted, compared and kept: a letter typed as two code points is one."""
    return unicodedata.normalize("NFC", secret)


def about(account: Account, patron: Patron | None, policy: Policy) -> About:
    """What is known of the holder of `account`, and of the network's towns."""
    places = tuple(library.town for library in policy.libraries)
    names = (account.first_name, account.last_name, account.pseudonym)
    if patron is None:
        return About(names=(*names, account.library), places=places)
    return About(
        card=patron.card,
        names=(*names, patron.first_name, patron.last_name),
        birth_year=patron.birth_date.year if patron.birth_date else patron.birth_year,
        birth_date=patron.birth_date,
        places=places,
    )


def conditions(new: str, policy: Policy, known: About | None = None) -> tuple[Condition, ...]:
    """Every condition on a new password, met or not, always in the same order (002-07).

    The composition the network asks is met by itself from its `free_from_length` on.
    """
    rules = policy.passwords
    new = normal(new)
    size = len(new)
    shortest = rules.min_length.value
    found = tuple(_personal(new, known or About()))
    return (
        Condition(
            "length",
            shortest <= size <= MAX_LENGTH,
            MappingProxyType({"min": shortest, "max": MAX_LENGTH, "seen": size}),
            rules.min_length.source,
        ),
        *_composition(new, size, policy),
        Condition("common", bool(new) and not is_common(new)),
        Condition("personal", bool(new) and not found, MappingProxyType({"found": found})),
    )


def unmet(found: tuple[Condition, ...]) -> list[Refusal]:
    """The refusals of the conditions that are not met: « secret_length », « secret_letters »…"""
    return [
        Refusal(f"secret_{each.code}", Stage.ACCOUNT, each.facts, each.source)
        for each in found
        if not each.met
    ]


def _composition(new: str, size: int, policy: Policy) -> Iterator[Condition]:
    rules = policy.passwords
    free = rules.free_from_length.value
    counted: tuple[tuple[str, Sourced[int], int], ...] = (
        ("letters", rules.letters, sum(sign.isalpha() for sign in new)),
        ("digits", rules.digits, sum(sign.isdecimal() for sign in new)),
        ("specials", rules.specials, sum(not sign.isalnum() for sign in new)),
        ("upper", rules.upper, sum(sign.isupper() for sign in new)),
        ("lower", rules.lower, sum(sign.islower() for sign in new)),
    )
    for code, asked, seen in counted:
        if asked.value:
            facts = MappingProxyType({"needed": asked.value, "seen": seen, "free_from": free})
            met = seen >= asked.value or (free is not None and size >= free)
            yield Condition(code, met, facts, asked.source)


# What people write instead of a letter, seen by those who guess as well.
_DISGUISES = str.maketrans("@4310$5!7", "aaeiossit")
_SIGNS = " !?.,;:*$@#%&+-_=/()'\"<>€£°§"
_ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "azertyuiop",
    "qsdfghjklm",
    "wxcvbn",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
)


def is_common(secret: str) -> bool:
    """Whether `secret` is among the first that are guessed, with or without decoration.

    « Azerty123! » and « P@ssw0rd » are « azerty » and « password »; a run of a keyboard row, or
    one group of signs repeated, is common too.
    """
    from bibtui.domain.common_secrets import COMMON

    bare = "".join(
        sign
        for sign in unicodedata.normalize("NFKD", secret).casefold()
        if not unicodedata.combining(sign)
    )
    forms = {bare, bare.translate(_DISGUISES)}
    for form in tuple(forms):
        for core in (form.strip(_SIGNS), form.strip(_SIGNS + "0123456789")):
            forms |= {core, core.translate(_DISGUISES)}
    return any(form in COMMON or _monotonous(form) for form in forms if form)


def _monotonous(text: str) -> bool:
    if len(text) < 6:
        return False
    for size in range(1, 5):
        if text == (text[:size] * len(text))[: len(text)]:
            return True
    return any(text in row or text[::-1] in row for row in _ROWS)


def _personal(new: str, known: About) -> Iterator[str]:
    joined = fold(new).replace(" ", "")
    runs = {fold(run) for run in _LETTERS.findall(new)}
    card = fold(known.card).replace(" ", "")
    if card and (card in joined or any(run in card for run in _LONG_NUMBER.findall(joined))):
        yield "card"
    if any(_names(joined, runs, name) for name in known.names):
        yield "name"
    births = [f"{known.birth_year:04d}"] if known.birth_year else []
    if known.birth_date:
        births += [f"{known.birth_date:%d%m%y}", f"{known.birth_date:%y%m%d}"]
    if any(birth in joined for birth in births):
        yield "birth"
    if any(place in joined for place in (*_HOUSE_WORDS, *_towns(known.places))):
        yield "place"


def _names(joined: str, runs: set[str], name: str) -> bool:
    # A long name counts anywhere; « Léa » only by itself, or « galéasse » would be refused.
    words = fold(name).split()
    whole = "".join(words)
    if len(whole) >= 4 and whole in joined:
        return True
    return any(
        (len(word) >= 4 and word in joined) or (len(word) == 3 and word in runs) for word in words
    )


def _towns(places: tuple[str, ...]) -> Iterator[str]:
    for place in places:
        words = fold(place).split()
        whole = "".join(words)
        if len(whole) >= 4:
            yield whole
            longest = max(words, key=len)
            if len(longest) >= 6:
                yield longest


# What opens an account whose holder has chosen nothing yet.


def initial_secret(kind: InitialSecret, patron: Patron | None) -> str | None:
    """What opens the account of `patron` at first, None where nothing is computed.

    « birth_year »: 1975 (002-05, 003-03). « birth_date_initials »: the date as JJMMAA, then the
    two first letters of the surname, in capitals.
    """
    if patron is None:
        return None
    if kind is InitialSecret.BIRTH_YEAR:
        year = patron.birth_date.year if patron.birth_date else patron.birth_year
        return f"{year:04d}" if year else None
    if kind is InitialSecret.BIRTH_DATE_INITIALS and patron.birth_date:
        letters = fold(patron.last_name).replace(" ", "")[:2].upper()
        return f"{patron.birth_date:%d%m%y}{letters}" if letters else None
    return None


def opens(typed: str, expected: str | None) -> bool:
    """Whether `typed` is the initial secret, without regard to case, in constant time.

    Digits typed without shift on a French keyboard are read as digits.
    """
    given = typed_digits(typed) or typed.strip().upper()
    wanted = expected if expected is not None else "\0" * 8
    same = hmac.compare_digest(given.encode(errors="replace"), wanted.encode(errors="replace"))
    return same and expected is not None


_LETTERS_READ = "acdefhjkmnprtwxy"
_DIGITS_READ = "234789"
_SIGNS_READ = "-+=!?"
_ONE_TIME = 12
_GROUP = 4


def one_time(policy: Policy, known: About, chance: Random) -> str:
    """A secret to hand over once, that meets every condition on a password.

    Twelve letters and digits or more, none to be taken for another, by fours: « 7hke-ma3w-x9cd ».
    `chance` is to be the system's own randomness, but in tests.
    """
    made = ""
    # A name or a number of theirs may turn up by chance; a policy that nothing meets must not hang.
    for _ in range(100):
        made = _drawn(policy, chance)
        if all(each.met for each in conditions(made, policy, known)):
            break
    return made


def _drawn(policy: Policy, chance: Random) -> str:
    rules = policy.passwords
    upper, lower = rules.upper.value, rules.lower.value
    signs = chance.choices(_LETTERS_READ.upper(), k=upper)
    signs += chance.choices(_LETTERS_READ, k=max(lower, rules.letters.value - upper, 1))
    signs += chance.choices(_DIGITS_READ, k=max(rules.digits.value, 2))
    wanted = max(_ONE_TIME, min(rules.min_length.value, MAX_LENGTH)) - len(signs)
    signs += chance.choices(_LETTERS_READ + _DIGITS_READ, k=max(0, wanted))
    # The hyphens between the groups are special characters too.
    between = (len(signs) - 1) // _GROUP
    signs += chance.choices(_SIGNS_READ[1:], k=max(0, rules.specials.value - between))
    chance.shuffle(signs)
    groups = ("".join(signs[at : at + _GROUP]) for at in range(0, len(signs), _GROUP))
    return "-".join(groups)


def initial_expired(since: datetime | None, now: datetime, policy: Policy) -> bool:
    """Whether an initial secret has outlived its `initial_days`."""
    days = policy.passwords.initial_days.value
    return bool(days) and since is not None and now >= since + timedelta(days=days or 0)


# Wrong tries. Known and unknown identifiers are counted alike, so that neither tells.


@dataclass(frozen=True, slots=True)
class Limit:
    """How many failures, whatever the card, until a pause; one is forgotten every `window`.

    The pause is `pause`, then twice as long at each further failure, up to `longest`.
    """

    failures: int
    window: timedelta
    pause: timedelta
    longest: timedelta


EVERYWHERE = Limit(EVERYWHERE_TRIES, EVERYWHERE_WINDOW, EVERYWHERE_PAUSE, EVERYWHERE_PAUSE)
"""The limit of all terminals together, against tries sprayed over many of them."""


def terminal_limit(policy: Policy) -> Limit:
    """The limit of each terminal."""
    rules = policy.sessions
    return Limit(
        rules.terminal_tries.value,
        timedelta(minutes=rules.terminal_window_minutes.value),
        timedelta(seconds=rules.terminal_pause_seconds.value),
        LONGEST_DELAY,
    )


@dataclass(frozen=True, slots=True)
class Counter:
    """The wrong tries on one name, on one account, at one terminal, or at all of them.

    `failures` is the count since the last success: under a Limit, one is forgotten every window
    that passes since `window_start`. `day_failures` is the count of `day`.
    """

    failures: int
    window_start: datetime
    day_failures: int
    day: date
    blocked_until: datetime | None = None

    def blocked(self, now: datetime) -> datetime | None:
        """Until when nothing is tried, None when one may."""
        if self.blocked_until is not None and self.blocked_until > now:
            return self.blocked_until
        return None


def card_failed(tries: Counter, now: datetime, today: date, policy: Policy) -> Counter:
    """The tries on a card after one more failure.

    From the day's `tries_per_card`th failure on, 1, 2, 4, 8… minutes; from its
    `tries_per_day`th, a day. The whole count goes on until a success, or the desk, ends it.
    """
    rules = policy.sessions
    failures = tries.failures + 1
    of_day = (tries.day_failures if tries.day == today else 0) + 1
    over = of_day - rules.tries_per_card.value
    until = None
    if of_day >= rules.tries_per_day.value:
        until = now + DAY_CLOSED
    elif over >= 0:
        until = now + _doubled(timedelta(minutes=1), over)
    return Counter(failures, now, of_day, today, until)


def place_failed(tries: Counter, now: datetime, today: date, limit: Limit) -> Counter:
    """The tries under a limit after one more failure, whatever the card.

    One failure is forgotten every window, so that one who waits between tries gains nothing by it.
    """
    forgotten = min(tries.failures, max(0, (now - tries.window_start) // limit.window))
    left = tries.failures - forgotten
    since = tries.window_start + forgotten * limit.window if left else now
    failures = left + 1
    of_day = (tries.day_failures if tries.day == today else 0) + 1
    over = failures - limit.failures
    until = now + _doubled(limit.pause, over, limit.longest) if over >= 0 else None
    return Counter(failures, since, of_day, today, until)


def place_forgiven(
    stands: Counter, reserved: Counter, before: Counter, count: int, limit: Limit
) -> Counter:
    """The tries under a limit after a success, which takes back that account's `count` failures.

    Only that account's: somebody with a card of their own cannot clear what they did to others'.
    `before` is what the try found, `reserved` what it left, `stands` what is there now.
    """
    failures = max(0, stands.failures - count)
    until = before.blocked_until if stands == reserved else stands.blocked_until
    if failures < limit.failures:
        until = None
    of_day = max(0, stands.day_failures - count)
    return replace(stands, failures=failures, day_failures=of_day, blocked_until=until)


def _doubled(step: timedelta, times: int, longest: timedelta = LONGEST_DELAY) -> timedelta:
    return min(step * (1 << min(times, 20)), max(step, longest))


def must_change(account: Account, *, initial: bool, policy: Policy) -> bool:
    """Whether nothing opens before the secret is changed (002-06).

    An initial secret is under the network's rule; one given by staff carries its own mark.
    """
    return policy.passwords.force_change.value if initial else account.must_change_secret
