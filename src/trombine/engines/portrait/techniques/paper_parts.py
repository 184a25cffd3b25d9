"""The parts of a person as sheets of paper: skin, clothes and hair, each in a few tones."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np

from trombine.engines.portrait.features import FeatureMasks
from trombine.engines.portrait.portrait import Portrait
from trombine.engines.portrait.skin_tone import facial_skin
from trombine.engines.portrait.techniques.sheets import HALF_PX, Piece, ShadeCard, cut, halve
from trombine.engines.portrait.techniques.tones import find_locks
from trombine.faces.topology import CHIN, FOREHEAD_TOP, LEFT_BROW, RIGHT_BROW
from trombine.imaging.arrays import BoolArray, FloatArray, SrgbImage
from trombine.imaging.color import srgb_to_lab
from trombine.imaging.filters import blur, mix

SKIN_RANGE = (20.0, 88.0)
"""CIELAB lightness of the darkest and the lightest sheet a face is made of."""

SKIN_SHARES = (11, 30, 70)
"""Percentiles of the face's tone: where shade, base and light begin."""

BORDER_LIMITS = ((-24.0, -7.0), (-9.0, -2.5), (2.5, 8.0))
SHEET_LIMITS = ((-42.0, -28.0), (-22.0, -14.0), (0.0, 1.0), (11.0, 19.0))
"""How far from the middle of the skin sheets may begin, and how light deep shade, shade, base and
light may be: flat faces get some form, and harsh light is no mask."""

CONTRAST = 1.7
"""Paper shows so much more contrast between sheets than the face between their tones."""

FULL_ROOM = 65.0
"""Skin of this lightness gets the whole contrast; half of it is left where skin is black."""

EVENED, BROAD_PX = 0.4, 36
"""The share of the broad light that goes, and what is broad; at half size, as all pixels here."""

SOCKET_LIFT = 0.5
"""Deep eyes are no holes: so much of the shade around them goes."""

BEARD_DARKER, BEARD_SHEET = 0.58, 0.35
"""Below this share of the skin's lightness hair grows on it, and of this share is its sheet."""

OVERLAP_PX = 9
"""How far the skin runs on under clothes and hair."""

FEWEST_SAMPLES = 200
LEAST_PARTED = 12.0
"""Hair and skin nearer in lightness than this are parted by their masks alone."""

LEAST_STEP, LEAST_APART, SPANNING, LIFTED_TOP = 10.0, 14.0, 34.0, 5.0
"""Tones of a part are so far apart, and from the skin unless they span more than ``SPANNING``;
the lightest is lifted, for white linen is white."""

SETTLED = 8
"""Rounds until tones stay where they are."""


@dataclass(frozen=True, slots=True)
class Tones:
    """What sheets are cut from, all at half size.

    Parameters
    ----------
    lightness, combed
        CIELAB lightness, and the same with hair and cloth gathered into locks and folds.
    figure, skin, hair, cloth
        The person and their parts.
    face
        What lies over neck and ears: the oval of the face and the forehead up to the hair.
    fine
        Where the knife turns closely, [0, 1].
    sockets
        Around the eyes, [0, 1].
    skin_lightness
        Of the facial skin on the photo, [0, 100].
    """

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

    @property
    def bare_face(self) -> BoolArray:
        """Where the face shows its skin; hardly anywhere where there is no face."""
        return (self.face > 0.9) & (self.skin > 0.8)

    @property
    def has_face(self) -> bool:
        """Whether there is a face: a world is drawn as a portrait without one."""
        return int(self.bare_face.sum()) >= FEWEST_SAMPLES


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
    """Return 1 on the forehead's side of the brows, whichever way the head leans."""
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
    if min(sure_skin.size, sure_hair.size) < FEWEST_SAMPLES:
        return skin, hair
    low, high = float(np.median(sure_hair)), float(np.median(sure_skin))
    if abs(high - low) < LEAST_PARTED:
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
    """Yield neck and ears, the face over them, each from its shade to its light, then the beard.

    ``hidden`` is what is cut as a piece of its own: the skin runs on under it.
    """
    if not tones.has_face:
        return
    field = _skin_field(tones, hidden)
    middle = float(np.median(field[tones.bare_face]))
    borders, sheets = _skin_steps(
        field[tones.bare_face] - middle, tones.skin_lightness, strength=strength
    )
    grown = cv2.dilate(tones.skin, np.ones((2 * OVERLAP_PX + 1,) * 2, np.uint8))
    inside = np.minimum(grown, (tones.figure > 0.5).astype(np.float32))
    face = inside * (blur(tones.face, 3) > 0.5)
    for region, height_px in ((inside, 6.0), (face, 8.0)):
        yield Piece(cut(region, radius_px=10, smallest_px=2000), card.pick(sheets[0]), height_px)
        for border, lightness, least_px in zip(borders, sheets[1:], (500, 500, 1500), strict=True):
            where = region * (field - middle > border)
            mask = cut(where, radius_px=10, smallest_px=least_px, fine=tones.fine)
            yield Piece(mask, card.pick(lightness), 4.0)
    dark = blur(tones.lightness, 1.5) < BEARD_DARKER * middle
    beard = inside * dark * (1 - hidden) * (tones.sockets < 0.3)
    sheet = card.pick(BEARD_SHEET * tones.skin_lightness)
    yield Piece(cut(beard, radius_px=7, smallest_px=900), sheet, 3.0)


