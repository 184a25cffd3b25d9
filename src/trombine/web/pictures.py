"""Avatars in other sizes, formats and shapes; each is labelled anew, as every file we hand out."""

import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from typing import cast

from trombine.accounts.user import WHOLE, Crop
from trombine.domain.placed_order import StoredAvatar
from trombine.domain.style import StyleCard
from trombine.errors import InputRefused
from trombine.imaging.codec import Format
from trombine.provenance.badge import Shape
from trombine.provenance.label import SMALLEST_PX, Labeller


@dataclass(frozen=True, slots=True)
class Wish:
    """How an avatar is wanted; None as it was made."""

    size_px: int | None = None
    file_format: Format | None = None
    shape: Shape = "square"
    crop: Crop = WHOLE

    def check(self, avatar: StoredAvatar) -> None:
        """Refuse what cannot be made of an avatar.

        Raises
        ------
        InputRefused
            ``size_out_of_range`` (pictures are not enlarged) or ``transparent_jpeg``.
        """
        if self.size_px is not None and not SMALLEST_PX <= self.size_px <= avatar.side_px:
            raise InputRefused("size_out_of_range", minimum=SMALLEST_PX, maximum=avatar.side_px)
        transparent = avatar.transparent or self.shape == "circle"
        if transparent and self.format_of(avatar) == "jpeg":
            raise InputRefused("transparent_jpeg")

    def format_of(self, avatar: StoredAvatar) -> Format:
        """Return the format that is handed out."""
        return self.file_format or cast("Format", avatar.file_format)

    def is_as_made(self, avatar: StoredAvatar) -> bool:
        """Return whether the stored file itself is wanted."""
        return (
            self.size_px in {None, avatar.side_px}
            and self.format_of(avatar) == avatar.file_format
            and self.shape == "square"
            and self.crop == WHOLE
        )

    def tag(self, avatar: StoredAvatar) -> str:
        """Return the entity tag; weak, for signatures differ each time."""
        words = f"{avatar.id} {avatar.made_at} {self} {version('trombine')}"
        return f'W/"{sha256(words.encode()).hexdigest()[:32]}"'


def fulfil(
    wish: Wish, file: bytes, *, avatar: StoredAvatar, card: StyleCard, labeller: Labeller
) -> bytes:
    """Return the file of an avatar as it is wanted, from the file as it was made.

    What was made has no badge; where one is due, what is handed out gets it here.
    """
    if wish.is_as_made(avatar) and not labeller.shows_badge(card):
        return file
    size_px = wish.size_px or avatar.side_px
    return labeller.derive(
        file,
        card,
        wish.format_of(avatar),
        size_px=size_px,
        shape=wish.shape,
        window=_window(wish.crop, avatar.side_px),
        staging=avatar.staging,
    )


def _window(crop: Crop, side_px: int) -> tuple[slice, slice]:
    """Return the rows and columns of a crop."""
    side = round(side_px / crop.zoom)
    top, left = round((side_px - side) * crop.y), round((side_px - side) * crop.x)
    return slice(top, top + side), slice(left, left + side)


def file_name(avatar: StoredAvatar, file_format: str) -> str:
    """Return the name an avatar is saved under."""
    return f"trombine-{avatar.index:02d}-{avatar.style}.{file_format}"


def zip_files(files: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    """Yield a ZIP archive while its files come; pictures are not compressed again."""
    tape = _Tape()
    with zipfile.ZipFile(tape, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files:
            archive.writestr(zipfile.ZipInfo(name), content)
            yield tape.take()
    yield tape.take()


class _Tape(io.RawIOBase):
    """Takes what is written until it is fetched; cannot go back, so nothing piles up."""

    def __init__(self) -> None:
        self.written = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, content: "bytes | bytearray | memoryview") -> int:  # type: ignore[override]
        self.written += content
        return len(content)

    def take(self) -> bytes:
        content = bytes(self.written)
        self.written.clear()
        return content
