"""Photos and avatars as ciphertext, under names that say nothing."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from trombine.errors import StorageFault
from trombine.storage.blobs import BlobStore
from trombine.storage.encryption import Encryptor, decrypt, encrypt, make_key
from trombine.storage.keys import KeyStore


@dataclass(frozen=True, slots=True)
class SealedAvatar:
    """Where an avatar lies, and the key that opens it: to be kept together, destroyed together."""

    object: str
    key: bytes


@dataclass(frozen=True, slots=True)
class Vault:
    """Everything of an order lies under its own prefix; its photos share one key."""

    blobs: BlobStore
    keys: KeyStore

    def begin_photo(self, order_id: str, *, ttl_s: int) -> "PhotoWriter":
        """Return a writer for one photo, which encrypts what it is given as it comes."""
        name = secrets.token_hex(16)
        place = _photo_place(order_id, name)
        key = self.keys.obtain(order_id, ttl_s=ttl_s)
        return PhotoWriter(self.blobs, name, place, Encryptor(key, place), bytearray())

    def read_photo(self, order_id: str, name: str) -> bytes:
        """Return a photo's file.

        Raises
        ------
        StorageFault
            ``photo_gone`` when its key or ciphertext is destroyed, ``object_altered``.
        """
        place = _photo_place(order_id, name)
        key, sealed = self.keys.read(order_id), self.blobs.read(place)
        if key is None or sealed is None:
            raise StorageFault("photo_gone")
        return decrypt(sealed, key=key, context=place)

    def erase_photos(self, order_id: str) -> None:
        """Destroy the key of an order's photos, then delete the ciphertext."""
        self.keys.destroy(order_id)
        self._erase_under(f"orders/{order_id}/photos/")

    def erase_photo(self, order_id: str, name: str) -> None:
        """Delete one photo's ciphertext; the key stays with the others."""
        self.blobs.erase([_photo_place(order_id, name)])

    def write_avatar(self, order_id: str, content: bytes) -> SealedAvatar:
        """Store a finished avatar under a key of its own."""
        sealed = SealedAvatar(secrets.token_hex(16), make_key())
        place = _avatar_place(order_id, sealed.object)
        self.blobs.write(place, encrypt(content, key=sealed.key, context=place))
        return sealed

    def read_avatar(self, order_id: str, sealed: SealedAvatar) -> bytes:
        """Return an avatar's file.

        Raises
        ------
        StorageFault
            ``avatar_gone`` or ``object_altered``.
        """
        place = _avatar_place(order_id, sealed.object)
        content = self.blobs.read(place)
        if content is None:
            raise StorageFault("avatar_gone")
        return decrypt(content, key=sealed.key, context=place)

    def erase_avatars(self, order_id: str, names: Iterable[str]) -> None:
        """Delete the ciphertext of avatars; their keys go with their rows."""
        self.blobs.erase([_avatar_place(order_id, name) for name in names])

    def erase_strays(self, order_id: str, *, known: frozenset[str]) -> None:
        """Delete avatars of an order that no row knows: what a killed worker has left."""
        prefix = f"orders/{order_id}/avatars/"
        names = [entry.name for entry in self.blobs.names(prefix)]
        self.blobs.erase([name for name in names if name.removeprefix(prefix) not in known])

    def erase_order(self, order_id: str) -> None:
        """Destroy everything of an order."""
        self.keys.destroy(order_id)
        self._erase_under(f"orders/{order_id}/")

    def _erase_under(self, prefix: str) -> None:
        self.blobs.erase([entry.name for entry in self.blobs.names(prefix)])


@dataclass(slots=True)
class PhotoWriter:
    """Takes a photo in pieces; nothing is stored before ``store``."""

    blobs: BlobStore
    name: str
    place: str
    encryptor: Encryptor
    sealed: bytearray
    size_bytes: int = 0

    def write(self, piece: bytes) -> None:
        """Encrypt the next piece."""
        self.size_bytes += len(piece)
        self.sealed += self.encryptor.push(piece)

    def store(self) -> None:
        """Store what was written."""
        self.sealed += self.encryptor.finish()
        self.blobs.write(self.place, bytes(self.sealed))


def _photo_place(order_id: str, name: str) -> str:
    return f"orders/{order_id}/photos/{name}"


def _avatar_place(order_id: str, name: str) -> str:
    return f"orders/{order_id}/avatars/{name}"
