"""Passwords under argon2id: hashed, verified, and as slow for an account that does not exist."""

import threading
from base64 import b64encode
from functools import cached_property
from typing import TYPE_CHECKING

from bibtui.domain.secrets import normal

if TYPE_CHECKING:
    from argon2 import PasswordHasher

TIME_COST = 3
MEMORY_KIB = 32 * 1024
PARALLELISM = 1
AT_ONCE = 2

_SALT = 16
_HASH = 32


class Hasher:
    """Argon2id, at most two at once in a process: each takes `memory_kib` and a core.

    With the parameters of the house one verification costs about 80 ms, ten at once half a
    second (bench/signin.py). Threads may share it. argon2 is imported at the first use.
    """

    def __init__(
        self,
        *,
        time_cost: int = TIME_COST,
        memory_kib: int = MEMORY_KIB,
        parallelism: int = PARALLELISM,
    ) -> None:
        self._costs = (time_cost, memory_kib, parallelism)
        self._turns = threading.BoundedSemaphore(AT_ONCE)

    def hash(self, secret: str) -> str:
        """What is kept of `secret`: its whole, spaces and signs included."""
        with self._turns:
            return self._argon2.hash(_prepared(secret))

    def verify(self, kept: str | None, secret: str) -> bool:
        """Whether `secret` is the one `kept`; None costs as much, and is always False."""
        from argon2.exceptions import InvalidHashError, VerificationError

        with self._turns:
            try:
                same = self._argon2.verify(kept or self._nobody, _prepared(secret))
            except (VerificationError, InvalidHashError):
                return False
        return same and kept is not None

    def outdated(self, kept: str) -> bool:
        """Whether `kept` was made with other parameters than today's."""
        return self._argon2.check_needs_rehash(kept)

    @cached_property
    def _argon2(self) -> "PasswordHasher":
        from argon2 import PasswordHasher

        time_cost, memory, parallelism = self._costs
        return PasswordHasher(time_cost, memory, parallelism, hash_len=_HASH, salt_len=_SALT)

    @cached_property
    def _nobody(self) -> str:
        # Well formed and made by no secret: verifying it costs what verifying a real one does.
        time_cost, memory, parallelism = self._costs
        salt, digest = (b64encode(bytes(size)).decode().rstrip("=") for size in (_SALT, _HASH))
        return f"$argon2id$v=19$m={memory},t={time_cost},p={parallelism}${salt}${digest}"


def _prepared(secret: str) -> bytes:
    # A broken character must not raise.
    return normal(secret).encode("utf-8", "surrogatepass")
