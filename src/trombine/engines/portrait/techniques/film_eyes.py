"""Eyes as an animated film builds them: shaded whites, an iris with depth, lashes in groups.

Everything is measured on the person: where they look, the color of the iris, how far the lids
are open, how dark their lashes are. Nothing is drawn on eyes that are closed.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from trombine.engines.portrait.features import closed_spline
from trombine.engines.portrait.portrait import Portrait
from trombine.engines.portrait.techniques.canvas import FINER, Canvas
from trombine.faces.pose import measure_iris
from trombine.faces.topology import LEFT_EYE, LEFT_IRIS, RIGHT_EYE, RIGHT_IRIS
from trombine.imaging.arrays import BoolArray, FloatArray
from trombine.imaging.color import LUMA_WEIGHTS
from trombine.imaging.filters import blur, mix, shift_mask, smoothstep

NEARLY_CLOSED = 0.15
SMALLEST_IRIS_PX = 6
PER_SEGMENT = 8
INNER = 8 * PER_SEGMENT
"""Where on the closed contour the inner corner lies; the lower lid comes before it."""

IRIS_GROWTH, PUPIL = 1.10, 0.40
CATCH_LIGHTS = ((-0.34, -0.36, 0.25, 0.97), (0.36, 0.38, 0.11, 0.6))
"""Towards the light and down and radius in radii of the iris, opacity."""

FIBER_WAVES = ((23, 0.5), (37, 0.35), (61, 0.25), (9, 0.3))
WARM_LID = np.array([0.80, 0.52, 0.47], np.float32)
DEEPEST = np.array([0.035, 0.024, 0.026], np.float32)
WHITES_ABOVE_SKIN, PALEST_WHITES, DARKEST_WHITES = 0.30, 0.93, 0.62
"""Luma: whites lie so far above the skin and within these; else they glow in a dark face."""

CLEARED, BELOW = 0.85, 1.1
"""Share of the photo's eye that is taken off the lids; some of it is their form."""

RED_LIMIT_DEG, MAGENTA_LIMIT_DEG = 21.0, 290.0
LASH_GROUPS = 6
LID_SEARCH, FAR_COST = 0.010, 0.12
"""How far a lid is looked for beside its landmarks, against the face's length; in luma, how much
darker it must be there."""

BESIDE_IRIS, FEWEST_BESIDE = 1.1, 12


@dataclass(frozen=True, slots=True)
class _Eye:
    """One eye: lids from the outer to the inner corner, (N, 2); iris; size of the opening."""

    upper: FloatArray
    lower: FloatArray
    center: FloatArray
    radius: float
    wide: float
    tall: float

    @property
    def outline(self) -> FloatArray:
        return np.vstack([self.lower, self.upper[::-1]])


def draw_film_eyes(
    portrait: Portrait, image: FloatArray, *, light_x: float, rng: np.random.Generator
) -> FloatArray:
    """Return the image with both eyes drawn anew; ``light_x`` is -1 for light from the left."""
    tone: FloatArray = portrait.relit @ LUMA_WEIGHTS
    drawn = np.ascontiguousarray(image, np.float32).copy()
    phases = rng.uniform(0, 2 * np.pi, len(FIBER_WAVES)).astype(np.float32)
    for contour, iris in ((RIGHT_EYE, RIGHT_IRIS), (LEFT_EYE, LEFT_IRIS)):
        eye = _measure(portrait, contour, iris, tone)
        if eye.tall < NEARLY_CLOSED * eye.wide or eye.radius < SMALLEST_IRIS_PX:
            continue
        canvas = Canvas.around(eye.outline, margin_px=eye.wide * 0.35)
        if canvas is not None:
            drawn[canvas.window] = _draw(portrait, drawn, tone, eye, canvas, light_x, phases)
    return drawn


