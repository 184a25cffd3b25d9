"""What garments are made of: how a cloth is woven, how it takes the light.

A fabric is a function of the place where it lies and of its color. Patterns are measured in face
heights, so that they keep their size on the body, and coarse enough to survive in a style.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from typing import TypeAlias

import cv2
import numpy as np

from trombine.engines.portrait.portrait import SIDE_PX
from trombine.imaging.arrays import FloatArray
from trombine.imaging.filters import FlowField, mix, smooth_along_flow, smoothstep
from trombine.imaging.noise import grain

WHITE_YARN = np.array([0.86, 0.90, 0.94], np.float32)
FLECKS = np.array([0.85, 0.55, 0.25], np.float32)

SAG = 0.12
"""How much a pattern that runs across the body hangs through in its middle."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a piece of cloth lies: the frame of the body, its pixels, and what bends it.

    ``folds`` are ridges (up) and hollows in [-1, 1]; ``window`` are rows and columns of the part
    of the picture that garments are drawn on.
    """

    u: FloatArray
    v: FloatArray
    folds: FloatArray
    face_px: float
    window: tuple[slice, slice]

    @property
    def down(self) -> FloatArray:
        """V along the cloth: level lines hang through in the middle of the body."""
        return self.v + np.float32(SAG) * self.u * self.u

    @property
    def around(self) -> FloatArray:
        """The angle about the neck in radians, 0 to the right and pi/2 below."""
        return np.arctan2(self.v + np.float32(0.30), self.u)

    def speckle(self, softness_px: float) -> FloatArray:
        """Return noise of mean 0 and deviation 1 at this place."""
        return _bank(softness_px)[self.window]


@dataclass(frozen=True, slots=True)
class Swatch:
    """A piece of cloth as seen: color (H, W, 3), relief in pixels, and how it takes the light.

    ``gloss`` is the strength of highlights, ``sheen`` how light it is where it turns away as
    velvet, ``metal`` how far it mirrors its surroundings; all [0, 1]. ``nap`` are strands, of
    deviation 1, in which a fringed edge runs out.
    """

    color: FloatArray
    relief: FloatArray | float = 0.0
    gloss: FloatArray | float = 0.0
    sheen: float = 0.0
    metal: float = 0.0
    nap: FloatArray | float = 0.0


Fabric: TypeAlias = Callable[[Place, FloatArray], Swatch]


@cache
def _bank(softness_px: float) -> FloatArray:
    return grain(11, size_px=SIDE_PX, softness_px=softness_px)


def cotton(place: Place, color: FloatArray) -> Swatch:
    """Return a smooth, close weave."""
    fine = place.speckle(0.8)
    return Swatch(_toned(color, 1 + 0.035 * fine), relief=fine * np.float32(0.05))


def fleece(place: Place, color: FloatArray) -> Swatch:
    """Return brushed jersey, its yarn a little heathered."""
    fine, soft = place.speckle(0.8), place.speckle(2.0)
    return Swatch(_toned(color, 1 + 0.03 * fine + 0.012 * soft), relief=soft * np.float32(0.07))


def wool(place: Place, color: FloatArray) -> Swatch:
    """Return a suiting: fine twill, hardly shining."""
    lines = np.sin((place.u + 0.8 * place.v) * np.float32(2 * np.pi / 0.014))
    fine = place.speckle(0.8)
    return Swatch(_toned(color, 1 + 0.05 * lines + 0.05 * fine), relief=lines * np.float32(0.15))


def denim(place: Place, color: FloatArray, *, worn: float = 0.55) -> Swatch:
    """Return twill of white and dyed yarn, paler where it is raised; raising ``worn`` fades it."""
    lines = np.sin((place.u * 0.8 + place.v) * np.float32(2 * np.pi / 0.016))
    fine, soft = place.speckle(0.8), place.speckle(2.0)
    white = smoothstep(0.5, 1.6, lines + 0.8 * fine) * 0.42
    faded = np.clip(place.folds, 0, 1) * worn + 0.05 * soft
    pale = mix(color, WHITE_YARN, np.float32(0.75))
    dyed = _toned(color, 1 - 0.35 * np.clip(-place.folds, 0, 1) + 0.05 * fine)
    return Swatch(
        mix(dyed, pale, np.clip(white + faded, 0, 0.85)), relief=(lines + fine) * np.float32(0.22)
    )


def leather(place: Place, color: FloatArray) -> Swatch:
    """Return grained hide with highlights, rubbed on its ridges."""
    pores = -np.abs(place.speckle(2.0)) + 0.5 * place.speckle(0.8)
    rubbed = np.clip(place.folds, 0, 1)[..., None] * np.float32(0.10)
    creases = smoothstep(0.10, 0.0, np.abs(place.speckle(4.0)))
    relief = pores * np.float32(0.20) - creases * np.float32(0.30)
    return Swatch(_toned(color, 1 + 0.05 * pores) + rubbed * color, relief=relief, gloss=0.75)


def satin(place: Place, color: FloatArray) -> Swatch:
    """Return silk that flows with light."""
    fine = place.speckle(0.8)
    return Swatch(_toned(color, 1 + 0.02 * fine), relief=place.folds * 2.0, gloss=0.55, sheen=0.25)


def velvet(place: Place, color: FloatArray) -> Swatch:
    """Return a pile, deep in its middle and light where it turns away."""
    soft = place.speckle(2.0)
    return Swatch(_toned(color, 1 + 0.05 * soft), relief=soft * np.float32(0.5), sheen=0.8)


def linen(place: Place, color: FloatArray) -> Swatch:
    """Return a loose weave of uneven threads."""
    across = np.sin(place.down * np.float32(2 * np.pi / 0.016))
    along = np.sin(place.u * np.float32(2 * np.pi / 0.016))
    slubs = cv2.blur(place.speckle(0.8), (21, 1)) * 3 + cv2.blur(place.speckle(0.8), (1, 21)) * 3
    threads = np.maximum(across, along)
    tone = 1 + 0.05 * threads + 0.06 * slubs
    return Swatch(_toned(color, tone), relief=(threads + slubs) * np.float32(0.3))


def tweed(place: Place, color: FloatArray, *, with_color: FloatArray) -> Swatch:
    """Return herringbone in two yarns, flecked."""
    column = place.u / np.float32(0.07)
    zigzag = np.abs(column % 2 - 1) * np.float32(0.07)
    lines = np.sin((place.v + zigzag) * np.float32(2 * np.pi / 0.022))
    fine = place.speckle(0.8)
    flecks = smoothstep(2.2, 2.6, place.speckle(0.8) + 0.4 * place.speckle(2.0))
    yarns = mix(color, with_color, smoothstep(-0.3, 0.3, lines + 0.25 * fine))
    warm = mix(with_color, FLECKS, np.float32(0.6))
    return Swatch(mix(yarns, warm, flecks * 0.8), relief=(lines + fine) * np.float32(0.4))


def plaid(place: Place, color: FloatArray, *, with_color: FloatArray) -> Swatch:
    """Return brushed checks: broad bands of two colors woven across each other, and fine lines."""
    bands, lines = np.zeros_like(place.u), np.zeros_like(place.u)
    for along in (place.u, place.down):
        phase = np.abs((along / np.float32(0.30)) % 1 - 0.5)
        bands += smoothstep(0.235, 0.255, phase)
        lines += smoothstep(0.03, 0.02, np.abs(phase - 0.11))
    twill = np.sin((place.u + place.v) * np.float32(2 * np.pi / 0.014))
    woven = mix(color, with_color, bands * 0.5 * (1 + 0.10 * twill))
    pale = mix(with_color, WHITE_YARN, np.float32(0.7))
    woven = mix(woven, pale, np.clip(lines, 0, 1) * 0.55)
    fuzz = place.speckle(0.8)
    return Swatch(_toned(woven, 1 + 0.04 * fuzz), relief=fuzz * np.float32(0.2))


def ripstop(place: Place, color: FloatArray) -> Swatch:
    """Return a light technical cloth crossed by stronger threads."""
    period = np.float32(2 * np.pi / 0.045)
    threads = np.maximum(np.cos(place.u * period), np.cos(place.down * period)) > 0.93
    fine = place.speckle(0.8)
    tone = 1 - 0.05 * threads + 0.02 * fine
    return Swatch(_toned(color, tone), relief=threads * np.float32(0.5), gloss=0.12)


def rubber(place: Place, color: FloatArray) -> Swatch:
    """Return a smooth coated cloth on which drops and highlights stand."""
    return Swatch(_toned(color, 1 + 0.02 * place.speckle(2.0)), gloss=0.8)


def steel(place: Place, color: FloatArray) -> Swatch:
    """Return polished metal, a little scratched."""
    scratches = cv2.blur(place.speckle(0.8), (15, 1))
    worn = place.speckle(8.0)
    tone = 1 + 0.06 * scratches + 0.03 * worn
    return Swatch(_toned(color, tone), relief=worn * np.float32(0.25), gloss=0.9, metal=1.0)


def mail(place: Place, color: FloatArray, *, ring: float = 0.040) -> Swatch:
    """Return rings of iron linked into each other; ``ring`` is their distance."""
    height = np.zeros_like(place.u)
    for shift in (0.0, 0.5):
        across = (place.u / np.float32(ring) + shift) % 1 - 0.5
        along = (place.down / np.float32(ring * 0.8) + shift) % 1 - 0.5
        away = np.sqrt(across * across + along * along)
        height = np.maximum(height, np.clip(1 - ((away - 0.36) / 0.13) ** 2, 0, 1))
    tone = 0.25 + 0.85 * height
    relief = height * np.float32(ring * place.face_px * 0.16)
    return Swatch(_toned(color, tone), relief=relief, gloss=0.7, metal=0.35)


def knit(place: Place, color: FloatArray, *, stitch: float = 0.05) -> Swatch:
    """Return plain stitches, each a V; ``stitch`` is the width of one in face heights."""
    tall = stitch * 0.75
    column = place.u / np.float32(stitch)
    leg = np.abs(column - np.floor(column) - 0.5)
    row = (place.down - leg * np.float32(stitch * 1.1)) / np.float32(tall)
    bow = np.abs(np.sin(np.pi * row))
    legs = np.sqrt(np.clip(1 - ((leg - 0.25) / 0.26) ** 2, 0, 1))
    loops = (0.35 + 0.65 * bow) * legs
    return _yarn(place, color, loops, depth_px=stitch * place.face_px * 0.22)


def rib(place: Place, color: FloatArray, *, width: float = 0.045, around: bool = False) -> Swatch:
    """Return ribs that run down, or out from the neck with ``around``."""
    along = place.around * np.float32(0.5) if around else place.u
    wave = np.cos(along * np.float32(2 * np.pi / width)) * 0.5 + 0.5
    return _yarn(place, color, np.sqrt(wave), depth_px=width * place.face_px * 0.16)


def cables(place: Place, color: FloatArray, *, width: float = 0.30) -> Swatch:
    """Return braids between columns of plain stitches, on a ground of purl."""
    column = np.floor(place.u / np.float32(width) + 0.5)
    across = place.u - column * np.float32(width)
    phase = place.down * np.float32(2 * np.pi / (width * 1.05))
    inside = np.abs(across) < width * 0.30
    strands = np.zeros_like(across)
    for turn in range(3):
        middle = np.sin(phase + turn * 2 * np.pi / 3) * np.float32(width * 0.155)
        over = 0.78 + 0.22 * np.cos(2 * (phase + turn * 2 * np.pi / 3))
        distance = (across - middle) / np.float32(width * 0.125)
        strands = np.maximum(strands, np.sqrt(np.clip(1 - distance**2, 0, 1)) * over)
    plain = knit(place, color, stitch=width * 0.11)
    edge = np.abs(np.abs(across) - width * 0.37)
    column_rib = np.clip(1 - (edge / (width * 0.05)) ** 2, 0, 1)
    height = np.where(inside, strands, np.maximum(0.25, 0.85 * np.sqrt(column_rib)))
    twist = np.sin((place.down + across * 0.9) * np.float32(2 * np.pi / 0.026))
    height = height + 0.07 * twist * (height > 0.3)
    braided = _yarn(place, color, height.astype(np.float32), depth_px=width * place.face_px * 0.13)
    return Swatch(
        mix(plain.color, braided.color, np.float32(0.8)),
        relief=braided.relief + 0.25 * plain.relief,
        sheen=0.1,
    )


def _yarn(place: Place, color: FloatArray, height: FloatArray, *, depth_px: float) -> Swatch:
    """Return yarn raised by ``height`` in [0, 1], dark between its loops."""
    fuzz = place.speckle(0.8)
    tone = 0.60 + 0.42 * height + 0.05 * fuzz
    relief = height * np.float32(depth_px) + fuzz * np.float32(0.15)
    return Swatch(_toned(color, tone), relief=relief, sheen=0.1)


def fur(place: Place, color: FloatArray, *, long: float = 0.05, dark: float = 0.62) -> Swatch:
    """Return hair that falls out and down from the neck in tufts."""
    tufts = place.speckle(4.0)
    angle = np.arctan2(place.v + 0.75, place.u * 0.8) + 0.45 * place.speckle(8.0) + 0.3 * tufts
    noise = 0.5 * place.speckle(0.8) + 0.8 * place.speckle(2.0)
    strands = smooth_along_flow(
        noise, FlowField.from_angle(angle), length_px=long * place.face_px, step_px=2.0
    )
    strands = strands / max(float(strands.std()), 1e-3)
    light = smoothstep(-1.9, 1.4, strands + 0.5 * tufts)
    shade = _toned(color * np.float32(dark), 1 + 0.02 * strands)
    relief = strands * np.float32(0.35) + tufts * np.float32(0.9)
    return Swatch(mix(shade, color, light), relief=relief, sheen=0.1, nap=strands)


def cord(place: Place, color: FloatArray) -> Swatch:
    """Return a twisted cord."""
    twist = np.sin((place.v + place.u) * np.float32(2 * np.pi / 0.035)) * 0.5 + 0.5
    return _yarn(place, color, np.sqrt(twist), depth_px=1.2)


def hose(place: Place, color: FloatArray) -> Swatch:
    """Return a ribbed hose."""
    rings = np.sqrt(np.abs(np.sin(place.v * np.float32(np.pi / 0.036))))
    tone = 0.70 + 0.35 * rings
    return Swatch(_toned(color, tone), relief=rings * np.float32(2.5), gloss=0.5)


ermine_fur = partial(fur, long=0.06, dark=0.78)


def _toned(color: FloatArray, tone: FloatArray) -> FloatArray:
    """Return a color (3,), or colors (H, W, 3), made lighter and darker by a plane."""
    return color * tone[..., None].astype(np.float32)
