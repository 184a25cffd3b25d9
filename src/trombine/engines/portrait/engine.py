"""The portrait engine: prepares a photo once and draws it in any style."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from trombine.domain.avatar import Rendering
from trombine.domain.options import HAIR_COLORS, Option
from trombine.domain.order import NOTHING_STAGED, Assignment, Staging
from trombine.domain.style import StyleCard
from trombine.domain.subject import Subject
from trombine.engines.base import OnStep
from trombine.engines.portrait.changes import Changes, find_changes, stage
from trombine.engines.portrait.changes.hair import dye
from trombine.engines.portrait.framing import apply_framing
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.preparation import prepare
from trombine.engines.portrait.preparation.metering import meter
from trombine.engines.portrait.skin_tone import follow_skin_tone
from trombine.engines.portrait.style import Artwork, Look, PortraitStyle
from trombine.engines.portrait.styles import find_styles
from trombine.engines.portrait.techniques.frames import carry_rims, find_worn
from trombine.engines.portrait.techniques.grounds import radial
from trombine.engines.portrait.techniques.light import drop_shadow
from trombine.engines.portrait.techniques.palettes import (
    ROTATED,
    asked_palette,
    rank_palettes,
)
from trombine.faces.glasses import Glasses
from trombine.imaging.arrays import FloatArray, Points, SrgbImage, as_srgb
from trombine.imaging.color import hex_color
from trombine.imaging.filters import mix
from trombine.imaging.foreground import estimate_foreground
from trombine.imaging.resample import resize_mask, resize_square


class PortraitEngine:
    """Draws on any CPU; see ``engines.base.Engine``."""

    slug = "portrait"
    default_styles = ("painted", "comic", "neon", "oil", "banknote")
    batch_limit = 1
    leaving_limit_s = 5.0
    workers_limit = 16

    def __init__(
        self,
        styles: Mapping[str, PortraitStyle] | None = None,
        changes: Changes | None = None,
    ) -> None:
        self._styles = find_styles() if styles is None else styles
        self._changes = find_changes() if changes is None else changes

    @property
    def cards(self) -> Mapping[str, StyleCard]:
        """The cards of the styles by slug."""
        return {slug: style.card for slug, style in self._styles.items()}

    def check_ready(self) -> None:
        """Need nothing that was not installed with it."""

    def sit(self, subject: Subject) -> "PortraitSitting":
        """Begin a sitting."""
        return PortraitSitting(subject, self._styles, self._changes)


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A photo prepared for drawing, and the glasses that it shows."""

    number: int
    portrait: Portrait
    glasses: Glasses | None


class PortraitSitting:
    """One person; the photo prepared last is kept, so ask photo by photo."""

    def __init__(
        self, subject: Subject, styles: Mapping[str, PortraitStyle], changes: Changes
    ) -> None:
        self._subject = subject
        self._styles = styles
        self._changes = changes
        self._prepared: _Prepared | None = None

    def render_batch(
        self, assignments: Sequence[Assignment], *, on_step: OnStep
    ) -> Iterator[Sequence[Rendering]]:
        """Draw one after the other; a picture has no steps to tell of."""
        del on_step
        for assignment in assignments:
            yield (self.render(assignment),)

    def render(self, assignment: Assignment) -> Rendering:
        """Draw one avatar."""
        prepared = self._prepare(assignment.photo)
        portrait = apply_framing(prepared.portrait, assignment.framing)
        options, size_px = assignment.options, assignment.size_px
        look = Look(variation=assignment.variation, seed=assignment.seed, options=options)
        staging = assignment.staging
        if staging != NOTHING_STAGED:
            look = replace(look, palettes=_choose_grounds(portrait, staging))
            if staging.hair is not None:
                portrait = dye(portrait, hex_color(HAIR_COLORS[staging.hair]))
            portrait = stage(portrait, look, staging, self._changes)
        style = self._styles[assignment.style]
        artwork = _draw(style, portrait, look)
        if not style.card.recolors:
            artwork = replace(artwork, image=follow_skin_tone(artwork.image, portrait))
        image, cutout = artwork.image, None
        if options.transparent:
            image = estimate_foreground(image, artwork.cutout)
            cutout = resize_mask(artwork.cutout, size_px)
        elif options.background and Option.BACKGROUND not in style.card.options:
            image = _set_before(artwork, look)
        return Rendering(
            image=resize_square(image, size_px),
            landmarks=Points(portrait.landmarks * (size_px / SIDE_PX)),
            mirrored=assignment.framing.mirrored,
            cutout=cutout,
            rims=_place_rims(prepared, portrait, scale=size_px / SIDE_PX),
        )

    def leave(self) -> None:
        """Drop the prepared portrait."""
        self._prepared = None

    def _prepare(self, number: int) -> _Prepared:
        if self._prepared is None or self._prepared.number != number:
            self._prepared = None  # the old portrait goes before the new one comes: 100 MB each
            photo = self._subject.photo(number)
            portrait = prepare(photo, stops=self._missing_stops[number])
            self._prepared = _Prepared(number, portrait, find_worn(portrait))
        return self._prepared

    @cached_property
    def _missing_stops(self) -> Mapping[int, float]:
        """How each photo is exposed anew, so that all show the person as their median does."""
        photos = self._subject.photos
        return {p.number: stops for p, stops in zip(photos, meter(photos), strict=True)}


def _choose_grounds(portrait: Portrait, staging: Staging) -> tuple[str, ...]:
    """Return the palettes that set the person off; the staged one alone, if it is among them."""
    ranked = tuple(palette.name for palette in rank_palettes(portrait))
    return (staging.palette,) if staging.palette in ranked[:ROTATED] else ranked


def _place_rims(prepared: _Prepared, portrait: Portrait, *, scale: float) -> tuple[FloatArray, ...]:
    """Return where a picture of the portrait must show rims of glasses, in its pixels.

    Only plain ones are asked for: the edge of bare glass is too faint for ink, and that of a dark
    lens is no line.
    """
    if prepared.glasses is None or not prepared.glasses.plain:
        return ()
    before, after = prepared.portrait.landmarks, portrait.landmarks
    rims = carry_rims(prepared.glasses, before=before, after=after)
    return tuple(rim * np.float32(scale) for rim in rims)


def _draw(style: PortraitStyle, portrait: Portrait, look: Look) -> Artwork:
    """Draw before the world, unless the style has none or the person chose another ground."""
    if portrait.world is None or style.draw_in_world is None or look.options.background:
        return style.render(portrait, look)
    return style.draw_in_world(style.render, portrait, look)


def _set_before(artwork: Artwork, look: Look) -> SrgbImage:
    """Put the figure of a style with a ground of its own before the ground asked for."""
    palette = asked_palette(look.options)
    if palette is None:
        return artwork.image
    figure = estimate_foreground(artwork.image, artwork.cutout)
    ground = radial(palette.bright, palette.deep)
    shadow = drop_shadow(artwork.cutout, right_px=8, down_px=14, softness_px=26, strength=0.3)
    return as_srgb(mix(ground * (1 - shadow[..., None]), figure, artwork.cutout))
