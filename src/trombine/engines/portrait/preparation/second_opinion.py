"""A second network's vote on who is the person, heard only as far as it can be trusted.

The selfie network knows people, all of them, and takes letters for shoulders. U-2-Net knows what
stands out: it leaves out whoever stands behind and keeps hats, but loses black hair on black.
Where they differ, the colors around decide with them.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from trombine.engines.portrait.features import polygon_mask
from trombine.engines.portrait.portrait import SIDE_PX
from trombine.engines.portrait.preparation.crop import Crop
from trombine.faces.pose import measure_face_px
from trombine.faces.topology import CHIN, FACE_OVAL, FOREHEAD_TOP
from trombine.imaging.arrays import BoolArray, FloatArray, Points
from trombine.imaging.filters import open_beyond_border

WORK_PX = 256
"""Both networks see their pictures at this size."""
SEED_PX = 64
"""Where which color is common is counted at this size."""

FACE_SEEN = 0.95
"""A second opinion that finds less of the face than this is not heard."""
DOUBT_HEARD, DOUBT_IGNORED = 0.12, 0.28
"""With so much of the person undecided, the second opinion has full and no weight."""
DENIED_HEARD, DENIED_IGNORED = 0.17, 0.20
"""So much of head and shoulders it may deny: somebody behind hides less, half a wig is more."""
HEARD = 0.3
"""At less weight the second opinion takes nothing away."""

EDGE = 0.07
"""Deeper than this inside the first opinion nothing is voted on; in face heights."""
REACH, HAIR_REACH = 0.13, 0.30
"""How far beyond the first opinion the second may add, and where the colors agree."""
CERTAIN_GROUND = 0.03
"""Where the first opinion sees less of the person than this, nothing is added."""
SURE_TO_ADD = 0.75
"""The second opinion adds only what it is as sure of as this."""
BRIDGE, LEAST_AREA = 0.05, 0.02
"""What is disowned is wider than this (face heights) and larger than that (squared)."""
SURE_OF_BOTH = 0.88
"""A part that the first opinion is as sure of as this stays, whatever the second says."""
OWN_COLOR = 1.0
"""A part whose colors speak for the person so much stays (logarithm of likelihoods)."""

LARGEST_HOLE = 0.03
"""In squared face heights."""

COLORS = 32
COLOR_REACH = 0.5
"""How far a color is looked for, in face heights."""
LIKE_COLOR_LAB = 8.0
COLOR_WEIGHT, COLOR_WEIGHT_IN_DOUBT = 0.3, 1.0
AGAINST_WEIGHT = 0.5
"""A network that misses parts is believed less when it misses one."""


@dataclass(frozen=True, slots=True)
class _Opinions:
    """What is known of each pixel, (WORK_PX, WORK_PX); ``whole`` is the first on the whole photo.

    ``own`` is where head, neck and shoulders are, ``face`` the oval of the face.
    """

    first: FloatArray
    second: FloatArray
    whole: FloatArray
    own: BoolArray
    face: BoolArray
    face_px: float


def reconcile(rough: FloatArray, crop: Crop) -> FloatArray:
    """Return the probability of the person after both opinions and the colors were weighed.

    Parameters
    ----------
    rough
        The first opinion, (SIDE_PX, SIDE_PX).
    """
    opinions = _gather(rough, crop)
    trust = weigh(opinions.first, opinions.second, face=opinions.face, own=opinions.own)
    colors = _ask_colors(crop, opinions, trust)
    first = opinions.first
    votes = _log_odds(first, 0.02) + trust * _second_vote(opinions, colors)
    doubt = (first > 0.1) & (first < 0.9)
    votes += np.where(doubt, COLOR_WEIGHT_IN_DOUBT, COLOR_WEIGHT) * colors
    person: FloatArray = 1 / (1 + np.exp(-votes))
    inner = cv2.erode((first > 0.5).astype(np.uint8), _disc(EDGE * opinions.face_px)) > 0
    person = np.where(inner & (first > 0.9), np.maximum(person, 0.97), person)
    if trust > HEARD:
        person = person * (1 - _disown(opinions, colors))
    person = np.where(opinions.face, 1, person).astype(np.float32)
    person = _fill_holes(person, LARGEST_HOLE * opinions.face_px**2)
    return cv2.resize(person, (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_LINEAR)


def _fill_holes(person: FloatArray, largest_px: float) -> FloatArray:
    """Close what is enclosed by the person and so small that it is an earring, not the ground."""
    empty = (person < 0.5).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(empty, connectivity=4)
    small = [n for n in range(1, count) if stats[n, cv2.CC_STAT_AREA] < largest_px]
    holes = np.isin(labels, small).astype(np.uint8)
    return np.maximum(person, cv2.dilate(holes, _disc(1)).astype(np.float32))


def weigh(first: FloatArray, second: FloatArray, *, face: BoolArray, own: BoolArray) -> float:
    """Return in [0, 1] how much a second opinion counts.

    It must find the face, be decided, and leave most of head and shoulders, ``own``, theirs.
    """
    if not face.any() or second[face].mean() < FACE_SEEN:
        return 0.0
    person = first > 0.5
    undecided = _share((second > 0.12) & (second < 0.88), person)
    denied = _share(second < 0.15, person & own)
    return _ramp(undecided, DOUBT_HEARD, DOUBT_IGNORED) * _ramp(
        denied, DENIED_HEARD, DENIED_IGNORED
    )


def _share(what: BoolArray, of: BoolArray) -> float:
    return float((what & of).sum() / max(of.sum(), 1))


def _ramp(value: float, full: float, none: float) -> float:
    return float(np.clip((none - value) / (none - full), 0, 1))


def _gather(rough: FloatArray, crop: Crop) -> _Opinions:
    points = crop.landmarks * np.float32(WORK_PX / SIDE_PX)
    along, across = _measure_head(points)
    head = (across < 0.62) & (along > -0.5)
    shoulders = (along <= -0.5) & (across < 0.5 + 1.9 * (-0.5 - along))
    return _Opinions(
        first=_shrink(rough),
        second=_shrink(crop.salient),
        whole=_shrink(crop.person),
        own=head | shoulders,
        face=polygon_mask(points[list(FACE_OVAL), :2], size_px=WORK_PX) > 0.5,
        face_px=measure_face_px(Points(points)),
    )


def _shrink(plane: FloatArray) -> FloatArray:
    return cv2.resize(plane, (WORK_PX, WORK_PX), interpolation=cv2.INTER_AREA)


def _measure_head(points: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return how far up from the middle of the face and how far aside, in face heights."""
    chin, top = points[CHIN, :2], points[FOREHEAD_TOP, :2]
    length = float(np.linalg.norm(top - chin)) + 1e-6
    up = (top - chin) / length
    y, x = np.mgrid[0:WORK_PX, 0:WORK_PX].astype(np.float32)
    from_middle = np.stack([x, y], axis=-1) - (chin + top) / 2
    side = np.array([-up[1], up[0]], np.float32)
    return from_middle @ up / length, np.abs(from_middle @ side) / length


