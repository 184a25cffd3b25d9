"""The neck, drawn in the person's own skin tone."""

from dataclasses import dataclass

import cv2
import numpy as np

from trombine.engines.portrait.changes.cuts import find_cuts
from trombine.engines.portrait.changes.tailoring.body import Body
from trombine.engines.portrait.changes.tailoring.head import Head
from trombine.engines.portrait.changes.tailoring.head_frame import HALF
from trombine.engines.portrait.features import closed_spline, polygon_mask
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.skin_tone import bare_skin
from trombine.faces.topology import CHIN, FACE_OVAL, FOREHEAD_TOP
from trombine.imaging.arrays import BoolArray, FloatArray, Mask
from trombine.imaging.color import LUMA_WEIGHTS
from trombine.imaging.filters import blur, smoothstep
from trombine.imaging.noise import grain

CHEEK = (-0.62, -0.22)
"""Between these heights, in face heights below the chin, cheeks tell the tone of the skin."""

LIT = (0.30, 0.80)
"""Between these shares of the cheeks, from dark to light, lies the tone of lit skin."""

FEWEST_SAMPLES = 300
BEHIND_CHEEKS = -0.36
"""Where the neck ends above, in face heights below the chin."""

UNDER_JAW = 0.34
"""How much light the jaw takes away below it."""

SHADE = np.array([0.92, 1.05, 1.12], np.float32)
"""How much more of each channel a shade on skin takes: red stays longest."""

SHADE_SEEN = (0.25, 0.6)
"""From which fall of light between lit and dark cheeks, as a logarithm, their shade is believed."""

SHADE_OF_SKIN = (0.85, 1.2)
INSIDE_CHEEK, BESIDE_JAW = 0.04, 0.03
"""How far within a cheek a neck ends above, and beside a jaw lower down, in face heights."""

BEYOND, BEHIND_LOBE = 0.1, 0.15
"""How far beyond the border the nape of a head goes that is cut there, and how much higher than
the rest of the neck, in face heights."""


@dataclass(frozen=True, slots=True)
class Neck:
    """Where the neck is, and the light on it (H, W, 3): 1 is the tone of the cheek.

    ``tells`` is, at half size, what tells the tone: the cheeks, or the veil over the throat.
    """

    cover: FloatArray
    light: FloatArray
    tells: BoolArray
    veiled: bool

    def tone(self, image: FloatArray) -> FloatArray:
        """Return the tone (3,) of lit skin on a picture of the person."""
        samples = np.sort(image[::HALF, ::HALF][self.tells], axis=0)
        low, high = (int(len(samples) * share) for share in LIT)
        return samples[low : high + 1].mean(axis=0).astype(np.float32)


