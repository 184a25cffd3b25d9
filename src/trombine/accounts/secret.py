"""Secrets somebody holds and we only recognize: cookies, tokens, links, invitations."""

import hashlib
import secrets

SECRET_BYTES = 32
ID_BYTES = 12


def new_secret(prefix: str = "") -> str:
    """Return 256 random bits as text; a prefix lets scanners of leaked secrets find it."""
    return prefix + secrets.token_urlsafe(SECRET_BYTES)


def new_id() -> str:
    """Return a name for a row that nobody can guess or count; no command takes it for an option."""
    name = secrets.token_urlsafe(ID_BYTES)
    return name if name[0] != "-" else new_id()


def digest(secret: str) -> str:
    """Return what is kept of a secret; one of 256 random bits needs no salt and no slowness."""
    return hashlib.sha256(secret.encode()).hexdigest()