def _log_odds(probability: FloatArray, least: float) -> FloatArray:
    clipped = np.clip(probability, least, 1 - least)
    return np.log(clipped / (1 - clipped))


def _second_vote(opinions: _Opinions, colors: FloatArray) -> FloatArray:
    """Return the second opinion as log odds, zero where it may not add."""
    vote = _log_odds(opinions.second, 0.03)
    solid = (opinions.first > 0.5).astype(np.uint8)
    near = cv2.dilate(solid, _disc(REACH * opinions.face_px)) > 0
    hair = cv2.dilate(solid, _disc(HAIR_REACH * opinions.face_px)) > 0
    near &= opinions.first > CERTAIN_GROUND
    near |= hair & (opinions.first > 0.1) & (colors > 0)
    near &= opinions.second > SURE_TO_ADD
    near &= cv2.dilate(opinions.own.astype(np.uint8), _disc(REACH * opinions.face_px)) > 0
    return np.where(vote < 0, AGAINST_WEIGHT * vote, np.where(near, vote, 0))


def _disown(opinions: _Opinions, colors: FloatArray) -> FloatArray:
    """Return softly which whole parts of the first opinion are somebody or something else.

    Parts that the second opinion denies and of which the first is unsure, seeing the whole photo,
    or that lie away from head, neck and shoulders; never what has the person's own colors there.
    """
    denied = (opinions.second < 0.15) & (opinions.first > 0.5) & ~opinions.face
    disc = _disc(BRIDGE * opinions.face_px)
    count, labels = cv2.connectedComponents(open_beyond_border(denied.astype(np.uint8), disc))
    disowned = np.zeros(denied.shape, np.uint8)
    for label in range(1, count):
        part = labels == label
        if part.sum() < LEAST_AREA * opinions.face_px**2:
            continue
        unsure = (opinions.whole[part] > 0.95).mean() < SURE_OF_BOTH
        away = opinions.own[part].mean() < 0.4
        if (unsure and colors[part].mean() < OWN_COLOR) or away:
            disowned[part] = 1
    grown = cv2.dilate(disowned, disc) * (opinions.second < 0.5)
    return cv2.GaussianBlur(grown.astype(np.float32), (0, 0), 1)


