"""What an import could not take, kept as it was, to be mended and given again."""

import errno
import os
from pathlib import Path
from typing import BinaryIO

_MOST = 1000


class Rejects:
    """A file made when the first piece is refused, for its owner's eyes only.

    One that is there already may have been mended since: it is never written over, and the new
    one gets a number after its name. `opening` and `closing` stand around the pieces; `path` is
    None while nothing was refused or where the file could not be made, and `lost` then says why.
    """

    def __init__(self, wanted: Path | None, opening: bytes = b"", closing: bytes = b"") -> None:
        self.path: Path | None = None
        self.lost = ""
        self._wanted = wanted
        self._opening = opening
        self._closing = closing
        self._file: BinaryIO | None = None

    def keep(self, piece: bytes) -> None:
        """Add a refused piece."""
        if self._wanted is None:
            return
        try:
            if self._file is None:
                self.path, self._file = _made(self._wanted)
                self._file.write(self._opening)
            self._file.write(piece)
        except OSError as error:
            self._wanted, self.lost = None, error.strerror or str(error)

    def close(self) -> None:
        """End the file."""
        if self._file is None:
            return
        try:
            self._file.write(self._closing)
            self._file.close()
        except OSError as error:
            self.lost = error.strerror or str(error)
        self._file = None


def _made(wanted: Path) -> tuple[Path, BinaryIO]:
    """A new file named `wanted`, or the same with the first number that is free."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    path = wanted
    for number in range(2, _MOST):
        try:
            return path, os.fdopen(os.open(path, flags, 0o600), "wb")
        except FileExistsError:
            path = wanted.with_stem(f"{wanted.stem}-{number}")
    raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
