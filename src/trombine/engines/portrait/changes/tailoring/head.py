"""What stays of the person when they change clothes: face, hair, ears, hat, glasses, beard.

Below the ears only the jaw, hair and what belongs to a head covering stay; collars, whatever they
are taken for, and bare shoulders go.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from trombine.engines.portrait.changes.tailoring.coverings import find_worn
from trombine.engines.portrait.changes.tailoring.hair import own_hair
from trombine.engines.portrait.changes.tailoring.head_frame import (
    QUARTER,
    HeadFrame,
    enlarge,
    shrink,
)
from trombine.engines.portrait.features import polygon_mask
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.faces.topology import CHIN, FACE_OVAL
from trombine.imaging.arrays import BoolArray, FloatArray, Mask, SrgbImage, as_mask
from trombine.imaging.color import srgb_to_lab
from trombine.imaging.filters import blur, mix, smoothstep

CHIN_ZONE = (18, 200, 199, 175, 83, 313, 208, 428)
CHEEKS = (50, 280, 101, 330, 118, 347, 205, 425, 36, 266)

BEARD_DIFFERENCE = (9.0, 18.0)
"""From how many units of Lab a chin unlike the cheeks is taken for a beard, to surely."""

UNDER_CHIN, UNDER_BEARD = 0.05, 0.22
"""How far below the jaw skin and beard are looked for, in face heights."""

UNDER_CHIN_REACH = 0.30
RIM = 0.05
"""How far inside the outline of the mesh a jaw is sure, in face heights."""

ALIKE = (10.0, 18.0)
"""From how many units of Lab two colors are no longer the same, to surely."""


@dataclass(frozen=True, slots=True)
class Head:
    """What stays: the whole as ``cover``, and its parts, which add up to it.

    ``jaw`` is the face down to the chin with its beard, which throws a shadow on the neck.
    ``veil`` is, at a quarter of the side, what covers the throat too; None where nothing does.
    """

    cover: Mask
    skin: Mask
    hair: Mask
    cloth: Mask
    jaw: Mask
    veil: BoolArray | None


def keep_head(portrait: Portrait, photo: FloatArray) -> Head:
    """Return what stays; ``photo`` is the rectangle it fills: left, top, right, bottom."""
    frame = HeadFrame.of(portrait)
    oval = polygon_mask(portrait.landmarks[list(FACE_OVAL), :2], size_px=SIDE_PX)
    lab = srgb_to_lab(SrgbImage(shrink(portrait.painted)))
    jaw = _jaw(portrait, frame, oval, photo, lab)
    hair = own_hair(portrait, frame, photo, lab)
    worn = find_worn(portrait, frame, photo, lab)
    cloth = portrait.cloth * enlarge(worn.kept)
    above = enlarge(smoothstep(frame.lobes + 0.05, frame.lobes - 0.05, frame.down))
    parts = np.clip(portrait.skin * above + hair + cloth, 0, 1)
    cover = _close(np.maximum(jaw, parts)) * np.minimum(portrait.alpha * 1.02, 1)
    share = cover / np.maximum(portrait.skin + portrait.hair + portrait.cloth, 1e-3)
    return Head(
        cover=as_mask(cover),
        skin=as_mask(portrait.skin * share),
        hair=as_mask(portrait.hair * share),
        cloth=as_mask(portrait.cloth * share),
        jaw=as_mask(jaw * portrait.alpha),
        veil=worn.over_throat,
    )


def _jaw(
    portrait: Portrait, frame: HeadFrame, oval: FloatArray, photo: FloatArray, lab: FloatArray
) -> FloatArray:
    """Return the face, and below and beside it what has the color of its skin or its beard."""
    small = shrink(oval)
    cheek, chin = (_mean_color(lab, portrait, ids) for ids in (CHEEKS, CHIN_ZONE))
    unlike = np.atleast_1d(np.linalg.norm(chin - cheek))
    bearded = float(smoothstep(*BEARD_DIFFERENCE, unlike)[0])
    reach = UNDER_CHIN + (UNDER_BEARD - UNDER_CHIN) * bearded
    outside = (small < 0.5).astype(np.uint8)
    away = cv2.distanceTransform(outside, cv2.DIST_L2, 5) * np.float32(QUARTER / frame.face_px)
    alike = _like_skin(lab, cheek) * (1 - smoothstep(0.4 * UNDER_CHIN, UNDER_CHIN, away))
    below = smoothstep(UNDER_CHIN_REACH + 0.04, UNDER_CHIN_REACH - 0.08, np.abs(frame.across))
    alike = alike * np.maximum(small, below)
    if bearded > 0:
        like = smoothstep(ALIKE[1], ALIKE[0], np.linalg.norm(lab - chin, axis=2))
        near = 1 - smoothstep(0.45 * reach, reach, away)
        alike = np.maximum(alike, like * near * bearded * below)
    person = shrink(np.maximum(portrait.skin + portrait.hair - 0.2, 0)) / np.float32(0.7)
    # Below the photo its last row runs on.
    above_end = float(photo[3] - portrait.landmarks[CHIN, 1]) / frame.face_px - frame.down
    alike = np.maximum(small, smoothstep(0.02, 0.08, above_end)) * alike
    low = smoothstep(frame.lobes - 0.12, frame.lobes + 0.04, frame.down)
    grown = blur(low * alike * np.clip(person, 0, 1), 1.0)
    # The mesh knows a jaw to some pixels: its rim, too, has to look like skin or beard.
    depth = cv2.distanceTransform(1 - outside, cv2.DIST_L2, 5) * np.float32(QUARTER / frame.face_px)
    sure = mix(np.ones_like(small), np.maximum(smoothstep(0.4 * RIM, RIM, depth), alike), low)
    face = cv2.GaussianBlur(oval, (0, 0), 1.2) * enlarge(blur(sure.astype(np.float32), 0.8))
    return np.maximum(face, enlarge(grown))


def _close(cover: FloatArray) -> FloatArray:
    """Return the cover without the slits between jaw and hair."""
    small = cv2.morphologyEx(shrink(cover), cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8))
    return np.maximum(cover, enlarge(small))


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
