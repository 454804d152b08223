"""Reading keys from bytes that anyone may have forged."""

import re
from collections.abc import Iterator

from textual._parser import ParseTimeout
from textual._time import get_time
from textual._xterm_parser import XTermParser
from textual.message import Message

from bibtui.terminal.controls import harmless_paste

PASTE_LIMIT = 4_000
"""Characters kept of one paste."""
PASTE_SILENCE = 1.0
"""Seconds without a character after which a paste that never ended is taken as ended."""
PASTE_PATIENCE = 2.0
"""Seconds after which a paste must have come faster than PASTE_RATE, or is somebody typing."""
PASTE_RATE = 200
"""Characters a second; a line of 9600 bauds brings 960."""

_PASTE_START = "\x1b[200~"
_PASTE_END = "\x1b[201~"
_START = re.compile(re.escape(_PASTE_START))


class GuardedParser(XTermParser):
    """Textual's parser, which forgets the sequence in hand instead of failing on it.

    `ESC [ : E`, code points beyond Unicode and numbers of any length raise in the original, in the
    input thread, and end the application.
    """

    def __init__(self) -> None:
        super().__init__(debug=False)

    @property
    def mouse_pixels(self) -> bool:
        """Never: a forged size report would otherwise scale every later click."""
        return False

    @mouse_pixels.setter
    def mouse_pixels(self, value: bool) -> None:
        pass

    @property
    def is_waiting(self) -> bool:
        """Is a lone ESC waiting to be told from a sequence?"""
        return self._timeout_time is not None

    def restart(self) -> None:
        """Forget the sequence in hand."""
        self._gen = self.parse(self._tokens.append)
        self._awaiting = next(self._gen)
        self._timeout_time = None

    def _taken(self) -> list[Message]:
        taken = list(self._tokens)
        self._tokens.clear()
        return taken

    def feed(self, data: str) -> list[Message]:
        for character in data:
            self._timeout_time = None
            try:
                self._awaiting = self._gen.send(character)
            except Exception:
                self.restart()
            if self._awaiting.timeout is not None:
                self._timeout_time = get_time() + self._awaiting.timeout
        return self._taken()

    def tick(self) -> list[Message]:
        if self._timeout_time is not None and get_time() >= self._timeout_time:
            self._timeout_time = None
            try:
                self._awaiting = self._gen.throw(ParseTimeout())
            except Exception:
                self.restart()
        return self._taken()


class PasteGate:
    """Takes bracketed pastes out of the input before the parser sees them.

    Bounded in size and in time: a paste that never ends would otherwise swallow every later key.
    """

    def __init__(self) -> None:
        self._tail = ""
        self._kept: list[str] | None = None
        self._size = 0
        self._received = 0
        self._first = self._last = 0.0

    @property
    def is_open(self) -> bool:
        """Is a paste under way?"""
        return self._kept is not None

    def split(self, data: str) -> Iterator[tuple[str, bool]]:
        """Pieces of `data` in order, each with whether it is a whole paste.

        The start of a marker cut by a read has gone to the parser as typed; the piece that
        completes it is then held back, and the paste that follows tells to restart the parser.
        """
        while data:
            if self._kept is None:
                # The marker may have begun in the previous read.
                joined = self._tail + data
                match = _START.search(joined)
                if match is None:
                    self._tail = joined[-(len(_PASTE_START) - 1) :]
                    yield data, False
                    return
                typed = joined[len(self._tail) : match.start()]
                self._tail, data = "", joined[match.end() :]
                self._kept, self._size, self._received = [], 0, 0
                self._first = self._last = get_time()
                if typed:
                    yield typed, False
            else:
                self._last = get_time()
                self._received += len(data)
                joined = self._tail + data
                end = joined.find(_PASTE_END)
                if end < 0:
                    edge = max(0, len(joined) - len(_PASTE_END) + 1)
                    self._keep(joined[:edge])
                    self._tail = joined[edge:]
                    return
                self._keep(joined[:end])
                data = joined[end + len(_PASTE_END) :]
                yield self._close(), True

    def expired(self) -> str | None:
        """What was pasted, once an unfinished paste is silent, or too slow to be one."""
        if self._kept is None:
            return None
        now = get_time()
        length = now - self._first
        too_slow = length > PASTE_PATIENCE and self._received < PASTE_RATE * length
        if now - self._last < PASTE_SILENCE and not too_slow:
            return None
        self._keep(self._tail)
        return self._close()

    def _keep(self, text: str) -> None:
        assert self._kept is not None
        text = text[: PASTE_LIMIT - self._size]
        if text:
            self._kept.append(text)
            self._size += len(text)

    def _close(self) -> str:
        text = "".join(self._kept or ())
        self._kept, self._tail = None, ""
        return harmless_paste(text)