def _measure(
    portrait: Portrait, contour: tuple[int, ...], iris: tuple[int, ...], tone: FloatArray
) -> _Eye:
    points = portrait.landmarks[:, :2]
    curve = closed_spline(points[list(contour)], per_segment=PER_SEGMENT)
    lower, upper = curve[: INNER + 1], np.vstack([curve[INNER:], curve[:1]])[::-1]
    wide = float(np.linalg.norm(curve[0] - curve[INNER]))
    center, radius = measure_iris(points, iris)
    # A lid is farther out than its landmarks, if anything: the mesh knows no lashes.
    shifts = np.linspace(-0.25, 1.5, 8, dtype=np.float32) * LID_SEARCH * portrait.face_height_px
    soft = blur(tone, 1.0)
    upper, lower = (
        _find_lid(
            lid,
            soft,
            np.linalg.norm(lid - center, axis=1) > radius * BESIDE_IRIS,
            shifts_px=np.float32(way) * shifts,
        )
        for lid, way in ((upper, -1), (lower, 1))
    )
    middle = INNER // 2
    tall = float(np.linalg.norm(upper[middle] - lower[middle]))
    return _Eye(upper, lower, center, radius * IRIS_GROWTH, wide, tall)


def _find_lid(
    lid: FloatArray, tone: FloatArray, beside: BoolArray, *, shifts_px: FloatArray
) -> FloatArray:
    """Return a lid moved to where its lashes are darkest; its corners stay.

    ``beside`` are the points that count: over the iris the darkest row would be the pupil.
    """
    bow = np.sin(np.linspace(0, np.pi, len(lid), dtype=np.float32))[:, None]
    down = np.array([0, 1], np.float32)
    farthest = np.abs(shifts_px).max()
    counted = beside if beside.sum() > FEWEST_BESIDE else np.ones_like(beside)

    def darkness(shift: np.float32) -> float:
        moved = (lid + bow * shift * down)[counted]
        column, row = np.clip(np.round(moved), 0, len(tone) - 1).astype(int).T
        return float(tone[row, column].mean()) + FAR_COST * float(shift / farthest) ** 2

    return lid + bow * min(shifts_px, key=darkness) * down


def _draw(  # noqa: PLR0913, PLR0917  (all that an eye is made of)
    portrait: Portrait,
    image: FloatArray,
    tone: FloatArray,
    eye: _Eye,
    canvas: Canvas,
    light_x: float,
    phases: FloatArray,
) -> FloatArray:
    opening = canvas.fill(eye.outline)
    under = canvas.enlarge(image)
    lid_shade = _shade_below(opening, eye)
    ball = _whites(portrait, tone, eye, canvas)
    iris, inside = _iris(portrait, eye, canvas, phases)
    ball = mix(ball, iris, inside)
    ball = ball * (1 - lid_shade[..., None] * np.array([0.50, 0.56, 0.58], np.float32))
    ball = _catch_light(ball, eye, canvas, inside, light_x)
    # The wet edge of the lower lid.
    wet = canvas.stroke(eye.lower, _taper(len(eye.lower)) * eye.wide * 0.055)
    ball = mix(ball, np.broadcast_to(_lid_color(image, canvas), ball.shape), wet * 0.65)
    drawn = mix(_clear_lids(under, opening, eye), ball, opening)
    lashes, color = _lashes(portrait, tone, eye, canvas)
    drawn = mix(drawn, np.broadcast_to(color, drawn.shape), lashes)
    return canvas.shrink(np.clip(drawn, 0, 1))


def _lid_color(image: FloatArray, canvas: Canvas) -> FloatArray:
    """Return the color of the lower lid where it is wet: skin, lighter and warmer."""
    skin = np.percentile(image[canvas.window].reshape(-1, 3), 65, axis=0).astype(np.float32)
    return np.clip(skin * np.array([1.08, 0.94, 0.92], np.float32), 0, 1)


def _clear_lids(under: FloatArray, opening: FloatArray, eye: _Eye) -> FloatArray:
    """Return the lids without the photo's eye showing beside the one that is drawn."""
    reach = eye.wide * 0.075 * FINER
    # Where the mesh misses the lids it lies too high: most shows below.
    lower = shift_mask(opening, right_px=0, down_px=reach * BELOW)
    covered = np.maximum(opening, lower)
    near = np.clip(blur(covered, reach * 0.5) * 3, 0, 1)
    away = np.clip(1 - blur(covered, reach) * 4, 0, 1) + np.float32(1e-3)
    lid = blur(under * away[..., None], reach) / blur(away, reach)[..., None]
    return mix(under, lid, near * CLEARED)


def _taper(count: int) -> FloatArray:
    # The sine of pi may fall below zero, whose power is no number.
    return np.clip(np.sin(np.linspace(0, np.pi, count, dtype=np.float32)), 0, 1) ** np.float32(0.6)


