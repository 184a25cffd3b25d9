"""Skin, hair and cloth: color models seeded by the face, held in place by the shape of a head."""

from dataclasses import dataclass

import cv2
import numpy as np

from trombine.engines.portrait.features import polygon_mask
from trombine.engines.portrait.portrait import SIDE_PX
from trombine.faces import topology
from trombine.imaging.arrays import BoolArray, FloatArray, Mask, Points, SrgbImage, as_mask
from trombine.imaging.filters import guided_filter

WORK_PX = 256
CLUSTERS = 4
COST_LIMIT = 25.0
SURE = 0.9
# Beyond this cost a color is no skin, whatever its place.
NO_SKIN_COST = 9.0
BALD_DIFFERENCE = 11.0
LONG_HAIR_COVERAGE = 0.35
# A cluster wider than this would claim every dark color for a shaded cheek.
WIDEST_SPREAD = 7.0
LAB_WEIGHTS = np.array([0.55, 1.2, 1.2], np.float32)


@dataclass(frozen=True, slots=True)
class Regions:
    """Parts of the person; they add up to its alpha."""

    skin: Mask
    hair: Mask
    cloth: Mask


@dataclass(frozen=True, slots=True)
class HeadFrame:
    """Coordinates of every work pixel in the head's own frame, in face heights.

    ``along`` rises from the chin (-0.5) over the hairline (+0.5), ``across`` is the distance from
    the middle line.
    """

    along: FloatArray
    across: FloatArray
    oval: FloatArray
    features: FloatArray
    ears: FloatArray


def split_regions(foreground: SrgbImage, alpha: Mask, landmarks: Points) -> Regions:
    """Return which part of the person is skin, hair or cloth (hats, glasses and jewelry too)."""
    size = (WORK_PX, WORK_PX)
    small = cv2.resize(foreground, size, interpolation=cv2.INTER_AREA)
    body = cv2.resize(alpha, size, interpolation=cv2.INTER_AREA) > SURE
    frame = _measure_head(landmarks)
    traits, texture, lab = _describe(small)

    skin_seed = _seed_skin(traits, frame)
    skin_cost = _color_cost(traits, skin_seed)
    hair_seed = _seed_hair(skin_cost, texture, body, frame, skin_seed)
    long_hair = _has_long_hair(body, frame)
    skin_cost = _forgive_gloss(skin_cost, lab, hair_seed=hair_seed, skin_seed=skin_seed)
    chest = frame.along < (-0.95 if long_hair else -0.75)
    cloth_seed = body & chest & (skin_cost > 5)
    bald = _is_bald(lab, texture, skin_cost, body, frame, skin_seed)

    costs = np.full((WORK_PX, WORK_PX, 3), COST_LIMIT, np.float32)
    costs[..., 0] = skin_cost
    if hair_seed.sum() >= 60 and not bald:
        costs[..., 1] = _color_cost(traits, hair_seed)
    if cloth_seed.sum() > 60:
        costs[..., 2] = _color_cost(traits, cloth_seed)
    # Cloth of any color may appear under the chin at a fixed price.
    below_chin = frame.along < (-0.72 if long_hair else -0.55)
    costs[..., 2] = np.where(below_chin, np.minimum(costs[..., 2], 7.0), costs[..., 2])
    costs += _place_costs(frame, skin_cost, bald=bald)
    if long_hair:
        # Its ends have other light than the crown: any color may hang there at a price.
        beside_neck = (frame.across > 0.5) & (frame.along < -0.45) & (frame.along > -1.05)
        costs[..., 1] = np.where(beside_neck, np.minimum(costs[..., 1], 5.5), costs[..., 1])
    else:
        # Nothing frames the neck, so what is dark on the chest is a jacket.
        costs[..., 1] += 14 * np.clip((-0.5 - frame.along) / 0.12, 0, 1)
        beside_neck = (frame.along < -0.34) & (frame.across > 0.26)
        costs[..., 1] += np.where(beside_neck, 20.0, 0.0)
        costs[..., 2] -= np.where(beside_neck & (frame.along > -0.55), 7.0, 0.0)
    # Eyes, brows, lips and teeth belong to the face, whatever their color.
    costs[..., 0] -= np.where((frame.oval > 0.5) & (frame.features > 0.05), COST_LIMIT, 0.0)
    off_face = frame.oval < 0.3
    costs[..., 0] += np.where(off_face & (skin_cost > NO_SKIN_COST), 8.0, 0.0)
    return _upsample(costs, foreground, alpha)


