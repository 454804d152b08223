"""The writers' queue: one lock file, so that nobody starves behind a bulk writer.

SQLite's own busy timeout lets some writers wait for seconds while others retake the lock. A
blocking `flock` serves those who wait; the releaser of a bulk batch pauses so as not to retake it
first. The kernel frees the lock of a process that dies.
"""

import fcntl
import os
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TypeVar

from bibtui.store.errors import Busy, ReadOnly

T = TypeVar("T")

BATCH = 50
PAUSE = 0.001


def batches(rows: Iterable[T], size: int = BATCH) -> Iterator[tuple[T, ...]]:
    """`rows` in tuples of at most `size`: the pieces a bulk writer writes one transaction each."""
    source = iter(rows)
    while batch := tuple(islice(source, size)):
        yield batch


class WritersQueue:
    """Those who want to write to one SQLite store, in any process or thread."""

    def __init__(self, path: Path, *, patience: float = 5.0) -> None:
        self.path = path
        self.patience = patience
        self._mine = threading.local()

    @contextmanager
    def turn(self, *, bulk: bool = False) -> Iterator[None]:
        """Wait for one's turn and hold it. Raises Busy after `patience` seconds.

        With `bulk`, one pauses after giving it back: others go before the next batch.
        """
        if getattr(self._mine, "held", False):
            raise RuntimeError("a write inside a write would wait for itself")
        handle = self._take()
        self._mine.held = True
        try:
            yield
        finally:
            self._mine.held = False
            os.close(handle)
            if bulk:
                time.sleep(PAUSE)

    def _take(self) -> int:
        try:
            handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except PermissionError as error:
            raise ReadOnly(path=str(self.path.parent)) from error
        except OSError as error:
            raise ReadOnly(path=str(self.path.parent), reason=error.strerror) from error
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return self._wait(handle)
        return handle

    def _wait(self, handle: int) -> int:
        # flock knows no time limit, and polling would lose one's place: a thread stands in line.
        ours = threading.Lock()
        arrived = threading.Event()
        left = False

        def stand() -> None:
            fcntl.flock(handle, fcntl.LOCK_EX)
            with ours:
                arrived.set()
                if left:
                    os.close(handle)

        threading.Thread(target=stand, daemon=True).start()
        arrived.wait(self.patience)
        with ours:
            if not arrived.is_set():
                left = True
                raise Busy(path=str(self.path))
        return handle
