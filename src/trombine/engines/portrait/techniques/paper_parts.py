"""The parts of a person as sheets of paper: skin, clothes and hair, each in a few tones."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from trombine.engines.portrait.features import FeatureMasks
from trombine.engines.portrait.portrait import Portrait
from trombine.engines.portrait.skin_tone import facial_skin
from trombine.engines.portrait.techniques.sheets import HALF_PX, Piece, ShadeCard, cut, halve
from trombine.engines.portrait.techniques.tones import find_locks
from trombine.faces.topology import CHIN, FOREHEAD_TOP, LEFT_BROW, RIGHT_BROW
from trombine.imaging.arrays import FloatArray, SrgbImage
from trombine.imaging.color import srgb_to_lab
from trombine.imaging.filters import blur, mix, smoothstep

SKIN_RANGE = (20.0, 88.0)
"""CIELAB lightness of the darkest and the lightest sheet a face is made of."""

EVENED = 0.6
BROAD_PX, OVERLAP_PX = 36, 9
"""In pixels at half size, as everything a sheet is shaped from."""

SOCKET_LIFT = np.float32(0.5)
"""Deep eyes are no holes: so much of the shade around them goes."""


@dataclass(frozen=True, slots=True)
class Tones:
    """What sheets are cut from, at half size: CIELAB lightness and the parts of the person."""

    lightness: FloatArray
    combed: FloatArray
    figure: FloatArray
    skin: FloatArray
    hair: FloatArray
    cloth: FloatArray
    face: FloatArray
    fine: FloatArray
    sockets: FloatArray
    skin_lightness: float
    """Of the facial skin on the photo, [0, 100]."""


def read_tones(portrait: Portrait, features: FeatureMasks) -> Tones:
    """Return the tones of a portrait, its parts parted where the tone changes."""
    lightness = _lightness(portrait.painted)
    skin, hair, cloth = (halve(m) for m in (portrait.skin, portrait.hair, portrait.cloth))
    face = facial_skin(portrait)[::2, ::2]
    middle = float(_lightness(portrait.relit)[face].mean()) if face.any() else 60.0
    skin, hair = _part_by_tone(lightness, skin, hair)
    return Tones(
        lightness=lightness,
        combed=_lightness(portrait.combed),
        figure=halve(portrait.alpha),
        skin=skin,
        hair=hair,
        cloth=cloth,
        face=np.maximum(halve(features.oval), skin * _above_brows(portrait)),
        fine=np.clip(halve(portrait.importance) * 1.6, 0, 1),
        sockets=np.clip(blur(halve(features.eyes), 11) * 4, 0, 1),
        skin_lightness=middle,
    )


def _lightness(image: SrgbImage) -> FloatArray:
    return srgb_to_lab(SrgbImage(halve(image)))[..., 0]


def _above_brows(portrait: Portrait) -> FloatArray:
    points = portrait.landmarks[:, :2] / 2
    up = points[FOREHEAD_TOP] - points[CHIN]
    up = up / max(float(np.linalg.norm(up)), 1e-3)
    brow = points[[*RIGHT_BROW, *LEFT_BROW]].mean(axis=0)
    y, x = np.mgrid[:HALF_PX, :HALF_PX].astype(np.float32)
    return ((x - brow[0]) * up[0] + (y - brow[1]) * up[1] > 0).astype(np.float32)


def _part_by_tone(
    lightness: FloatArray, skin: FloatArray, hair: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return skin and hair with the border between them where light turns dark."""
    sure_skin, sure_hair = lightness[skin > 0.9], lightness[hair > 0.9]
    if min(sure_skin.size, sure_hair.size) < 200:
        return skin, hair
    low, high = float(np.median(sure_hair)), float(np.median(sure_skin))
    if abs(high - low) < 12:
        return skin, hair
    soft = blur(skin, 8) / np.maximum(blur(skin + hair, 8), np.float32(0.02))
    undecided = np.clip(1.3 - np.abs(2 * soft - 1) * 1.3, 0, 1)
    evidence = np.clip((lightness - (low + high) / 2) / (high - low), -0.5, 0.5)
    both = skin + hair
    share = skin / np.maximum(both, np.float32(0.02))
    share = np.clip(share + evidence * undecided * 1.1, 0, 1)
    return share * both, (1 - share) * both


