"""Trombine for programs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from trombine.bootstrap import (
    DEFAULT_ENGINE,
    choose_workers,
    collect_photos,
    diffusion_settings,
    find_card,
    open_catalogue,
    open_chosen_engine,
    open_gate,
    open_labeller,
    open_verifier,
    read_file,
)
from trombine.domain.avatar import Avatar
from trombine.domain.options import Value
from trombine.domain.photo import Verdict
from trombine.domain.text import Language
from trombine.errors import InputRefused
from trombine.imaging.codec import Format
from trombine.intake.admission import MINIMUM_PHOTOS
from trombine.moderation.moderator import Moderator
from trombine.pipeline import admit_photos
from trombine.pipeline import make_avatars as draw
from trombine.planning import ask_order
from trombine.provenance.badge import Shape
from trombine.provenance.verify import Verification
from trombine.studio.workshop import open_workshop

NOTHING_SET: Mapping[str, Mapping[str, Value]] = MappingProxyType({})


def check_photos(
    photos: Sequence[str | Path | bytes], *, moderator: Moderator | None = None
) -> tuple[Verdict, ...]:
    """Return a verdict for each photo, in the order given.

    Raises
    ------
    InputRefused
        ``path_missing``, ``no_photos_in_folder`` or ``too_many_photos``.
    OrderFrozen
        A photo is on the moderator's list of known abuse.
    """
    return admit_photos(_read(photos), moderator=moderator).verdicts


def make_avatars(  # noqa: PLR0913  (one parameter per thing that may be asked)
    photos: Sequence[str | Path | bytes],
    *,
    engine: str = DEFAULT_ENGINE,
    styles: Sequence[str] | None = None,
    prompt: str | None = None,
    count: int = 30,
    size_px: int = 1024,
    seed: int = 0,
    workers: int | None = None,
    options: Mapping[str, Mapping[str, Value]] = NOTHING_SET,
    moderator: Moderator | None = None,
) -> Iterator[Avatar]:
    """Yield ``count`` avatars as they are ready; ``avatar.image`` is an sRGB array in [0, 1].

    Without ``styles`` each engine has some of its own. ``prompt`` says in one's own words what the
    diffusion engine is to show. ``options`` sets what a style offers: ``{"painted": {"background":
    "navy"}}``; with the background ``none``, ``avatar.cutout`` covers the figure. A ``moderator``
    brings another policy, a list of known abuse or a host's own checks. Worker processes are
    started, so a script needs the ``if __name__ == "__main__":`` guard.

    Raises
    ------
    InputRefused
        The order or the photos cannot be used; ``code`` says why.
    OrderFailed
        Too few pictures looked like the person, or were fit.
    OrderFrozen
        A photo is on the moderator's list of known abuse.
    """
    opened = open_chosen_engine(engine)
    order = ask_order(
        open_catalogue(opened),
        styles=styles or None,
        options=options,
        prompt=prompt,
        count=count,
        size_px=size_px,
        seed=seed,
    )
    crew = min(choose_workers(workers, opened), count)
    opened.check_ready()
    content = _read(photos)
    with open_workshop(
        engine=engine, workers=crew, gate=open_gate(engine), diffusion=diffusion_settings()
    ) as workshop:
        admission = admit_photos(content, workshop, moderator=moderator)
        if admission.subject is None:
            accepted = sum(v.decision.usable for v in admission.verdicts)
            raise InputRefused("too_few_photos", accepted=accepted, minimum=MINIMUM_PHOTOS)
        yield from draw(order, admission.subject, workshop, moderator=moderator)


def label(
    avatar: Avatar,
    file_format: Format = "webp",
    *,
    size_px: int | None = None,
    shape: Shape = "square",
    badge: bool | None = None,
    language: Language = "en",
) -> bytes:
    """Return the file of an avatar, marked and signed as AI-made, at any size, square or round.

    Without ``size_px`` it is as large as it was drawn. ``badge`` draws the visible badge, in the
    ``language`` given; None: on photoreal styles. A changed file is no longer signed: ask for the
    size and format you need.

    Raises
    ------
    InputRefused
        ``transparent_jpeg`` (cut-outs and circles need WebP or PNG) or ``size_out_of_range``.
    """
    card = find_card(avatar.assignment.style)
    labeller = replace(open_labeller(), badge=badge, badge_language=language)
    if avatar.image is None:
        size_px = avatar.assignment.size_px if size_px is None else size_px
        return labeller.derive(avatar.file or b"", card, file_format, size_px=size_px, shape=shape)
    return labeller.label(
        avatar.image, card, file_format, cutout=avatar.cutout, size_px=size_px, shape=shape
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
    file = picture if isinstance(picture, bytes) else read_file(Path(picture))
    return open_verifier().verify(file)


def _read(photos: Sequence[str | Path | bytes]) -> list[bytes]:
    content: list[bytes] = []
    for photo in photos:
        content.extend([photo] if isinstance(photo, bytes) else collect_photos([Path(photo)]))
    return content
