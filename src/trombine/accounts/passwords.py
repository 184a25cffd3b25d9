"""Passwords: what may be chosen, and how one is kept (argon2id, RFC 9106)."""

import re
import string
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from trombine.errors import InputRefused

SHORTEST, LONGEST = 10, 200
FEWEST_DIFFERENT = 5
ROWS = (
    *("01234567890", "abcdefghijklmnopqrstuvwxyz", "1q2w3e4r5t6y7u8i9o0p"),
    *("qwertyuiop", "azertyuiop", "qwertzuiop", "asdfghjkl"),
    *("qwertyuiopasdfghjklzxcvbnm", "azertyuiopqsdfghjklmwxcvbn", "qwertzuiopasdfghjklyxcvbnm"),
    *("1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik", "qazwsxedcrfvtgbyhnujm", "aqwzsxedcrfvtgbyhnuj"),
)
"""Ways along a keyboard, forwards and backwards."""
COMMON = frozenset(
    {
        *("password", "passw0rd", "motdepasse", "azerty", "qwerty", "letmein", "welcome"),
        *("bonjour", "iloveyou", "jetaime", "football", "superman", "princess", "soleil"),
        *("trombine", "avatar", "admin", "secret", "changeme", "administrator", "dragon"),
        *("monkey", "sunshine", "shadow", "master", "baseball", "basketball", "starwars"),
        *("whatever", "trustno", "computer", "internet", "pokemon", "naruto", "chocolat"),
        *("chocolate", "marseille", "liverpool", "chelsea", "barcelona", "arsenal", "batman"),
        *("michael", "jennifer", "jessica", "michelle", "charlie", "jordan", "ashley"),
        *("nicolas", "thomas", "camille", "loulou", "doudou", "chouchou", "coucou", "bonsoir"),
        *("test", "hello", "user", "login", "default", "guest", "samsung", "google"),
        *("facebook", "youtube", "linkedin", "minecraft", "blink", "butterfly", "mustang"),
    }
)
"""What most passwords of published breaches are made of (lists of them are not ours to ship); a
word of these, again and again, with figures and marks around or for letters, is refused."""

FIGURES_AND_MARKS = string.digits + string.punctuation
MARKS_FOR_LETTERS = str.maketrans("0134579@$!", "oieastgasi")

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
    guessable = (
        len(set(word)) < FEWEST_DIFFERENT
        or name in word
        or _is_common(word)
        or _is_common(word.strip(FIGURES_AND_MARKS).translate(MARKS_FOR_LETTERS))
        or any(word in row * 2 or word in row[::-1] * 2 for row in ROWS)
    )
    if guessable:
        raise InputRefused("password_guessable")


def _is_common(word: str) -> bool:
    """Return whether common words, with figures and marks around, are all there is."""
    stems = "|".join(sorted(COMMON, key=len, reverse=True))
    return re.fullmatch(rf"[\W\d_]*(?:(?:{stems})[\W\d_]*)+", word) is not None


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
