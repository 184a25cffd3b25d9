"""Secrets somebody holds and we only recognize: cookies, tokens, links, invitations."""

import hashlib
import secrets

SECRET_BYTES = 32
ID_BYTES = 12


def new_secret(prefix: str = "") -> str:
    """Return 256 random bits as text; a prefix lets scanners of leaked secrets find it."""
    return prefix + secrets.token_urlsafe(SECRET_BYTES)


def new_id() -> str:
    """Return a name for a row that nobody can guess or count."""
    return secrets.token_urlsafe(ID_BYTES)


def digest(secret: str) -> str:
    """Return what is kept of a secret; one of 256 random bits needs no salt and no slowness."""
    return hashlib.sha256(secret.encode()).hexdigest()
