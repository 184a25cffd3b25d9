"""Messages that only the browser can read, whoever carries them: RFC 8291, on RFC 8188."""

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from trombine.errors import InputRefused

RECORD_BYTES = 4096
"""Every browser takes a message of this size; ours are one record, and shorter."""

LAST_RECORD = b"\x02"


def encrypt(
    message: bytes,
    *,
    receiver: ec.EllipticCurvePublicKey,
    secret: bytes,
    sender: ec.EllipticCurvePrivateKey,
    salt: bytes,
) -> bytes:
    """Return the body of a push request, in the coding ``aes128gcm``.

    Parameters
    ----------
    receiver, secret
        What the browser gave with its subscription: ``p256dh`` and ``auth``.
    sender, salt
        A key on the same curve and 16 bytes, new for each message.
    """
    own_point, their_point = point_of(sender.public_key()), point_of(receiver)
    shared = sender.exchange(ec.ECDH(), receiver)
    context = b"WebPush: info\x00" + their_point + own_point
    material = _derive(shared, salt=secret, context=context, length=32)
    key = _derive(material, salt=salt, context=b"Content-Encoding: aes128gcm\x00", length=16)
    nonce = _derive(material, salt=salt, context=b"Content-Encoding: nonce\x00", length=12)
    head = salt + RECORD_BYTES.to_bytes(4) + len(own_point).to_bytes(1) + own_point
    return head + AESGCM(key).encrypt(nonce, message + LAST_RECORD, None)


def read_point(point: bytes) -> ec.EllipticCurvePublicKey:
    """Return a browser's public key.

    Raises
    ------
    InputRefused
        ``push_subscription_unfit``: it is no point of the curve.
    """
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except (ValueError, UnsupportedAlgorithm) as fault:
        raise InputRefused("push_subscription_unfit") from fault


def point_of(key: ec.EllipticCurvePublicKey) -> bytes:
    """Return a public key as browsers take it: an uncompressed point."""
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _derive(material: bytes, *, salt: bytes, context: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length=length, salt=salt, info=context).derive(material)
