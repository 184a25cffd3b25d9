"""A code that lets one more device into local mode, once and soon."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

from trombine.errors import SignInNeeded

LIFETIME = timedelta(minutes=10)
SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Figures and letters nobody takes for one another."""

LENGTH = 8
PAIR_PATH = "/pair"


@dataclass(frozen=True, slots=True)
class PairingCode:
    """A code somebody may type, and until when."""

    signs: str = field(repr=False)
    expires_at: datetime

    @property
    def shown(self) -> str:
        """The code in two halves, to be read aloud and typed."""
        return f"{self.signs[: LENGTH // 2]}-{self.signs[LENGTH // 2 :]}"

    def link(self, public_url: str) -> str:
        """Return the address that does the typing."""
        return f"{public_url}{PAIR_PATH}/{self.signs}"


@dataclass(slots=True)
class Pairing:
    """The one code that is open, if any.

    It lives in the memory of the web server: local mode has one, and a restart closes the code.
    About 40 bits, of which each minute a few guesses are let through: see ``sign_in.limit_tries``.
    """

    clock: Callable[[], datetime]
    _open: PairingCode | None = field(default=None, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def offer(self) -> PairingCode:
        """Return a new code; the one before it is worth nothing any more."""
        signs = "".join(secrets.choice(SIGNS) for _ in range(LENGTH))
        code = PairingCode(signs, self.clock() + LIFETIME)
        with self._lock:
            self._open = code
        return code

    def current(self) -> PairingCode | None:
        """Return the code that can be used now."""
        code = self._open
        return code if code and self.clock() < code.expires_at else None

    def use(self, given: str) -> None:
        """Take the code, in whatever way it was typed; nobody else can after that.

        Raises
        ------
        SignInNeeded
            ``pairing_code_wrong``, also when it was used or is too old.
        """
        signs = "".join(sign for sign in given.upper() if sign.isalnum())
        with self._lock:
            code = self.current()
            if code is None or not secrets.compare_digest(signs.encode(), code.signs.encode()):
                raise SignInNeeded("pairing_code_wrong")
            self._open = None
