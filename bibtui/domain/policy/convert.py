"""From what TOML gives to what the model wants, value by value."""

import re
from collections.abc import Callable, Mapping
from datetime import date, time
from enum import StrEnum
from types import UnionType
from typing import Any, get_args

from bibtui.domain.libraries import Closure, Hours
from bibtui.domain.policy.values import Money, Span
from bibtui.domain.text import clean

_LARGEST = 1_000_000
_UNITS = {"years": 100, "months": 1200, "weeks": 5200, "days": 36500}
_MONEY = re.compile(r"(\d{1,6})(?:[,.](\d{2}))?\s*€?")
_HOURS = re.compile(r"(\d{1,2})[:h](\d{2})-(\d{1,2})[:h](\d{2})")
_YEARLY = re.compile(r"(\d{2})-(\d{2})")


class Wrong(Exception):
    """A value that does not fit: the code of the problem, and what is to be said of it."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


def optional(kind: Any) -> bool:
    """Whether a key of that type may be left out."""
    return isinstance(kind, UnionType) and type(None) in get_args(kind)


def convert(kind: Any, raw: object) -> Any:
    """`raw` as a `kind` of the model; raises Wrong."""
    if isinstance(kind, UnionType):
        kind = next(part for part in get_args(kind) if part is not type(None))
    parts = get_args(kind)
    if parts:
        if isinstance(raw, str) and parts[0] is str:
            raw = [raw]
        if not isinstance(raw, list):
            raise Wrong("wrong_type", expected="list", seen=seen(raw))
        return tuple(convert(parts[0], one) for one in raw)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return _named(kind, raw)
    return _KINDS[kind](raw)


def seen(raw: object) -> str:
    """What TOML type a value is, by the names `wording` knows."""
    if isinstance(raw, bool):
        return "bool"
    for kind, name in ((int, "int"), (float, "float"), (str, "str"), (list, "list")):
        if isinstance(raw, kind):
            return name
    return "table" if isinstance(raw, Mapping) else "date"


def _text(raw: object) -> str:
    if not isinstance(raw, str):
        raise Wrong("wrong_type", expected="str", seen=seen(raw))
    return clean(raw, multiline=True)


def _number(raw: object) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int):
        raise Wrong("wrong_type", expected="int", seen=seen(raw))
    if not 0 <= raw <= _LARGEST:
        raise Wrong("out_of_range", value=raw, least=0, most=_LARGEST)
    return raw


def _yes_no(raw: object) -> bool:
    if not isinstance(raw, bool):
        raise Wrong("wrong_type", expected="bool", seen=seen(raw))
    return raw


def _named(kind: type[StrEnum], raw: object) -> StrEnum:
    if not isinstance(raw, str):
        raise Wrong("wrong_type", expected="str", seen=seen(raw))
    allowed = tuple(str(one) for one in kind)
    if raw not in allowed:
        raise Wrong("wrong_value", value=clean(raw), allowed=allowed)
    return kind(raw)


def _span(raw: object) -> Span:
    if not isinstance(raw, Mapping):
        raise Wrong("wrong_type", expected="span", seen=seen(raw))
    for unit in raw:
        if unit not in _UNITS:
            raise Wrong("wrong_unit", value=clean(str(unit)), allowed=tuple(_UNITS))
    values = {unit: _number(value) for unit, value in raw.items()}
    for unit, value in values.items():
        if value > _UNITS[unit]:
            raise Wrong("out_of_range", value=value, least=0, most=_UNITS[unit])
    if not values:
        raise Wrong("wrong_type", expected="span", seen="empty")
    return Span(**values)


def _money(raw: object) -> Money:
    if not isinstance(raw, str):
        raise Wrong("wrong_type", expected="money", seen=seen(raw))
    match = _MONEY.fullmatch(raw.replace("\u00a0", " ").strip())
    if match is None:
        raise Wrong("wrong_money", value=clean(raw))
    return Money(int(match[1]) * 100 + int(match[2] or 0))


def hours(raw: object) -> tuple[Hours, ...]:
    """« 10:00-12:00 13:30-18:00 » as stretches, each later than the one before."""
    stretches: list[Hours] = []
    for part in _text(raw).split():
        match = _HOURS.fullmatch(part)
        try:
            if match is None:
                raise ValueError
            opens, closes = time(int(match[1]), int(match[2])), time(int(match[3]), int(match[4]))
        except ValueError:
            raise Wrong("wrong_hours", value=part) from None
        if opens >= closes or (stretches and opens <= stretches[-1].closes):
            raise Wrong("hours_disorder", value=part)
        stretches.append(Hours(opens, closes))
    return tuple(stretches)


def closure(raw: object) -> Closure:
    """« 2023-12-25 », « 2023-08-01/2023-08-15 », or « 12-25 » for every year."""
    if isinstance(raw, date):
        raw = raw.isoformat()
    text = _text(raw)
    try:
        if yearly := _YEARLY.fullmatch(text):
            day = date(2000, int(yearly[1]), int(yearly[2]))
            return Closure(day, day, yearly=True)
        first, _, last = text.partition("/")
        whole = Closure(date.fromisoformat(first), date.fromisoformat(last or first))
    except ValueError:
        raise Wrong("wrong_day", value=text) from None
    if whole.last < whole.first:
        raise Wrong("days_disorder", value=text)
    return whole


_KINDS: Mapping[Any, Callable[[object], Any]] = {
    str: _text,
    int: _number,
    bool: _yes_no,
    Span: _span,
    Money: _money,
}
