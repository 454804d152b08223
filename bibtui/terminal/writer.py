"""Writing to a terminal that may be slow, or gone."""

import os
import select
from collections.abc import Callable
from queue import Empty
from typing import IO

from textual.drivers._writer_thread import WriterThread


class TerminalWriter(WriterThread):
    """Writes to the descriptor as UTF-8, whatever the locale, one write for all that waits.

    Once the terminal is lost it goes on emptying its queue, so that nobody blocks on it, and says
    so once by calling `lost`.
    """

    def __init__(self, file: IO[str], lost: Callable[[], None]) -> None:
        super().__init__(file)
        self._descriptor = file.fileno()
        self._lost = lost
        self._is_lost = False

    def run(self) -> None:
        stopping = False
        while not stopping:
            waiting: list[str] = []
            text = self._queue.get()
            try:
                while text is not None:
                    waiting.append(text)
                    text = self._queue.get_nowait()
                stopping = True
            except Empty:
                pass
            if not self._is_lost:
                self._send("".join(waiting).encode("utf-8", "replace"))

    def _send(self, data: bytes) -> None:
        while data:
            try:
                data = data[os.write(self._descriptor, data) :]
            except BlockingIOError:
                select.select([], [self._descriptor], [], 1.0)
            except OSError:
                self._is_lost = True
                self._lost()
                return
