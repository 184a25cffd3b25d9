"""Signs a finished file: the C2PA manifest goes in, nothing may touch the file afterwards."""

import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TypeAlias

import c2pa

from trombine.errors import SigningFailed
from trombine.imaging.codec import Format
from trombine.provenance.certificates import describe_chain, make_credentials

SigningFunction: TypeAlias = Callable[[bytes], bytes]
"""Given bytes, returns their signature in the form COSE wants; for ECDSA that is r and s, not DER.

It travels to worker processes, so it must be a function of a module.
"""

MEDIA_TYPES: Mapping[Format, str] = {
    "webp": "image/webp",
    "png": "image/png",
    "jpeg": "image/jpeg",
}
# No thumbnail: it would be a second picture, without badge and mark. No network unless a time
# stamp was asked for. What was signed is read again, so that no broken signature is handed out.
C2PA_SETTINGS = {
    "version": 1,
    "builder": {"thumbnail": {"enabled": False}},
    "verify": {"verify_after_sign": True, "remote_manifest_fetch": False, "ocsp_fetch": False},
}
THROWAWAY_NAMES = {"organization": "Trombine", "name": "Trombine, throw-away certificate"}


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs, ready to travel to worker processes.

    Parameters
    ----------
    chain
        PEM certificates, leaf first. Empty: a new certificate for every picture, whose key is
        forgotten at once, so that no two pictures can be told to come from one computer.
    key
        The leaf's key as PEM, or a function that signs elsewhere (a KMS, an HSM).
    timestamp_url
        RFC 3161 authority that is asked for the time of every signature; empty: nobody is asked.
    """

    chain: str = ""
    key: str | SigningFunction = field(default="", repr=False)
    timestamp_url: str = ""

    @property
    def throws_away(self) -> bool:
        """Whether every picture is signed with a certificate of its own."""
        return not self.chain

    def sign(self, file: bytes, file_format: Format, manifest: Mapping[str, object]) -> bytes:
        """Return the file with the manifest and a signature over both.

        Raises
        ------
        SigningFailed
            The signing function or the time stamp authority did not answer as it should.
        """
        signed = io.BytesIO()
        try:
            with (
                self._open() as signer,
                c2pa.Context.from_dict(C2PA_SETTINGS) as context,
                c2pa.Builder(json.dumps(manifest), context) as builder,
            ):
                builder.sign(signer, MEDIA_TYPES[file_format], io.BytesIO(file), signed)
        except c2pa.C2paError as fault:
            raise SigningFailed("signing_failed") from fault
        return signed.getvalue()

    def _open(self) -> c2pa.Signer:
        timestamp = self.timestamp_url or None
        if self.throws_away:
            once = make_credentials(**THROWAWAY_NAMES)
            info = c2pa.C2paSignerInfo("es256", once.chain.encode(), once.key.encode(), timestamp)
            return c2pa.Signer.from_info(info)
        algorithm = describe_chain(self.chain).algorithm
        if isinstance(self.key, str):
            chain, key = self.chain.encode(), self.key.encode()
            return c2pa.Signer.from_info(c2pa.C2paSignerInfo(algorithm, chain, key, timestamp))
        number = c2pa.C2paSigningAlg[algorithm.upper()]
        ask = partial(_ask, self.key)
        return c2pa.Signer.from_callback(ask, number, self.chain, timestamp)


def _ask(function: SigningFunction, data: bytes) -> bytes:
    """Return the signature, or nothing: C2PA's library would log the words of an error."""
    try:
        return function(data)
    except Exception:  # noqa: BLE001  (a host's function may raise anything)
        return b""


THROWAWAY = Signer()
"""For one's own computer."""
