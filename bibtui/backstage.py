"""Behind the screens: the store is opened and the services asked in threads."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from bibtui.portal import Portal

P = ParamSpec("P")
T = TypeVar("T")


class Backstage:
    """The services of one run. `open_portal` is slow: it runs once, in a thread."""

    def __init__(self, open_portal: "Callable[[], Portal]") -> None:
        self._open_portal = open_portal
        self._threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="service")
        self._opening: Future[Portal] | None = None
        self.asked = False
        """Whether somebody waits, or has waited, for the store: they are told what fails."""

    def open(self) -> "Future[Portal]":
        """Open the store, unless it is open or opening; a failure is tried again."""
        opening = self._opening
        if opening is None or (opening.done() and opening.exception() is not None):
            self._opening = opening = self._threads.submit(self._open_portal)
        return opening

    async def portal(self) -> "Portal":
        """The services, once the store is open. Raises what opening it raised."""
        self.asked = True
        return await asyncio.shield(asyncio.wrap_future(self.open()))

    def submit(self, question: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> "Future[T]":
        """Ask in a thread; who is no longer interested may let the answer go."""
        return self._threads.submit(partial(question, *args, **kwargs))

    async def ask(self, question: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The answer of `question`, run in a thread."""
        return await asyncio.wrap_future(self.submit(question, *args, **kwargs))

    def tell(self, act: "Callable[[Portal], object]") -> None:
        """Do something last, in a thread, where the store is open; nobody waits for it."""
        opening = self._opening
        if opening is not None and opening.done() and opening.exception() is None:
            self._threads.submit(act, opening.result())

    def close(self) -> None:
        """Wait for what was begun, then close the store."""
        self._threads.shutdown(wait=True)
        opening = self._opening
        if opening is not None and opening.exception() is None:
            opening.result().store.close()
