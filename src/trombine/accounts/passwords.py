"""Passwords: what may be chosen, and how one is kept (argon2id, RFC 9106)."""

import re
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from trombine.errors import InputRefused

SHORTEST, LONGEST = 10, 200
FEWEST_DIFFERENT = 5
ROWS = ("01234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "azertyuiop", "asdfghjkl")
COMMON = frozenset(
    {
        *("password", "passw0rd", "motdepasse", "azerty", "qwerty", "letmein", "welcome"),
        *("bonjour", "iloveyou", "jetaime", "football", "superman", "princess", "soleil"),
        *("trombine", "avatar", "admin", "secret", "changeme", "administrator", "dragon"),
    }
)
"""What common passwords are made of; alone, or with figures and marks around, it is refused."""

_HASHER = PasswordHasher()  # argon2id, 64 MiB, 3 passes: RFC 9106's second recommendation
_ROOM = BoundedSemaphore(4)  # each hash takes 64 MiB while it is computed
_NOBODY = (
    "$argon2id$v=19$m=65536,t=3,p=4"
    "$ARvCwEzNZSaSEbG+jYv1pA$oKduu2QWsUnIgM/FnIPQNj3R/hb6FZIUJYXsZ31RTpQ"
)
"""Checked when there is no such account, so that the answer takes as long."""


def check_choice(password: str, name: str) -> None:
    """Refuse a password that is easily guessed.

    Raises
    ------
    InputRefused
        ``password_length`` or ``password_guessable``.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise InputRefused("password_length", shortest=SHORTEST, longest=LONGEST)
    word = password.casefold()
    letters = re.sub(r"[\W\d_]+$|^[\W\d_]+", "", word)
    guessable = (
        len(set(word)) < FEWEST_DIFFERENT
        or name in word
        or letters in COMMON
        or any(word in row * 2 or word in row[::-1] * 2 for row in ROWS)
    )
    if guessable:
        raise InputRefused("password_guessable")


def hash_password(password: str) -> str:
    """Return what is kept of a password; a tenth of a second on purpose."""
    with _ROOM:
        return _HASHER.hash(password)


def is_password(password: str, kept: str | None) -> bool:
    """Return whether this is the password that was kept; without one it takes as long to say no."""
    with _ROOM:
        try:
            return _HASHER.verify(kept or _NOBODY, password) and kept is not None
        except (VerifyMismatchError, InvalidHashError):
            return False