def _shade_below(opening: FloatArray, eye: _Eye) -> FloatArray:
    """Return the shadow of the upper lid and its lashes on the ball, [0, 1]."""
    depth = eye.tall * 0.30 * FINER
    lit = shift_mask(opening, right_px=0, down_px=depth)
    return np.clip(1 - cv2.GaussianBlur(lit, (0, 0), max(depth * 0.55, 1.0)), 0, 1) * opening


def _whites(portrait: Portrait, tone: FloatArray, eye: _Eye, canvas: Canvas) -> FloatArray:
    """Return the ball without its iris: rounded off to the corners, warm where lids meet it."""
    bare = (portrait.skin[canvas.window] > 0.7) & (portrait.importance[canvas.window] < 0.9)
    skin = float(np.median(tone[canvas.window][bare])) if bare.any() else 0.6
    level = np.clip(skin + WHITES_ABOVE_SKIN, DARKEST_WHITES, PALEST_WHITES)
    white = np.array([1.0, 0.985, 0.965], np.float32) * np.float32(level)
    x, y = canvas.grid()
    outer, inner = eye.outline[0], eye.lower[-1]
    axis = (inner - outer) / np.float32(eye.wide)
    along = ((x - outer[0]) * axis[0] + (y - outer[1]) * axis[1]) / np.float32(eye.wide)
    away = np.abs(along * 2 - 1)
    ball = np.broadcast_to(white, (*x.shape, 3)) * (1 - 0.20 * away**2)[..., None]
    warm = white * WARM_LID * np.float32(1.12)
    ball = mix(ball, warm, smoothstep(0.72, 1.02, away) * 0.35)
    return mix(ball, warm, smoothstep(0.90, 0.98, along) * 0.55)


