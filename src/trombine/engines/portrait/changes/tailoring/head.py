"""What stays of the person when they change clothes: face, hair, ears, hat, glasses, beard.

Below the ears only the jaw, hair and what belongs to a head covering stay; collars, whatever they
are taken for, and bare shoulders go.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from trombine.engines.portrait.features import polygon_mask
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.faces.topology import CHIN, FACE_OVAL, FOREHEAD_TOP
from trombine.imaging.arrays import BoolArray, FloatArray, Mask, SrgbImage, as_mask
from trombine.imaging.color import srgb_to_lab
from trombine.imaging.filters import blur, guided_filter, mix, open_beyond_border, smoothstep
from trombine.imaging.noise import grain

QUARTER, HALF = 4, 2
LOBES = (58, 288)
"""Corners of the jaw a little below the lobes of the ears."""

CHIN_ZONE = (18, 200, 199, 175, 83, 313, 208, 428)
CHEEKS = (50, 280, 101, 330, 118, 347, 205, 425, 36, 266)

BEARD_DIFFERENCE = (9.0, 18.0)
"""From how many units of Lab a chin unlike the cheeks is taken for a beard, to surely."""

UNDER_CHIN, UNDER_BEARD = 0.05, 0.22
"""How far below the jaw skin and beard are looked for, in face heights."""

UNDER_CHIN_REACH = 0.30
RIM = 0.05
"""How far inside the outline of the mesh a jaw is sure, in face heights."""

COVERING_AREA = 0.04
"""Cloth above the brows beyond this, in squares of the face height, is a hat, scarf or veil."""

COVERING_DROP, COVERING_REACH = 0.75, 1.0
HAIRLINE = -0.55
"""Hair reaches up beside the eyes; what does not is none."""

BRIDGE = 9
"""Hair hangs together by bridges wider than this, in places of a quarter of the side."""

FEWEST, OTHER_HAIR, FAIR = 30, 24.0, 25.0
"""Fewer places tell no color; so far apart in chroma it is not the same hair; fair is lighter."""

ALIKE = (10.0, 18.0)
STRANDS = 0.30
"""Over this length, in face heights, hair that the photo cuts comes to its ends."""

SIDE_WAVE, ROUND_ENDS = 0.06, 0.10
"""How deep the waves are of hair cut at the side, and how round it is, in face heights."""


@dataclass(frozen=True, slots=True)
class Head:
    """What stays: the whole as ``cover``, and its parts, which add up to it.

    ``jaw`` is the face down to the chin with its beard, which throws a shadow on the neck.
    """

    cover: Mask
    skin: Mask
    hair: Mask
    cloth: Mask
    jaw: Mask


@dataclass(frozen=True, slots=True)
class _Frame:
    """The frame of the head at a quarter of the side: right and down from the chin."""

    across: FloatArray
    down: FloatArray
    lobes: float
    face_px: float

    @classmethod
    def of(cls, portrait: Portrait) -> "_Frame":
        points, face_px = portrait.landmarks[:, :2], portrait.face_height_px
        chin = points[CHIN]
        down = chin - points[FOREHEAD_TOP]
        down = down / np.linalg.norm(down)
        y, x = np.mgrid[0:SIDE_PX:QUARTER, 0:SIDE_PX:QUARTER].astype(np.float32)
        x, y = (x - chin[0]) / np.float32(face_px), (y - chin[1]) / np.float32(face_px)
        lobes = float(((points[list(LOBES)] - chin) @ down).mean()) / face_px
        return cls(x * down[1] - y * down[0], x * down[0] + y * down[1], lobes, face_px)


def keep_head(portrait: Portrait, photo: FloatArray) -> Head:
    """Return what stays; ``photo`` is the rectangle it fills: left, top, right, bottom."""
    frame = _Frame.of(portrait)
    oval = polygon_mask(portrait.landmarks[list(FACE_OVAL), :2], size_px=SIDE_PX)
    lab = srgb_to_lab(SrgbImage(_shrink(portrait.painted)))
    jaw = _jaw(portrait, frame, oval, lab)
    hair = _own_hair(portrait, frame, photo, lab)
    cloth = portrait.cloth * _enlarge(_own_cloth(portrait, frame, lab))
    above = _enlarge(smoothstep(frame.lobes + 0.05, frame.lobes - 0.05, frame.down))
    parts = np.clip(portrait.skin * above + hair + cloth, 0, 1)
    cover = _close(np.maximum(jaw, parts)) * np.minimum(portrait.alpha * 1.02, 1)
    share = cover / np.maximum(portrait.skin + portrait.hair + portrait.cloth, 1e-3)
    return Head(
        cover=as_mask(cover),
        skin=as_mask(portrait.skin * share),
        hair=as_mask(portrait.hair * share),
        cloth=as_mask(portrait.cloth * share),
        jaw=as_mask(jaw * portrait.alpha),
    )


def _jaw(portrait: Portrait, frame: _Frame, oval: FloatArray, lab: FloatArray) -> FloatArray:
    """Return the face, and below and beside it what has the color of its skin or its beard."""
    small = _shrink(oval)
    cheek, chin = (_mean_color(lab, portrait, ids) for ids in (CHEEKS, CHIN_ZONE))
    unlike = np.atleast_1d(np.linalg.norm(chin - cheek))
    bearded = float(smoothstep(*BEARD_DIFFERENCE, unlike)[0])
    reach = UNDER_CHIN + (UNDER_BEARD - UNDER_CHIN) * bearded
    outside = (small < 0.5).astype(np.uint8)
    away = cv2.distanceTransform(outside, cv2.DIST_L2, 5) * np.float32(QUARTER / frame.face_px)
    alike = _like_skin(lab, cheek) * (1 - smoothstep(0.4 * UNDER_CHIN, UNDER_CHIN, away))
    beside = (small > 0.5) | (np.abs(frame.across) < UNDER_CHIN_REACH)
    alike = alike * beside
    if bearded > 0:
        like = smoothstep(ALIKE[1], ALIKE[0], np.linalg.norm(lab - chin, axis=2))
        near = 1 - smoothstep(0.45 * reach, reach, away)
        alike = np.maximum(alike, like * near * bearded * (np.abs(frame.across) < 0.36))
    person = _shrink(np.maximum(portrait.skin + portrait.hair - 0.2, 0)) / np.float32(0.7)
    low = smoothstep(frame.lobes - 0.12, frame.lobes + 0.04, frame.down)
    grown = blur(low * alike * np.clip(person, 0, 1), 1.0)
    # The mesh knows a jaw to some pixels: its rim, too, has to look like skin or beard.
    depth = cv2.distanceTransform(1 - outside, cv2.DIST_L2, 5) * np.float32(QUARTER / frame.face_px)
    sure = mix(np.ones_like(small), np.maximum(smoothstep(0.4 * RIM, RIM, depth), alike), low)
    face = cv2.GaussianBlur(oval, (0, 0), 1.2) * _enlarge(blur(sure.astype(np.float32), 0.8))
    return np.maximum(face, _enlarge(grown))


def _close(cover: FloatArray) -> FloatArray:
    """Return the cover without the slits between jaw and hair."""
    small = cv2.morphologyEx(_shrink(cover), cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    return np.maximum(cover, _enlarge(small))


def _mean_color(lab: FloatArray, portrait: Portrait, ids: tuple[int, ...]) -> FloatArray:
    """Return the median color about some landmarks, each a patch of 5 x 5."""
    places = np.clip(portrait.landmarks[list(ids), :2] / QUARTER, 3, SIDE_PX // QUARTER - 4)
    column, row = places.round().astype(int).T
    patches = [
        lab[y - 2 : y + 3, x - 2 : x + 3].reshape(-1, 3) for x, y in zip(column, row, strict=True)
    ]
    return np.median(np.concatenate(patches), axis=0).astype(np.float32)


def _like_skin(lab: FloatArray, cheek: FloatArray) -> FloatArray:
    """Return how far each place may be the same skin, in the shade of a chin perhaps."""
    share = np.clip(lab[..., 0] / max(float(cheek[0]), 1.0), 0.05, 2)
    # Shade takes chroma along with lightness; cloth of the same lightness differs in chroma.
    expected = cheek[1:] * np.minimum(share, 1.1)[..., None] ** 0.8
    off = np.linalg.norm(lab[..., 1:] - expected, axis=2)
    return smoothstep(13, 7, off) * smoothstep(0.40, 0.55, share) * smoothstep(1.3, 1.15, share)


def _own_hair(portrait: Portrait, frame: _Frame, photo: FloatArray, lab: FloatArray) -> FloatArray:
    """Return the hair that grows on this head, to its ends."""
    guide = _shrink(portrait.painted, HALF)
    coarse = _shrink(portrait.hair, HALF)
    exact = guided_filter(guide, coarse, radius_px=10, epsilon=2e-3)
    exact = smoothstep(0.30, 0.70, exact)
    grown = _enlarge(_connected(portrait, frame, lab))
    ends = _strand_ends(photo, portrait.hair, frame.face_px)
    refined = cv2.resize(exact, (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_LINEAR)
    # Above the lobes no cloth lies beside hair: its own soft edge is the better one there.
    above = _enlarge(smoothstep(frame.lobes, frame.lobes - 0.12, frame.down))
    return mix(np.clip(refined, 0, 1), portrait.hair, above) * grown * ends


def _connected(portrait: Portrait, frame: _Frame, lab: FloatArray) -> FloatArray:
    """Return where hair of the color of this head hangs together with that beside the face."""
    hair = _shrink(portrait.hair)
    top = (frame.down < HAIRLINE) & (np.abs(frame.across) < 0.75) & (hair > 0.6)
    solid = (hair > 0.35) & (_like_hair(lab, lab[top]) | (frame.down < frame.lobes - 0.1))
    # What hangs on by a sideburn only is a beard or a collar.
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (BRIDGE, BRIDGE))
    thick = open_beyond_border(solid.astype(np.uint8), disc)
    _, labels = cv2.connectedComponents(thick, connectivity=4)
    own = np.isin(labels, np.unique(labels[top & (labels > 0)])) & (labels > 0)
    grown = cv2.dilate(own.astype(np.uint8), disc) & (solid | (frame.down < frame.lobes - 0.1))
    return cv2.dilate(grown.astype(np.float32), np.ones((3, 3), np.uint8))


def _like_hair(lab: FloatArray, known: FloatArray) -> BoolArray:
    """Return what may be the same hair; locks in shade are darker, highlights lighter."""
    if len(known) < FEWEST:
        return np.zeros(lab.shape[:2], np.bool_)
    dark, light = np.quantile(known[:, 0], (0.10, 0.97))
    # Dark hair may be black in its own shade; gray and fair hair are not.
    darkest = 0.45 * dark if dark > FAIR else 0.0
    usual = np.median(known[:, 1:], axis=0)
    off = np.linalg.norm(lab[..., 1:] - usual, axis=2)
    return (lab[..., 0] >= darkest) & (lab[..., 0] < light + 14) & (off < OTHER_HAIR)


def _own_cloth(portrait: Portrait, frame: _Frame, lab: FloatArray) -> FloatArray:
    """Return the cloth that is worn on the head, and jewelry beside the face."""
    cloth = _shrink(portrait.cloth)
    brows = -0.72
    hat = (cloth > 0.5) & (frame.down < brows)
    worn = np.zeros_like(cloth)
    if hat.sum() * (QUARTER / frame.face_px) ** 2 > COVERING_AREA:
        color = np.median(lab[(cloth > 0.6) & (frame.down < frame.lobes)], axis=0)
        like = smoothstep(ALIKE[1], ALIKE[0], np.linalg.norm(lab - color, axis=2))
        reach = smoothstep(COVERING_DROP, COVERING_DROP - 0.12, frame.down)
        reach = reach * smoothstep(COVERING_REACH, COVERING_REACH - 0.15, np.abs(frame.across))
        above = smoothstep(frame.lobes + 0.15, frame.lobes - 0.05, frame.down)
        return np.maximum(above, like * reach).astype(np.float32)
    _, labels = cv2.connectedComponents((cloth > 0.3).astype(np.uint8), connectivity=4)
    garment = np.isin(labels, np.unique(labels[(frame.down > 0.25) & (cloth > 0.3)]))
    worn[(labels > 0) & ~garment & (frame.down < 0.1)] = 1
    return cv2.dilate(worn, np.ones((3, 3), np.uint8))


def _strand_ends(photo: FloatArray, hair: FloatArray, face_px: float) -> FloatArray:
    """Return 0 where the photo ends within the picture, 1 well within it, strands between.

    Below, locks end in points one after the other; at the side the outline is wavy and round.
    """
    left, _, right, bottom = photo.tolist()
    y, x = np.mgrid[0:SIDE_PX:HALF, 0:SIDE_PX:HALF].astype(np.float32)
    fine = grain(5, size_px=SIDE_PX // HALF, softness_px=1.0)
    locks = grain(6, size_px=SIDE_PX // HALF, softness_px=4.0)
    ends = np.ones_like(x)
    if bottom < SIDE_PX:
        strands = cv2.blur(fine, (1, 41)) * 4 + cv2.blur(locks, (1, 61)) * 1.5
        need = STRANDS * face_px * (0.55 + 0.22 * np.clip(strands, -2, 2))
        ends = smoothstep(0, 7, bottom - y - need)
    outside = np.maximum(left - x if left > 0 else 0, x - right if right < SIDE_PX else 0)
    if np.ndim(outside):
        wave = SIDE_WAVE * face_px * (0.6 + 0.35 * np.clip(locks + 0.3 * fine, -1.7, 2))
        ends = ends * smoothstep(0, 4, -outside - wave)
        softness = ROUND_ENDS * face_px / HALF
        soft = blur(_shrink(hair, HALF) * ends, softness)
        near = smoothstep(-0.35 * face_px, -0.15 * face_px, outside)
        ends = ends * (1 - near * (1 - smoothstep(0.30, 0.36, soft + 0.04 * locks)))
    return cv2.resize(ends, (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_LINEAR)


def _shrink(plane: FloatArray, by: int = QUARTER) -> FloatArray:
    return cv2.resize(plane, None, fx=1 / by, fy=1 / by, interpolation=cv2.INTER_AREA)


def _enlarge(plane: FloatArray) -> FloatArray:
    return cv2.resize(plane.astype(np.float32), (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_LINEAR)
