"""Many processes at one store at once: each opens it, they start together, none may fail."""

import multiprocessing
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from threading import BrokenBarrierError
from typing import Any

from bibtui.store.engine import Store

Work = Callable[..., Any]

# Forked: a child starts in milliseconds. No store is open in the parent then.
_processes = multiprocessing.get_context("fork")


def together(
    count: int, url: str | Path, work: Work, *arguments: Any, create: bool = False
) -> list[Any]:
    """What `work(store, number, *arguments)` returns in each of `count` processes.

    Raises AssertionError with the traceback of the first that failed.
    """
    barrier = _processes.Barrier(count)
    pipes, children = [], []
    for number in range(count):
        mine, theirs = _processes.Pipe(duplex=False)
        child = _processes.Process(
            target=_one, args=(theirs, barrier, url, create, work, number, arguments)
        )
        child.start()
        theirs.close()
        pipes.append(mine)
        children.append(child)
    answers = [pipe.recv() for pipe in pipes]
    for child in children:
        child.join()
    failures = [answer for done, answer in answers if not done]
    assert not failures, f"{len(failures)} of {count} failed; the first:\n{failures[0]}"
    return [answer for _, answer in answers]


def _one(
    pipe: Pipe,
    barrier: Any,
    url: str | Path,
    create: bool,
    work: Work,
    number: int,
    arguments: tuple[Any, ...],
) -> None:
    try:
        if create:
            # To make it is what they do together.
            _wait(barrier)
            store = Store.open(url, create=True)
        else:
            store = Store.open(url)
            _wait(barrier)
        answer = work(store, number, *arguments)
        store.close()
        pipe.send((True, answer))
    except BaseException:
        barrier.abort()
        pipe.send((False, traceback.format_exc()))


def _wait(barrier: Any) -> None:
    try:
        barrier.wait(30)
    except BrokenBarrierError:
        raise RuntimeError("the others did not come") from None