def _measure_head(landmarks: Points) -> HeadFrame:
    points = landmarks[:, :2] * (WORK_PX / SIDE_PX)
    chin, top = points[topology.CHIN], points[topology.FOREHEAD_TOP]
    length = float(np.linalg.norm(top - chin))
    up = (top - chin) / (length + 1e-6)
    y, x = np.mgrid[0:WORK_PX, 0:WORK_PX].astype(np.float32)
    from_center = np.stack([x, y], axis=-1) - (chin + top) / 2
    side = np.array([-up[1], up[0]], np.float32)
    oval = _small_polygon(landmarks, topology.FACE_OVAL)
    features = np.maximum.reduce(
        [
            cv2.GaussianBlur(_small_polygon(landmarks, ids), (0, 0), 1)
            for ids in (
                topology.LEFT_EYE,
                topology.RIGHT_EYE,
                topology.LIPS_OUTER,
                topology.LEFT_BROW,
                topology.RIGHT_BROW,
            )
        ]
    )
    return HeadFrame(
        along=(from_center @ up / length).astype(np.float32),
        across=np.abs(from_center @ side / length).astype(np.float32),
        oval=oval,
        features=features,
        ears=_place_ears(points, length, side),
    )


def _place_ears(points: FloatArray, length: float, side: FloatArray) -> FloatArray:
    """Return where ears are, were they not covered: beside the ends of the jaw line."""
    canvas = np.zeros((WORK_PX, WORK_PX), np.uint8)
    axes = (round(length * 0.13), round(length * 0.21))
    tilt_deg = float(np.degrees(np.arctan2(side[1], side[0])))
    middle = (points[topology.RIGHT_SIDE] + points[topology.LEFT_SIDE]) / 2
    for index in (topology.RIGHT_SIDE, topology.LEFT_SIDE):
        outward = side * np.sign((points[index] - middle) @ side)
        x, y = np.round(points[index] + outward * length * 0.05).astype(int).tolist()
        cv2.ellipse(canvas, (x, y), axes, tilt_deg, 0, 360, 255, -1)
    return canvas.astype(np.float32) / 255


def _small_polygon(landmarks: Points, ids: tuple[int, ...]) -> FloatArray:
    return polygon_mask(landmarks[list(ids), :2] * (WORK_PX / SIDE_PX), size_px=WORK_PX)


