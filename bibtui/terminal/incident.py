"""A fault is written down without what people typed or read."""

import os
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

LOG_LIMIT = 1_000_000
"""Bytes past which the log is set aside as `.old`, replacing the previous one."""


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        # Textual's WorkerFailed holds what failed aside from the chain.
        held = getattr(current, "error", None)
        current = held if isinstance(held, BaseException) else _before(current)


def _before(error: BaseException) -> BaseException | None:
    return error.__cause__ or error.__context__


def describe(error: BaseException) -> str:
    """Types and places in the code, from the error raised back to its causes.

    No local, and no message either: messages quote values (a KeyError its key, a database error
    its parameters).
    """
    parts: list[str] = []
    for link in _chain(error):
        number = f" errno={link.errno}" if isinstance(link, OSError) else ""
        parts.append(f"{type(link).__module__}.{type(link).__qualname__}{number}")
        for frame in traceback.extract_tb(link.__traceback__):
            parts.append(f"  {frame.filename}:{frame.lineno} in {frame.name}: {frame.line}")
    return "\n".join(parts)


def record(
    error: BaseException | None, log: Path | None, now: Callable[[], float] = time.time
) -> str:
    """Append `error` to `log`, a file only its owner reads; give the incident's number.

    Never raises: a full disk must not hide the sentence the number is for.
    """
    number = os.urandom(4).hex()
    if log is None:
        return number
    at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now()))
    what = describe(error) if error is not None else "?"
    with suppress(OSError):
        log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(FileNotFoundError):
            if log.stat().st_size > LOG_LIMIT:
                log.replace(log.with_suffix(log.suffix + ".old"))
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW
        descriptor = os.open(log, flags, 0o600)
        try:
            os.write(descriptor, f"{at} {number}\n{what}\n\n".encode("utf-8", "replace"))
        finally:
            os.close(descriptor)
    return number
