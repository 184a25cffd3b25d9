"""Authenticated encryption of a file piece by piece, as it arrives.

The STREAM construction: segments under AES-256-GCM whose nonces hold a counter and mark the last,
so that a file cut short, reordered or joined does not open (Hoang, Reyhanitabar, Rogaway and
Vizar 2015, "Online Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance", CRYPTO,
doi:10.1007/978-3-662-47989-6_24). The context, the name of the place the file lies at, is
authenticated too: a file does not open at another's place.
"""

import secrets
import struct
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from trombine.errors import StorageFault

KEY_BYTES = 32
SEGMENT_BYTES = 1 << 16
PREFIX_BYTES, TAG_BYTES = 7, 16


def make_key() -> bytes:
    """Return a new random key."""
    return secrets.token_bytes(KEY_BYTES)


@dataclass(slots=True)
class Encryptor:
    """Turns pieces of any size into ciphertext; ``finish`` must be called, once."""

    key: bytes = field(repr=False)
    context: str
    _prefix: bytes = field(default_factory=lambda: secrets.token_bytes(PREFIX_BYTES))
    _waiting: bytearray = field(default_factory=bytearray, repr=False)
    _segments: int = 0

    def push(self, piece: bytes) -> bytes:
        """Return what ciphertext is ready after this piece; often none."""
        self._waiting += piece
        ready = bytearray()
        # One byte is always left, for the last segment must be known as such.
        while len(self._waiting) > SEGMENT_BYTES:
            ready += self._seal(bytes(self._waiting[:SEGMENT_BYTES]), last=False)
            del self._waiting[:SEGMENT_BYTES]
        return bytes(ready)

    def finish(self) -> bytes:
        """Return the end of the ciphertext."""
        return self._seal(bytes(self._waiting), last=True)

    def _seal(self, segment: bytes, *, last: bool) -> bytes:
        nonce = _nonce(self._prefix, self._segments, last=last)
        sealed = AESGCM(self.key).encrypt(nonce, segment, self.context.encode())
        head = self._prefix if self._segments == 0 else b""
        self._segments += 1
        return head + sealed


def encrypt(content: bytes, *, key: bytes, context: str) -> bytes:
    """Return the ciphertext of a whole content."""
    encryptor = Encryptor(key, context)
    return encryptor.push(content) + encryptor.finish()


def decrypt(sealed: bytes, *, key: bytes, context: str) -> bytes:
    """Return the content.

    Raises
    ------
    StorageFault
        ``object_altered``: not exactly what was encrypted with this key for this place.
    """
    prefix, body = sealed[:PREFIX_BYTES], sealed[PREFIX_BYTES:]
    step = SEGMENT_BYTES + TAG_BYTES
    cipher, content = AESGCM(key), bytearray()
    starts = range(0, max(len(body), 1), step)
    try:
        for segment, start in enumerate(starts):
            nonce = _nonce(prefix, segment, last=segment == len(starts) - 1)
            content += cipher.decrypt(nonce, body[start : start + step], context.encode())
    except (InvalidTag, ValueError) as fault:
        raise StorageFault("object_altered") from fault
    return bytes(content)


def _nonce(prefix: bytes, segment: int, *, last: bool) -> bytes:
    return prefix + struct.pack(">IB", segment, last)