def _describe(small: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return (H, W, 4) color and texture traits, texture alone, and smoothed CIELAB."""
    lab = cv2.bilateralFilter(cv2.cvtColor(small, cv2.COLOR_RGB2LAB), 7, 12, 4)
    lightness = cv2.cvtColor(small, cv2.COLOR_RGB2LAB)[..., 0]
    detail = lightness - cv2.GaussianBlur(lightness, (0, 0), 1.5)
    texture = np.sqrt(cv2.GaussianBlur(detail * detail, (0, 0), 2.5))
    traits = np.dstack([lab * LAB_WEIGHTS, np.minimum(texture, 8) * 2.2]).astype(np.float32)
    return traits, texture, lab


def _seed_skin(traits: FloatArray, frame: HeadFrame) -> BoolArray:
    core = cv2.erode(frame.oval, np.ones((7, 7), np.uint8)) > SURE
    core &= (frame.features < 0.05) & (frame.along > -0.2)
    seed: BoolArray = core & (frame.along < 0.38)
    if seed.sum() < 50:
        seed = core if core.any() else frame.oval > 0.5
    distance = np.linalg.norm(traits - np.median(traits[seed], axis=0), axis=2)
    return seed & (distance < np.percentile(distance[seed], 85))


def _seed_hair(
    skin_cost: FloatArray,
    texture: FloatArray,
    body: BoolArray,
    frame: HeadFrame,
    skin_seed: BoolArray,
) -> BoolArray:
    crown = (frame.along > 0.50) & (frame.along < 1.3) & (frame.across < 0.75) & (frame.oval < 0.05)
    temples = (frame.across > 0.42) & (frame.across < 0.62) & (frame.along > 0)
    place = body & (crown | (temples & (frame.oval < 0.02)))
    unlike_skin = (skin_cost > 6) | (texture > 1.5 * np.median(texture[skin_seed]))
    return place & unlike_skin & (skin_cost > np.percentile(skin_cost[skin_seed], 90))


def _forgive_gloss(
    skin_cost: FloatArray, lab: FloatArray, *, hair_seed: BoolArray, skin_seed: BoolArray
) -> FloatArray:
    """Let what shines brighter than the skin still be skin, where the hair is darker than it."""
    if hair_seed.sum() < 60:
        return skin_cost
    lightness = lab[..., 0]
    usual = float(np.median(lightness[skin_seed]))
    if np.percentile(lightness[hair_seed], 75) > usual - 12:
        return skin_cost
    hue = np.linalg.norm((lab - np.median(lab[skin_seed], axis=0))[..., 1:], axis=2)
    shining = np.clip((lightness - usual + 4) / 8, 0, 1) * np.clip((24 - hue) / 8, 0, 1)
    return (skin_cost * (1 - 0.85 * shining)).astype(np.float32)


def _is_bald(
    lab: FloatArray,
    texture: FloatArray,
    skin_cost: FloatArray,
    body: BoolArray,
    frame: HeadFrame,
    skin_seed: BoolArray,
) -> bool:
    """Return whether the crown looks like the forehead: same color, no strands."""
    forehead = (frame.oval > 0.5) & (frame.along > 0.34) & (frame.along < 0.47)
    crown = body & (frame.along > 0.58) & (frame.along < 1.0) & (frame.across < 0.4)
    if crown.sum() < 30 or forehead.sum() < 20:
        return False
    difference = (np.median(lab[crown], axis=0) - np.median(lab[forehead], axis=0)) * LAB_WEIGHTS
    return bool(
        np.linalg.norm(difference) < BALD_DIFFERENCE
        and (skin_cost[crown] < 5).mean() > 0.6
        and np.median(texture[crown]) < 1.7 * np.median(texture[skin_seed]) + 0.6
    )


def _has_long_hair(body: BoolArray, frame: HeadFrame) -> bool:
    """Return whether the body is as wide beside jaw and neck as only hair makes it."""
    beside_jaw = (frame.along > -0.42) & (frame.along < -0.12)
    beside_jaw &= (frame.across > 0.45) & (frame.across < 0.7)
    return bool(body[beside_jaw].mean() > LONG_HAIR_COVERAGE) if beside_jaw.any() else False


def _color_cost(traits: FloatArray, seed: BoolArray) -> FloatArray:
    """Return the cost of being like the seed: the nearest of a few Gaussian clusters."""
    samples = np.ascontiguousarray(traits[seed])
    criteria = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 20, 0.5)
    cv2.setRNGSeed(1)
    count = min(CLUSTERS, max(1, len(samples) // 8))
    _, labels, centers = cv2.kmeans(samples, count, None, criteria, 1, cv2.KMEANS_PP_CENTERS)
    costs = []
    for index in range(count):
        members = samples[labels[:, 0] == index]
        spread = float(np.clip(members.std(), 3.0, WIDEST_SPREAD)) if len(members) else 3.0
        squared = ((traits - centers[index]) ** 2).sum(axis=2)
        costs.append(squared / (2 * spread * spread) + np.log(spread))
    return np.minimum(np.minimum.reduce(costs), COST_LIMIT).astype(np.float32)


def _place_costs(frame: HeadFrame, skin_cost: FloatArray, *, bald: bool) -> FloatArray:
    """Return what each class costs more or less at each place of a head, (H, W, 3)."""
    along, across, oval = frame.along, frame.across, frame.oval
    ears = frame.ears > 0.5
    skin = np.where(along > 0.74, 3.0, 0.0) - np.where(oval > 0.5, 6.0, 0.0)
    skin += np.where((across > 0.5) & (along > -0.5) & ~ears, 3.0, 0.0)
    if not bald:
        # Above the mesh there is hair, unless a high forehead goes on just as below.
        unlike = np.clip((skin_cost - 4) / 4, 0.1, 1)
        skin += 7 * np.clip((along - 0.66) / 0.16, 0, 1) * np.where(along < 0.9, unlike, 1)
        beside = np.where(ears, 0.0, np.where(along < 0.22, 2.0, 6.0))
        skin += np.where(along > -0.45, beside * np.clip((across - 0.46) / 0.1, 0, 1), 0)
        outer = np.where(ears, 0.0, 3 * np.clip((across - 0.56) / 0.15, 0, 1))
        skin += np.where(along > -0.45, outer, 0)
    skin -= np.where(ears & (skin_cost < NO_SKIN_COST), 4.0, 0.0)
    neck = (along < -0.45) & (along > -0.75) & (across < 0.22)
    skin -= np.where(neck, 1.5, 0.0)

    hair = np.where(along < -0.5, np.minimum((-0.5 - along) * 5, 6), 0)
    hair += np.where((oval > 0.5) & (along > -0.15) & (along < 0.33), 5.0, 0.0)
    hair -= np.where((along > 0.62) & (oval < 0.3), 2.5, 0.0)

    beside_head = np.clip((0.62 - across) / 0.14, np.where(along < -0.2, 0.0, 0.6), 1)
    cloth = np.where(along > -0.55, 10 + 20 * np.clip(along + 0.55, 0, 1), 0) * beside_head
    cloth -= np.where(along < -1.05, 3.0, 0.0)
    return np.dstack([skin, hair, cloth]).astype(np.float32)


def _upsample(costs: FloatArray, foreground: SrgbImage, alpha: Mask) -> Regions:
    likely = np.exp(-(costs - costs.min(axis=2, keepdims=True)) * 0.7)
    likely /= likely.sum(axis=2, keepdims=True)
    likely = cv2.medianBlur((likely * 255).astype(np.uint8), 5).astype(np.float32) / 255
    large = cv2.resize(likely, (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_LINEAR)
    sharp = np.clip(guided_filter(foreground, large, radius_px=12, epsilon=3e-4), 0, 1)
    sharp /= sharp.sum(axis=2, keepdims=True) + 1e-6
    sharp = np.clip((sharp - 0.2) / 0.6, 0, 1) + np.float32(1e-6)
    parts = sharp / sharp.sum(axis=2, keepdims=True) * alpha[..., None]
    skin, hair, cloth = (as_mask(parts[..., index]) for index in range(3))
    return Regions(skin=skin, hair=hair, cloth=cloth)
