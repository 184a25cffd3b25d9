"""Trombine for programs."""

from collections.abc import Generator, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Unpack

from trombine.bootstrap import open_moderator, open_verifier
from trombine.bootstrap.files import read_file
from trombine.domain.order import DEFAULT_ENGINE
from trombine.domain.photo import Verdict
from trombine.domain.text import Language
from trombine.imaging.codec import Format
from trombine.library.avatar import Avatar
from trombine.library.photos import Photo, read_photos
from trombine.library.studio import NOTHING_SET, Everywhere, Options, Studio
from trombine.library.telling import telling
from trombine.moderation.moderator import Moderator
from trombine.pipeline import admit_photos
from trombine.provenance.badge import Shape
from trombine.provenance.verify import Verification


def check_photos(
    photos: Photo | Iterable[Photo], *, moderator: Moderator | None = None
) -> tuple[Verdict, ...]:
    """Return a verdict for each photo, in the order given, judged in this process.

    Raises
    ------
    InputRefused
        ``path_missing``, ``no_photos_in_folder``, ``too_many_photos`` or ``argument_invalid``.
    OrderFrozen
        A photo is on the moderator's list of known abuse.
    """
    with telling("en"):
        return admit_photos(read_photos(photos), moderator=moderator or open_moderator()).verdicts


def make_avatars(  # noqa: PLR0913  (one parameter per thing that may be asked)
    photos: Photo | Iterable[Photo],
    *,
    engine: str = DEFAULT_ENGINE,
    styles: str | Sequence[str] | None = None,
    prompt: str | None = None,
    count: int = 30,
    size_px: int = 1024,
    seed: int = 0,
    workers: int | None = None,
    options: Options = NOTHING_SET,
    moderator: Moderator | None = None,
    **everywhere: Unpack[Everywhere],
) -> Generator[Avatar]:
    """Yield the avatars of one order from a studio of their own; see ``Studio.make``.

    Who makes more than one order is quicker with a ``Studio``, which stays warm.
    """
    with Studio(engine=engine, workers=workers, moderator=moderator) as studio:
        yield from studio.make(
            photos,
            styles=styles,
            prompt=prompt,
            count=count,
            size_px=size_px,
            seed=seed,
            options=options,
            **everywhere,
        )


def label(
    avatar: Avatar,
    file_format: Format = "webp",
    *,
    size_px: int | None = None,
    shape: Shape = "square",
    badge: bool | None = None,
    language: Language = "en",
) -> bytes:
    """Return the file of an avatar, marked and signed as AI-made; see ``Avatar.to_bytes``."""
    return replace(avatar, language=language).to_bytes(
        file_format, size_px=size_px, shape=shape, badge=badge
    )


def verify(picture: str | Path | bytes) -> Verification:
    """Return what a picture tells of its origin; ``verdict`` sums up, ``findings`` say why.

    The file is read and decoded in child processes that can do nothing else, and is not kept.

    Raises
    ------
    InputRefused
        ``path_missing``, ``path_unreadable``, or ``not_verifiable``: no picture of a kind that is
        read here.
    """
    with telling("en"):
        file = picture if isinstance(picture, bytes) else read_file(Path(picture))
        return open_verifier().verify(file)