def draw_neck(portrait: Portrait, body: Body, head: Head, *, from_left: bool) -> Neck:
    """Return the neck of this head between jaw and shoulders, with the top of the breast.

    A throat that the photo's veil hides stays hidden by its cloth.
    """
    cheeks = _cheeks(portrait)
    shade = _shade(portrait.painted[::HALF, ::HALF][cheeks])
    light = _light(body, head, shade, from_left=from_left)
    left, right, _ = find_cuts(portrait)
    outline = _outline(body, head, cut=(left, right))
    if head.veil is None:
        return Neck(outline, light, cheeks, veiled=False)
    side = (SIDE_PX // HALF, SIDE_PX // HALF)
    veil = cv2.resize(head.veil.astype(np.uint8), side, interpolation=cv2.INTER_NEAREST) > 0
    return Neck(outline, light, veil, veiled=True)


def _outline(body: Body, head: Head, *, cut: tuple[bool, bool]) -> FloatArray:
    """Return what neck and breast cover; a garment hides most of it.

    ``cut`` says whether the photo cuts the head at its left and right: there the nape, too, goes on
    beyond the border, where no hair or ear would hide its edge.
    """
    wide, unit = body.neck, body.face_px
    half = ((-0.2, 0.95, 0), (0.4, 0.97, 0), (0.75, 1.05, 0), (0.9, 1.0, 0.22), (1.3, 1.0, 0.35))
    above = float(body.jaw[1]) + BEHIND_CHEEKS * unit
    hidden = _behind_cheeks(body, head, above, inside=INSIDE_CHEEK)
    left_px, right_px = (min(0.95 * wide * unit, each) for each in hidden)
    right = [(float(body.jaw[0]) + right_px, above)]
    left = [(float(body.jaw[0]) - left_px, above)]
    for along, share, more in (*half, (1.5, 0.6, 0.2)):
        center = body.jaw + (body.notch - body.jaw) * [max(along, 0), along]
        left_px = right_px = (share * wide + more) * unit
        if along < 0:  # the jaw of a head turned aside is narrow there: skin beside it would flap
            hidden = _behind_cheeks(body, head, float(center[1]), inside=-BESIDE_JAW)
            left_px, right_px = (min(left_px, each) for each in hidden)
        right.append((float(center[0]) + right_px, float(center[1])))
        left.append((float(center[0]) - left_px, float(center[1])))
    higher = above - BEHIND_LOBE * unit
    if cut[0]:
        left = [(-BEYOND * unit, y) for y in (higher, *(y for _, y in left))]
    if cut[1]:
        right = [(SIDE_PX + BEYOND * unit, y) for y in (higher, *(y for _, y in right))]
    points = np.array([*right, *left[::-1]], np.float32)
    mask = np.zeros((SIDE_PX, SIDE_PX), np.uint8)
    corners = np.round(closed_spline(points) * 16).astype(np.int32)
    cv2.fillPoly(mask, [corners], 255, lineType=cv2.LINE_AA, shift=4)
    return mask.astype(np.float32) / 255


def _behind_cheeks(body: Body, head: Head, row_px: float, *, inside: float) -> tuple[float, float]:
    """Return how far left and right of its axis a neck goes in a row to end so far in a cheek."""
    row = int(np.clip(row_px, 0, SIDE_PX - 1))
    columns = np.nonzero(head.cover[row] > 0.5)[0]
    if not len(columns):
        return 0.0, 0.0
    air = inside * body.face_px
    ends = (body.jaw[0] - columns[0] - air, columns[-1] - body.jaw[0] - air)
    return max(float(ends[0]), 0.0), max(float(ends[1]), 0.0)


def _shade(cheeks: FloatArray) -> FloatArray:
    """Return how much more of each channel a shade takes (3,), read off the cheeks' own (N, 3).

    Skin in even light tells nothing of its shade: there it is the usual one.
    """
    lightness = cheeks @ LUMA_WEIGHTS
    order = lightness.argsort()
    dark, lit = order[: len(order) // 3], order[int(LIT[0] * len(order)) :]
    fall = np.log(np.maximum(cheeks[dark].mean(axis=0), 0.02))
    fall -= np.log(np.maximum(cheeks[lit].mean(axis=0), 0.02))
    sure = smoothstep(*SHADE_SEEN, np.atleast_1d(-fall.mean()))
    own = np.clip(fall / min(float(fall.mean()), -SHADE_SEEN[0]), *SHADE_OF_SKIN)
    return (SHADE + (own - SHADE) * sure).astype(np.float32)


def _light(body: Body, head: Head, shade_of: FloatArray, *, from_left: bool) -> FloatArray:
    """Return the light on the neck: a column, its two cords, the shade of the jaw."""
    y, x = np.mgrid[0:SIDE_PX:2, 0:SIDE_PX:2].astype(np.float32)
    unit = body.face_px
    along = (y - body.jaw[1]) / (body.notch[1] - body.jaw[1])
    center = body.jaw[0] + (body.notch[0] - body.jaw[0]) * along
    side = (x - center) / (unit * body.neck)
    lit = side + (0.25 if from_left else -0.25)
    column = 1.03 - 0.24 * smoothstep(0.35, 1.15, np.abs(lit))
    cords = np.exp(-((np.abs(side) - (0.92 - 0.72 * along)) ** 2) / 0.012)
    cords = 0.035 * cords * smoothstep(0.1, 0.5, along) * smoothstep(1.1, 0.9, along)
    hollow = 0.12 * np.exp(-(side**2 / 0.03 + (along - 1.02) ** 2 / 0.012))
    soft = cv2.resize(head.jaw, (SIDE_PX // 2, SIDE_PX // 2), interpolation=cv2.INTER_AREA)
    aside = 0.05 if from_left else -0.05
    shade = np.float32(UNDER_JAW) * _moved(soft, aside * unit / 2, 0.08 * unit / 2, 0.06 * unit / 2)
    close = np.float32(0.22) * _moved(soft, 0, 0.02 * unit / 2, 0.022 * unit / 2)
    skin = grain(12, size_px=SIDE_PX // 2, softness_px=1.0) * np.float32(0.010)
    light = (column + cords - hollow + skin) * (1 - shade) * (1 - close)
    colored = np.exp(np.log(np.clip(light, 0.2, 1.1))[..., None] * shade_of)
    return cv2.resize(colored, (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_LINEAR)


def _moved(mask: FloatArray, right: float, down: float, softness: float) -> FloatArray:
    matrix = np.array([[1, 0, right], [0, 1, down]], np.float32)
    return blur(cv2.warpAffine(mask, matrix, mask.shape[::-1]), softness)


def _cheeks(portrait: Portrait) -> BoolArray:
    """Return the skin that tells the tone, at half size: cheeks, away from beard and features."""
    points = portrait.landmarks[:, :2] / HALF
    side = SIDE_PX // HALF
    oval = polygon_mask(points[list(FACE_OVAL)], size_px=side)
    skin, importance = (Mask(each[::HALF, ::HALF]) for each in (portrait.skin, portrait.importance))
    bare = bare_skin(oval, skin, importance)
    down = points[CHIN] - points[FOREHEAD_TOP]
    down = down / np.linalg.norm(down)
    y, x = np.mgrid[0:side, 0:side].astype(np.float32)
    below = (x - points[CHIN, 0]) * down[0] + (y - points[CHIN, 1]) * down[1]
    below = below * np.float32(HALF / portrait.face_height_px)
    cheeks = bare & (below > CHEEK[0]) & (below < CHEEK[1])
    return cheeks if cheeks.sum() > FEWEST_SAMPLES else bare | (skin > 0.8)