def skin_sheets(
    tones: Tones, hidden: FloatArray, card: ShadeCard, *, strength: float
) -> Iterator[Piece]:
    """Yield neck and ears, then the face over them, each from its shade to its light."""
    middle = float(np.clip(tones.skin_lightness, *SKIN_RANGE))
    field = _skin_field(tones, hidden)
    face_tone = field[(tones.face > 0.9) & (tones.skin > 0.8)]
    if face_tone.size < 200:
        return
    center = float(np.median(face_tone))
    deep, shade, light = (float(q) for q in np.percentile(face_tone - center, [11, 30, 70]))
    room = (0.45 + 0.55 * middle / 65) * strength
    steps = (
        (-np.inf, middle - 33 * room),
        (float(np.clip(deep, -24, -7)), middle - 16 * room),
        (float(np.clip(shade, -9, -2)), middle + 1),
        (float(np.clip(light, 2, 8)), middle + 13 * room),
    )
    dark_sheet = 0.58 * center
    everywhere = cv2.dilate(tones.skin, np.ones((2 * OVERLAP_PX + 1,) * 2, np.uint8))
    inside = np.minimum(everywhere, (tones.figure > 0.5).astype(np.float32))
    face = inside * (blur(tones.face, 3) > 0.5)
    for region, height in ((inside, 6.0), (face, 8.0)):
        for number, (threshold, lightness) in enumerate(steps):
            where = region * (field - center > threshold)
            smallest = (2000, 500, 500, 1500)[number]
            mask = cut(where, radius_px=10, smallest_px=smallest, fine=tones.fine)
            yield Piece(mask, card.pick(lightness), height if number == 0 else 4.0)
    beard = inside * (blur(tones.lightness, 1.5) < dark_sheet) * (1 - hidden)
    yield Piece(cut(beard, radius_px=7, smallest_px=900), card.pick(dark_sheet * 0.6), 3.0)


def _skin_field(tones: Tones, hidden: FloatArray) -> FloatArray:
    """Return the lightness of skin in even light, features filled in by what is around them."""
    bare = np.clip(tones.skin * (1 - hidden), 0, 1)
    few = np.float32(0.01)
    near = blur(tones.lightness * bare, 5) / np.maximum(blur(bare, 5), few)
    far = blur(tones.lightness * bare, 14) / np.maximum(blur(bare, 14), few)
    around = mix(far, near, np.clip(blur(bare, 5) * 4, 0, 1))
    filled = mix(around, tones.lightness, bare)
    weight = np.clip(tones.skin, 0, 1)
    broad = blur(filled * weight, BROAD_PX) / np.maximum(blur(weight, BROAD_PX), few)
    level = float(np.median(broad[tones.skin > 0.8])) if (tones.skin > 0.8).any() else 60.0
    even = filled - (broad - level) * np.float32(EVENED)
    even = np.where(even < level, level + (even - level) * (1 - tones.sockets * SOCKET_LIFT), even)
    return mix(blur(even, 2.5), blur(even, 1.0), tones.fine)


def part_sheets(
    tones: Tones,
    part: FloatArray,
    card: ShadeCard,
    *,
    steps: int,
    locks: float,
    keep_from: float,
) -> Iterator[Piece]:
    """Yield a part in ``steps`` tones of its own, each sheet lighter and on top of the last.

    Raising ``locks`` brings out locks and folds in what is evenly dark or light. The part stays
    in lightness apart from ``keep_from``, the skin it lies on.
    """
    solid = part > 0.5
    if solid.sum() < 300:
        return
    broad, detail = find_locks(tones.combed, part, reach_px=12, faintest=3.0)
    field = blur(mix(tones.combed, broad, 0.35) + detail * np.float32(locks), 2.0)
    centers = _gather(field[solid][::7], steps)
    means = _spread(centers, keep_from)
    borders = [(a + b) / 2 for a, b in zip(centers[:-1], centers[1:], strict=True)]
    yield Piece(cut(part, radius_px=12, smallest_px=1500), card.pick(means[0]), 7.0)
    for border, lightness in zip(borders, means[1:], strict=True):
        where = np.minimum(part, field > border)
        yield Piece(cut(where, radius_px=9, smallest_px=900), card.pick(lightness), 4.0)


LEAST_STEP, LEAST_APART, SPANNING = 10.0, 14.0, 34.0
SETTLED = 8


def _gather(lightness: FloatArray, steps: int) -> list[float]:
    """Return the lightness that most of a part is near to, in ``steps`` (Lloyd 1982)."""
    centers = np.linspace(*np.percentile(lightness, [4, 96]), steps)
    for _ in range(SETTLED):
        nearest = np.abs(lightness[:, None] - centers).argmin(axis=1)
        counts = np.bincount(nearest, minlength=steps)
        sums = np.bincount(nearest, lightness, minlength=steps)
        centers = np.where(counts > 0, sums / np.maximum(counts, 1), centers)
    return sorted(centers.tolist())


def _spread(means: Sequence[float], keep_from: float) -> list[float]:
    """Return the tones at least ``LEAST_STEP`` apart, and their middle away from the skin's."""
    middle = float(np.mean(means))
    moved = 0.0
    if means[-1] - means[0] < SPANNING and abs(middle - keep_from) < LEAST_APART:
        moved = keep_from + (-LEAST_APART if middle <= keep_from else LEAST_APART) - middle
    spread = [max(6.0, means[0] + moved)]
    for mean in means[1:]:
        spread.append(max(mean + moved, spread[-1] + LEAST_STEP))
    return [*spread[:-1], min(spread[-1] + 5, 97)]