def _ask_colors(crop: Crop, opinions: _Opinions, trust: float) -> FloatArray:
    """Return in [-3, 3] how much more common a pixel's color is on the person than on the ground.

    Both are counted around each place, where the opinions agree; similar colors share their counts.
    """
    heard = trust > 0.1
    person = (opinions.first > 0.9) & ((opinions.second > 0.8) | (not heard)) | opinions.face
    ground = (opinions.first < 0.1) & ((opinions.second < 0.1) | (not heard))
    lab = cv2.cvtColor(_shrink(crop.image), cv2.COLOR_RGB2LAB)
    names, palette = _name_colors(lab)
    distance = ((palette[:, None] - palette[None]) ** 2).sum(axis=2)
    likeness = np.exp(-distance / (2 * LIKE_COLOR_LAB**2))
    here = [
        _count_colors(names, _shave(seed, opinions.face_px), likeness, opinions.face_px)
        for seed in (person, ground)
    ]
    (on_person, person_count), (on_ground, ground_count) = here
    least = np.minimum(person_count, ground_count)
    ratio = np.log((on_person + 0.02) / (on_ground + 0.02)) * (least / (least + 0.02))
    large = cv2.resize(ratio, (WORK_PX, WORK_PX), interpolation=cv2.INTER_LINEAR)
    return np.clip(np.take_along_axis(large, names[..., None], 2)[..., 0], -3, 3)


def _name_colors(lab: FloatArray) -> tuple[np.ndarray, FloatArray]:
    """Return the number of each pixel's color in a palette of the picture's own, and that."""
    few = cv2.resize(lab, (SEED_PX, SEED_PX), interpolation=cv2.INTER_AREA).reshape(-1, 3)
    cv2.setRNGSeed(1)
    criteria = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 12, 0.5)
    _, _, palette = cv2.kmeans(few, COLORS, None, criteria, 1, cv2.KMEANS_PP_CENTERS)
    # The nearest is where 2 x.c - c.c is largest: no (H, W, COLORS, 3) array is needed.
    names = (2 * lab @ palette.T - (palette**2).sum(axis=1)).argmax(axis=2)
    return names, palette


def _shave(seed: BoolArray, face_px: float) -> BoolArray:
    return cv2.erode(seed.astype(np.uint8), _disc(0.02 * face_px)) > 0


def _count_colors(
    names: np.ndarray, seed: BoolArray, likeness: FloatArray, face_px: float
) -> tuple[FloatArray, FloatArray]:
    """Return each color's share around each place, (SEED_PX, SEED_PX, COLORS), and how many saw."""
    step = WORK_PX // SEED_PX
    cells = np.arange(WORK_PX) // step
    counts = np.zeros((SEED_PX, SEED_PX, COLORS), np.float32)
    rows, columns = np.nonzero(seed)
    np.add.at(counts, (cells[rows], cells[columns], names[rows, columns]), 1 / step**2)
    around = cv2.GaussianBlur(counts, (0, 0), COLOR_REACH * face_px / step)
    total = around.sum(axis=2, keepdims=True)
    return (around / (total + 0.004)) @ likeness.astype(np.float32), total


def _disc(radius_px: float) -> np.ndarray:
    side = 2 * max(1, round(radius_px)) + 1
    return cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
