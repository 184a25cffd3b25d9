"""Room above a head: the person is moved down, and made smaller where that is not enough."""

from dataclasses import replace

import cv2
import numpy as np

from trombine.engines.portrait.changes.wearing.head import Head
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.faces.topology import CHIN
from trombine.imaging.arrays import FloatArray, Mask, Points, SrgbImage
from trombine.imaging.filters import smoothstep

AIR_PX = 14.0
"""Between the top of a prop and the border."""

HAIRLINE = 0.04
"""Over so much of a face a forehead that went on beyond the picture becomes hair."""

FEWEST, FLATTEST = 60, 0.34
"""Samples of hair that tell its color, and the height over half the width of what ends."""

LOWEST_CHIN_PX = 0.86 * SIDE_PX
"""A person is moved down no farther than this; from there on they are made smaller."""


def make_room(portrait: Portrait, head: Head, *, above: float) -> tuple[Portrait, Head]:
    """Return portrait and head with everything below row ``above`` in the picture.

    ``above`` is in pixels, negative beyond the border. The lower border of the person stays beyond
    that of the picture. What is uncovered at the sides is their own shoulders run on, and a head
    that the photo cut off ends as its hair does.
    """
    top = above - AIR_PX
    if top >= 0:
        return portrait, head
    chin = float(portrait.landmarks[CHIN, 1])
    smallest = (SIDE_PX - AIR_PX) / (SIDE_PX - above)
    wanted = (max(LOWEST_CHIN_PX, chin) - AIR_PX) / (chin - above)
    scale = float(np.clip(wanted, smallest, 1))
    down = AIR_PX - scale * above
    right = (1 - scale) * SIDE_PX / 2
    moved_head = replace(
        head,
        origin_px=(head.origin_px * scale + np.array([right, down])).astype(np.float32),
        face_px=head.face_px * scale,
    )
    moved = _move(portrait, scale=scale, right=right, down=down)
    return _end_hair(moved, moved_head, first_row=int(np.ceil(down))), moved_head


def _move(portrait: Portrait, *, scale: float, right: float, down: float) -> Portrait:
    matrix = np.array([[scale, 0, right], [0, scale, down]], np.float32)

    def warp(plane: FloatArray) -> FloatArray:
        # Colors run on as in a mirror, which shows no streaks; masks straight on.
        border = cv2.BORDER_REFLECT_101 if plane.ndim == 3 else cv2.BORDER_REPLICATE
        return cv2.warpAffine(plane, matrix, (SIDE_PX, SIDE_PX), borderMode=border)

    landmarks = portrait.landmarks * np.float32(scale)
    landmarks[:, :2] += np.array([right, down], np.float32)
    return portrait.move(warp, landmarks=Points(landmarks), nearer=scale)


def _end_hair(portrait: Portrait, head: Head, *, first_row: int) -> Portrait:
    """Return the portrait with hair that ends as a head's does, where the photo ended before.

    Above that row masks ran straight on and colors as in a mirror, a forehead once more.
    """
    rows = slice(0, min(max(first_row, 1), SIDE_PX))
    if not portrait.alpha[rows].any():
        return portrait
    rounded = _round_off(portrait.alpha[min(rows.stop, SIDE_PX - 1)], head, rows.stop)
    color = _hair_color(portrait)
    turned_to_hair = _forehead_above(portrait.skin, rows.stop, HAIRLINE * head.face_px)
    turned_to_hair = turned_to_hair * np.float32(color is not None)
    skin = np.minimum(portrait.skin[rows], 1 - turned_to_hair)

    def ended(mask: FloatArray, part: FloatArray) -> Mask:
        whole = mask.copy()
        whole[rows] = part * rounded
        return Mask(whole)

    def colored(image: SrgbImage) -> SrgbImage:
        if color is None:
            return image
        whole = image.copy()
        whole[rows] += (np.clip(color * _streaks(), 0, 1) - whole[rows]) * turned_to_hair[..., None]
        return SrgbImage(whole)

    return replace(
        portrait,
        relit=colored(portrait.relit),
        painted=colored(portrait.painted),
        combed=colored(portrait.combed),
        alpha=ended(portrait.alpha, portrait.alpha[rows]),
        skin=ended(portrait.skin, skin),
        hair=ended(portrait.hair, portrait.hair[rows] + portrait.skin[rows] - skin),
        cloth=ended(portrait.cloth, portrait.cloth[rows]),
    )


def _round_off(border: FloatArray, head: Head, first_row: int) -> FloatArray:
    """Return how the head ends above its cut, (first_row, SIDE_PX): an arch over all of it.

    ``border`` is the row of the person along the cut; what is beside the head ends there too.
    """
    crown = head.project(head.hair.center - np.array([0, head.hair.axes[1], 0]))
    y, x = np.mgrid[0:first_row, 0:SIDE_PX].astype(np.float32)
    inside = np.zeros((first_row, SIDE_PX), bool)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], border > 0.5, [0]]).astype(int)))
    for left, right in zip(edges[::2], edges[1::2], strict=True):
        half = (right - left) / 2
        over_head = left <= crown[0] <= right
        tall = max(first_row - float(crown[1]), FLATTEST * half) if over_head else FLATTEST * half
        across, up = (x - (left + half)) / half, (first_row - y) / max(tall, 1.0)
        inside |= across**2 + up**2 < 1
    return cv2.GaussianBlur(inside.astype(np.float32), (0, 0), 2.0, borderType=cv2.BORDER_REPLICATE)


def _forehead_above(skin: Mask, first_row: int, hairline_px: float) -> FloatArray:
    """Return where hair has to grow above the cut: on what is skin there, or mirrored skin."""
    mirrored = skin[first_row : 2 * first_row][::-1]
    shown = np.zeros((first_row, SIDE_PX), np.float32)
    shown[first_row - len(mirrored) :] = mirrored
    away = first_row - np.arange(first_row, dtype=np.float32)[:, None]
    grown = smoothstep(0, hairline_px, away) * np.maximum(shown, skin[:first_row])
    return cv2.GaussianBlur(grown.astype(np.float32), (0, 0), 2.0)


def _streaks() -> FloatArray:
    """Return how light each column of invented hair is, (SIDE_PX, 1)."""
    noise = np.random.default_rng(81).normal(1, 0.5, (1, SIDE_PX)).astype(np.float32)
    return cv2.GaussianBlur(noise, (0, 0), 3.0)[0][:, None]


def _hair_color(portrait: Portrait) -> FloatArray | None:
    """Return the color of what hair is seen, (3,); None where there is hardly any."""
    where = portrait.hair[::4, ::4] > 0.6
    if where.sum() < FEWEST:
        return None
    return np.median(portrait.relit[::4, ::4][where], axis=0).astype(np.float32)
