"""A person in a world: the scene behind them, out of focus there, and its light on them."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import cv2
import numpy as np

from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.style import Look
from trombine.engines.portrait.techniques.light import lambert
from trombine.engines.portrait.techniques.nature import choose, paint_scene
from trombine.faces.topology import CHIN
from trombine.imaging.arrays import FloatArray, SrgbImage, as_srgb
from trombine.imaging.color import LUMA_WEIGHTS, hex_color, luma
from trombine.imaging.filters import blur, mix
from trombine.kernels import kernel

HALF_PX = SIDE_PX // 2
"""The scene's focus and the light are soft: worked out at half the side."""

BESIDE = (0.88, -0.48)
"""Where the light stands: to the side and above."""

EDGE_PX = 3.0
RIM, CAST, AMBIENT = 0.55, 0.45, 0.10
"""How strongly the world's light runs along the edge, falls on the near side, and tints."""

ON_SKIN = 0.35
"""Share of the light that skin takes: its tone is the person's."""

LEAST_APART = 0.20
"""How far in luma what is behind a head stays from the hair."""

MOST_MOVED = 0.34
"""How far in luma a scene is lifted or lowered there at most."""

BRIGHTEST, DARKEST = 0.8, 0.6
"""Share of a glow, and of what is taken away, at most."""

FEWEST_PX = 50
"""Hair of fewer pixels, at half the side, is no hair."""

OUT_OF_FOCUS_PX = 2.6
"""Softness of the scene next to the head, at half the side."""