def _iris(
    portrait: Portrait, eye: _Eye, canvas: Canvas, phases: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return the iris and where it lies: limbal ring, fibers, light gathered below the pupil."""
    x, y = canvas.grid()
    dx, dy = (x - eye.center[0]) / eye.radius, (y - eye.center[1]) / eye.radius
    distance = np.sqrt(dx * dx + dy * dy)
    color = _iris_color(portrait, eye)
    angle = np.arctan2(dy, dx)
    fibers = np.zeros_like(angle)
    for (waves, share), phase in zip(FIBER_WAVES, phases, strict=True):
        fibers += np.float32(share) * np.sin(waves * angle + phase + 2.2 * distance)
    gathered = np.clip(dy * 0.9 + 0.15, -0.4, 1) * smoothstep(1.05, 0.45, distance)
    light = 0.62 + 0.75 * np.clip(gathered, 0, 1) + 0.13 * fibers * smoothstep(0.35, 0.55, distance)
    light += 0.22 * np.exp(-(((distance - PUPIL - 0.10) / 0.09) ** 2))
    iris = color * light[..., None]
    iris = mix(iris, color * 0.20, smoothstep(0.72, 0.97, distance) * 0.92)
    iris = mix(iris, DEEPEST, smoothstep(PUPIL + 0.05, PUPIL - 0.05, distance))
    # The sky in the cornea: a pale veil over the upper half.
    sky = smoothstep(0.05, -0.75, dy) * smoothstep(0.95, 0.7, distance) * 0.16
    iris = mix(iris, np.array([0.80, 0.88, 0.98], np.float32), sky)
    softness = 1.4 / eye.radius
    return np.clip(iris, 0, 1), smoothstep(1 + softness, 1 - softness, distance)


def _iris_color(portrait: Portrait, eye: _Eye) -> FloatArray:
    """Return the person's color of iris, as it is without glare or the lid's shadow."""
    reach = int(eye.radius) + 2
    left, top = (int(v) - reach for v in eye.center)
    rows = slice(max(top, 0), max(top + 2 * reach, 0))
    columns = slice(max(left, 0), max(left + 2 * reach, 0))
    patch = portrait.relit[rows, columns]
    if patch.size == 0:
        return np.array([0.32, 0.2, 0.12], np.float32)
    y, x = np.mgrid[rows.start : rows.start + patch.shape[0], columns.start :
                    columns.start + patch.shape[1]].astype(np.float32)  # fmt: skip
    distance = np.hypot(x - eye.center[0], y - eye.center[1]) / eye.radius
    ring = (distance < 0.80) & (distance > 0.42)
    ring &= np.abs(y - eye.center[1]) < eye.tall * 0.42
    if ring.sum() < 8:
        return np.array([0.32, 0.2, 0.12], np.float32)
    found = patch[ring]
    tone = found @ LUMA_WEIGHTS
    low, high = np.percentile(tone, [30, 80])
    color = np.median(found[(tone >= low) & (tone <= high)], axis=0)
    return _livelier(color)


def _livelier(color: FloatArray) -> FloatArray:
    """Return a color with the light that an iris has from within; a dark one stays dark."""
    hsv = cv2.cvtColor(color.reshape(1, 1, 3).astype(np.float32), cv2.COLOR_RGB2HSV)[0, 0]
    if hsv[0] < RED_LIMIT_DEG or hsv[0] > MAGENTA_LIMIT_DEG:
        hsv[0] = RED_LIMIT_DEG  # no iris is red: that is light from the lids
    hsv[1] = np.clip(hsv[1] * 1.15, 0.0, 0.68)
    hsv[2] = np.clip(hsv[2] * 1.20 + 0.05, 0.24, 0.70)
    livelier: FloatArray = cv2.cvtColor(hsv.reshape(1, 1, 3), cv2.COLOR_HSV2RGB)[0, 0]
    return livelier


def _catch_light(
    ball: FloatArray, eye: _Eye, canvas: Canvas, inside: FloatArray, light_x: float
) -> FloatArray:
    x, y = canvas.grid()
    for towards, down, size, opacity in CATCH_LIGHTS:
        dx = x - (eye.center[0] - towards * light_x * eye.radius)
        dy = y - (eye.center[1] + down * eye.radius)
        spot = np.sqrt(dx * dx + dy * dy) / np.float32(eye.radius)
        light = smoothstep(size * 1.18, size * 0.85, spot) * opacity * inside
        ball = mix(ball, np.ones(3, np.float32), light)
    return ball


def _lashes(
    portrait: Portrait, tone: FloatArray, eye: _Eye, canvas: Canvas
) -> tuple[FloatArray, FloatArray]:
    """Return the line of the upper lashes with its groups, as dark and long as the person's."""
    count = len(eye.upper)
    up = eye.upper[count // 2] - eye.lower[count // 2]
    up = up / max(float(np.linalg.norm(up)), 1e-3)
    # Lashes darken the lid a little above its edge; the edge itself is dark in every eye.
    band = eye.upper[4 : count // 2] + up * np.float32(eye.wide * 0.055)
    column, row = np.clip(np.round(band), 0, len(tone) - 1).astype(int).T
    skin = float(np.percentile(tone[canvas.window], 70))
    dark = 1 - float(np.percentile(tone[row, column], 40)) / max(skin, 0.05)
    fullness = float(np.clip((dark - 0.42) / 0.38, 0, 1))
    column, row = np.clip(np.round(eye.upper[8:-8]), 0, len(tone) - 1).astype(int).T
    color = np.minimum(np.percentile(portrait.relit[row, column], 15, axis=0) * 0.55, 0.16)
    outward = np.linspace(1, 0, count, dtype=np.float32)  # lids run from the outer corner
    ends = smoothstep(0, 0.12, 1 - outward) * smoothstep(0, 0.04, outward)
    thickness = eye.wide * (0.022 + 0.030 * fullness) * (0.40 + 0.85 * outward) * ends
    lid = canvas.stroke(eye.upper + up * thickness[:, None] * 0.25, thickness + 0.6)
    lashes = lid * np.float32(0.75 + 0.2 * fullness)
    out = (eye.upper[0] - eye.upper[-1]) / np.float32(eye.wide)
    for number in range(LASH_GROUPS):
        share = 0.02 + 0.55 * number / LASH_GROUPS
        root = eye.upper[int(share * (count - 1))]
        length = eye.wide * (0.03 + 0.10 * fullness) * (1 - 0.6 * share)
        lean = np.float32(0.95 - 1.1 * share)
        steps = np.linspace(0, 1, 6, dtype=np.float32)[:, None]
        bend = up * np.float32(0.75) + out * lean
        path = root + (out * lean * steps + (bend - out * lean) * steps**2) * np.float32(length)
        hair = canvas.stroke(path, (1 - steps[:, 0]) * eye.wide * (0.034 + 0.02 * fullness) + 0.2)
        lashes = np.maximum(lashes, hair * np.float32(0.45 + 0.45 * fullness))
    free = canvas.enlarge(1 - np.clip(portrait.hair, 0, 1))
    return lashes * free, color.astype(np.float32)
