"""What was asked, and how it will be shared out."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from trombine.domain.options import NO_OPTIONS, StyleOptions

DEFAULT_ENGINE = "portrait"
"""Draws where nobody asks for another."""


@dataclass(frozen=True, slots=True)
class Staging:
    """How the person is shown, by the slugs of cards; None leaves that as it is on the photo.

    ``palette`` is the ground where there is no world, None leaves it to the style; ``hair`` the
    name of a color it was dyed.
    """

    pose: str | None = None
    garment: str | None = None
    world: str | None = None
    prop: str | None = None
    palette: str | None = None
    hair: str | None = None

    @property
    def told(self) -> dict[str, str]:
        """What is staged, by kind."""
        return {kind: slug for kind, slug in asdict(self).items() if slug is not None}


NOTHING_STAGED = Staging()


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked: so many different avatars in these styles, each with its options.

    ``planning.ask_order`` makes one. ``engine`` draws all of it; it is empty on an order read from
    the database, whose queue says as much. ``stagings`` are dealt out among the avatars, one a
    place; where there are none, nothing is staged.
    """

    styles: tuple[str, ...]
    count: int = 30
    size_px: int = 1024
    seed: int = 0
    options: Mapping[str, StyleOptions] = field(default_factory=dict)
    engine: str = ""
    stagings: tuple[Staging, ...] = ()


@dataclass(frozen=True, slots=True)
class Framing:
    """How the prepared portrait sits in the frame.

    ``zoom`` >= 1 comes closer, ``shift_x`` and ``shift_y`` move the picture by that share of the
    side (right and down), ``tilt_deg`` turns it counter-clockwise about the face, ``mirrored``
    flips it.
    """

    zoom: float = 1.0
    shift_x: float = 0.0
    shift_y: float = 0.0
    tilt_deg: float = 0.0
    mirrored: bool = False


@dataclass(frozen=True, slots=True)
class Assignment:
    """One avatar to make: everything that decides its pixels besides the photo itself.

    ``index`` is its place from 1. ``variation`` counts within the style from 0 and picks palette,
    light side and ornaments; ``seed`` moves strokes, grain and ground.
    """

    index: int
    style: str
    photo: int
    variation: int
    seed: int
    framing: Framing = Framing()
    size_px: int = 1024
    options: StyleOptions = NO_OPTIONS
    staging: Staging = NOTHING_STAGED