def _skin_steps(
    away: FloatArray, skin_lightness: float, *, strength: float
) -> tuple[list[float], list[float]]:
    """Return where shade, base and light begin, and the lightness of all four sheets.

    ``away`` is how far the face's tone is from its middle. All together
    are as light as the skin.
    """
    base = float(np.clip(skin_lightness, *SKIN_RANGE))
    room = (1 + base / FULL_ROOM) / 2 * strength
    shares = np.percentile(away, SKIN_SHARES)
    borders = [float(np.clip(q, *lim)) for q, lim in zip(shares, BORDER_LIMITS, strict=True)]
    offsets, covered = [], []
    ends = zip([-np.inf, *borders], [*borders, np.inf], SHEET_LIMITS, strict=True)
    for low, high, limits in ends:
        there = away[(away > low) & (away <= high)]
        seen = float(there.mean()) * CONTRAST if there.size else 0.0
        offsets.append(float(np.clip(seen, *limits)) * room)
        covered.append(there.size / away.size)
    base -= float(np.dot(offsets, covered))
    return borders, [base + offset for offset in offsets]


def _skin_field(tones: Tones, hidden: FloatArray) -> FloatArray:
    """Return the lightness of skin in even light, features filled in by what is around them."""
    bare = np.clip(tones.skin * (1 - hidden), 0, 1)
    near, far = (_around(tones.lightness, bare, reach_px) for reach_px in (5, 14))
    around = mix(far, near, np.clip(blur(bare, 5) * 4, 0, 1))
    filled = mix(around, tones.lightness, bare)
    broad = _around(filled, tones.skin, BROAD_PX)
    level = np.float32(np.median(broad[tones.bare_face]))
    away = filled - level - (broad - level) * np.float32(EVENED)
    away = np.where(away < 0, away * (1 - tones.sockets * np.float32(SOCKET_LIFT)), away)
    return level + mix(blur(away, 2.5), blur(away, 1.0), tones.fine)


def _around(plane: FloatArray, part: FloatArray, reach_px: float) -> FloatArray:
    """Return the mean of a plane over a part of it, within reach."""
    return blur(plane * part, reach_px) / np.maximum(blur(part, reach_px), np.float32(0.01))


def part_sheets(
    tones: Tones, part: FloatArray, card: ShadeCard, *, steps: int, locks: float = 3.0
) -> Iterator[Piece]:
    """Yield clothes or hair in ``steps`` tones of their own, the lighter over the darker.

    Raising ``locks`` brings out locks and folds in what is evenly dark or light.
    """
    solid = part > 0.5
    if solid.sum() < FEWEST_SAMPLES:
        return
    broad, detail = find_locks(tones.combed, part, reach_px=12, faintest=3.0)
    field = blur(mix(tones.combed, broad, 0.35) + detail * np.float32(locks), 2.0)
    seen = _gather(field[solid][::7], steps)
    sheets = _spread(seen, tones.skin_lightness)
    yield Piece(cut(part, radius_px=12, smallest_px=1500), card.pick(sheets[0]), 7.0)
    for (low, high), lightness in zip(pairwise(seen), sheets[1:], strict=True):
        where = part * (field > (low + high) / 2)
        yield Piece(cut(where, radius_px=9, smallest_px=900), card.pick(lightness), 4.0)


def _gather(lightness: FloatArray, steps: int) -> list[float]:
    """Return the lightness that most of a part is near to, in ``steps`` (Lloyd 1982)."""
    low, high = (float(q) for q in np.percentile(lightness, [4, 96]))
    centers = np.linspace(low, high, steps)
    for _ in range(SETTLED):
        nearest = np.abs(lightness[:, None] - centers).argmin(axis=1)
        counts = np.bincount(nearest, minlength=steps)
        sums = np.bincount(nearest, lightness, minlength=steps)
        centers = np.where(counts > 0, sums / np.maximum(counts, 1), centers)
    return sorted(centers.tolist())


def _spread(seen: Sequence[float], skin: float) -> list[float]:
    """Return the lightness of a part's sheets: apart from each other, and from the skin's."""
    middle, moved = float(np.mean(seen)), 0.0
    if seen[-1] - seen[0] < SPANNING and abs(middle - skin) < LEAST_APART:
        moved = skin + (-LEAST_APART if middle <= skin else LEAST_APART) - middle
    sheets = [max(6.0, seen[0] + moved)]
    for lightness in seen[1:]:
        sheets.append(max(lightness + moved, sheets[-1] + LEAST_STEP))
    return [*sheets[:-1], min(sheets[-1] + LIFTED_TOP, 97.0)]
