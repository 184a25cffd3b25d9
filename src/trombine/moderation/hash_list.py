"""Pictures known to be abuse, by their hash; Trombine ships no list, a host may have one."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from trombine.errors import InstallationBroken
from trombine.imaging.arrays import SrgbImage
from trombine.moderation.pdq import BITS, pdq_hashes

HASH_BYTES = BITS // 8
# Facebook 2019 (see pdq.py) advises both for confident matches.
LARGEST_DISTANCE, LEAST_QUALITY = 31, 50


class HashMatcher(Protocol):
    """Tells whether a picture is on a list; a host may plug a service of its own."""

    @property
    def name(self) -> str:
        """What the list is called in the log."""
        ...

    def matches(self, image: SrgbImage) -> bool:
        """Return whether the picture, mirrored or turned as may be, is on the list."""
        ...


@dataclass(frozen=True, slots=True)
class PdqHashList:
    """A list of PDQ hashes in memory; one look-up takes 1 ms for 10,000 hashes."""

    name: str
    hashes: NDArray[np.uint8]

    @staticmethod
    def read(path: Path) -> "PdqHashList":
        """Return the list in a text file: 64 hexadecimal digits a line, ``#`` begins a remark.

        Raises
        ------
        InstallationBroken
            ``hash_list_missing``, or ``hash_list_malformed`` with the line: half a list protects
            nobody.
        """
        if not path.is_file():
            raise InstallationBroken("hash_list_missing", path=str(path))
        return PdqHashList(path.name, _parse(path.read_text().splitlines()))

    def matches(self, image: SrgbImage) -> bool:
        """Return whether any turn of the picture is within reach of a hash on the list."""
        turns = pdq_hashes(image)
        if turns[0].quality < LEAST_QUALITY or not len(self.hashes):
            return False
        return any(self._nearest(turn.packed) <= LARGEST_DISTANCE for turn in turns)

    def _nearest(self, packed: NDArray[np.uint8]) -> int:
        different = np.bitwise_count(self.hashes ^ packed)
        return int(different.sum(axis=1, dtype=np.int64).min())


def _parse(lines: Sequence[str]) -> NDArray[np.uint8]:
    hashes = bytearray()
    for number, line in enumerate(lines, start=1):
        digits = line.partition("#")[0].strip()
        try:
            known = bytes.fromhex(digits)
        except ValueError as fault:
            raise InstallationBroken("hash_list_malformed", line=number) from fault
        if digits and len(known) != HASH_BYTES:
            raise InstallationBroken("hash_list_malformed", line=number)
        hashes += known
    return np.frombuffer(bytes(hashes), np.uint8).reshape(-1, HASH_BYTES)