def set_in(portrait: Portrait, look: Look, scene: SrgbImage, *, light: FloatArray) -> Portrait:
    """Return the portrait with the scene as its world, and the scene's light on the person.

    The scene, of any side, is lifted or lowered behind the head until the hair stands out, and put
    out of focus there. ``light`` (3,) comes from the side of the look: along the edge, on hair and
    shoulders; the face keeps the light of the portrait, and skin its tone.
    """
    size = (HALF_PX, HALF_PX)
    small = scene
    if scene.shape[0] != HALF_PX:
        small = SrgbImage(cv2.resize(scene, size, interpolation=cv2.INTER_AREA))
    head = _around_head(portrait)
    behind: FloatArray = part_from_hair(small, portrait, head)
    soft = cv2.GaussianBlur(behind, (0, 0), OUT_OF_FOCUS_PX)
    behind = mix(behind, soft, np.clip(head * 1.5, 0, 1))
    world = as_srgb(cv2.resize(behind, (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_CUBIC))

    person, falling = (portrait.alpha, portrait.skin), _light(portrait, look)
    color = light.astype(np.float32)
    tint = behind.mean(axis=(0, 1))
    tint = (tint / max(float(tint @ LUMA_WEIGHTS), 0.05)).astype(np.float32)

    def lit(image: SrgbImage) -> SrgbImage:
        return SrgbImage(_lend(image, person, falling, color, tint))

    return replace(
        portrait,
        world=world,
        relit=lit(portrait.relit),
        painted=lit(portrait.painted),
        combed=lit(portrait.combed),
    )


def set_in_painted(
    portrait: Portrait,
    look: Look,
    paint: Callable[[tuple[str, ...], FloatArray, np.random.Generator], None],
    *,
    hours: Sequence[tuple[str, ...]],
    purpose: int,
) -> Portrait:
    """Return the portrait in a scene painted at one of its hours, by the look.

    An hour is the colors that ``paint`` is given, as ``#rrggbb``; the first is that of the light.
    """
    hour = choose(look, purpose, hours)
    scene = paint_scene(look, purpose + 1, partial(paint, hour))
    return set_in(portrait, look, scene, light=hex_color(hour[0]))


def _around_head(portrait: Portrait) -> FloatArray:
    """Return where the air behind the head is, [0, 1] at half the side, fading outwards."""
    alpha = cv2.resize(portrait.alpha, (HALF_PX, HALF_PX), interpolation=cv2.INTER_AREA)
    chin_y = float(portrait.landmarks[CHIN, 1]) / 2
    rows = np.arange(HALF_PX, dtype=np.float32)[:, None]
    reach = max(portrait.face_height_px / 2, 40.0)
    above = np.clip((chin_y + 0.25 * reach - rows) / (0.5 * reach), 0, 1)
    return np.clip(blur(alpha * above, 0.32 * reach) * 1.6, 0, 1)


def part_from_hair(scene: SrgbImage, portrait: Portrait, head: FloatArray) -> SrgbImage:
    """Return the scene lifted or lowered behind the head until it stands apart from the hair.

    Lifted as if its own light glowed there: hues stay, and so does what is farther from the head.
    """
    step = SIDE_PX // HALF_PX
    hair, alpha = (plane[::step, ::step] > 0.5 for plane in (portrait.hair, portrait.alpha))
    hair = hair & (head > 0.35)
    if hair.sum() < FEWEST_PX:  # bald, or under a hat: what the head is
        hair = alpha & (head > 0.8)
    air = head * ~alpha * (head > 0.3)
    if not hair.any() or not air.any():
        return scene
    tone = luma(scene)
    there = float((tone * air).sum() / air.sum())
    own = float(np.median(luma(SrgbImage(portrait.relit[::step, ::step]))[hair]))
    change = _wanted_tone(there, own) - there
    if not change:
        return scene
    if change < 0:
        share = min(-change * float(air.sum()) / float((air * head * tone).sum() + 1e-3), DARKEST)
        return as_srgb(scene * (1 - head * np.float32(share))[..., None])
    soft = SrgbImage(blur(scene, 24))
    hue = np.clip(soft / np.maximum(luma(soft)[..., None], np.float32(0.04)), 0, 2.2)
    bright = as_srgb(mix(hue * np.float32(0.62), np.ones(3, np.float32), 0.35))
    room = float((air * head * (luma(bright) - tone)).sum())
    share = min(change * float(air.sum()) / max(room, 1e-3), BRIGHTEST)
    return as_srgb(mix(scene, bright, head * np.float32(share)))


def _wanted_tone(there: float, hair: float) -> float:
    """Return the tone nearest to the scene's own that is far enough from the hair's."""
    if abs(there - hair) >= LEAST_APART:
        return there
    above, below = hair + LEAST_APART, hair - LEAST_APART
    options = [tone for tone in (above, below) if 0.06 <= tone <= 0.94]
    nearest = min(options, key=lambda tone: abs(tone - there))
    return float(np.clip(nearest, there - MOST_MOVED, there + MOST_MOVED))


def _light(portrait: Portrait, look: Look) -> tuple[FloatArray, FloatArray]:
    """Return the light along the edge and on the near side, at half the side."""
    across = -BESIDE[0] if look.light_from_left else BESIDE[0]
    alpha = cv2.resize(portrait.alpha, (HALF_PX, HALF_PX), interpolation=cv2.INTER_AREA)
    soft = blur(alpha, 4)
    dx = cv2.Sobel(soft, cv2.CV_32F, 1, 0)
    dy = cv2.Sobel(soft, cv2.CV_32F, 0, 1)
    outward = -(dx * across + dy * BESIDE[1]) / (np.sqrt(dx * dx + dy * dy) + np.float32(1e-4))
    thin = np.clip(alpha - blur(alpha, EDGE_PX), 0, 0.5) * 2
    elsewhere = 1 - np.clip(portrait.importance[::2, ::2] * 1.2, 0, 1)
    normals = np.ascontiguousarray(portrait.normals[::2, ::2])
    near = lambert(normals, (across, BESIDE[1], 0.3), wrap=0.0)
    return np.clip(outward, 0, 1) * thin * elsewhere, blur(near, 3) * elsewhere


@kernel(fastmath=True)
def _lend(
    image: FloatArray,
    person: tuple[FloatArray, FloatArray],
    falling: tuple[FloatArray, FloatArray],
    light: FloatArray,
    tint: FloatArray,
) -> FloatArray:
    """Add the light where there is a person, tint what is not skin.

    ``person`` is all of them and their skin, ``falling`` the light along the edge and on the near
    side, at half the side.
    """
    alpha, skin = person
    edge, cast = falling
    result = image.copy()
    one = np.float32(1)
    for y in range(image.shape[0]):
        for x in range(image.shape[1]):
            if alpha[y, x] <= 0:
                continue
            bare = skin[y, x]
            taken = one - np.float32(1 - ON_SKIN) * bare
            along = edge[y // 2, x // 2] * np.float32(RIM) * taken
            near = cast[y // 2, x // 2] * np.float32(CAST) * (one - bare)
            share = np.float32(AMBIENT) * (one - bare)
            for c in range(3):
                value = image[y, x, c] * (one + share * (tint[c] - one)) * (one + near * light[c])
                value += (one - value) * along * light[c]
                result[y, x, c] = min(max(value, np.float32(0)), one)
    return result
